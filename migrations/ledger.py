"""The table `schema_migrations`: one row a revision that stands, with the SQL that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final

from alembic.migration import MigrationContext, MigrationInfo
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Dialect, delete, insert

from storage.models import SchemaMigration

# What only MySQL knows (partitions) leaves nothing behind on SQLite.
_NOTHING: Final = "-- nothing to take back on this kind of database"


def ledger_writer(rollbacks: Mapping[str, str]) -> Callable[..., None]:
    """For Alembic's `on_version_apply`: the row comes and goes with its revision, in the same connection."""

    def write(*, ctx: MigrationContext, step: MigrationInfo, **_: Any) -> None:
        revision = step.up_revision
        assert isinstance(revision, Script)  # we neither stamp nor merge
        if step.is_upgrade:
            ctx.execute(delete(SchemaMigration).where(SchemaMigration.version == revision.revision))
            ctx.execute(
                insert(SchemaMigration).values(
                    version=revision.revision,
                    description=revision.doc,
                    rollback_sql=rollbacks[revision.revision],
                    applied_at=datetime.now(UTC),
                )
            )
        elif revision.down_revision is not None:  # taking back the first revision drops the ledger itself
            ctx.execute(delete(SchemaMigration).where(SchemaMigration.version == revision.revision))

    return write


def render_rollbacks(scripts: ScriptDirectory, dialect: Dialect) -> dict[str, str]:
    """The SQL of every `downgrade()`. To be called before any migration runs: Operations.context does not nest."""
    return {script.revision: _render(script.module.downgrade, dialect) for script in scripts.walk_revisions()}


def _render(downgrade: Callable[[], None], dialect: Dialect) -> str:
    buffer = StringIO()
    context = MigrationContext.configure(
        dialect=dialect, opts={"as_sql": True, "output_buffer": buffer, "literal_binds": True}
    )
    with Operations.context(context):
        downgrade()
    return buffer.getvalue().strip() or _NOTHING
