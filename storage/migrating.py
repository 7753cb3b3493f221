"""Alembic, driven from inside the program: synchronous, on a connection that the caller opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.errors import OutdatedSchema, StartRefused
from storage.models import SCHEMA_REVISION, Base

_MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"


def upgrade(db: Connection, revision: str, found: str | None) -> None:
    _move(command.upgrade, db, revision, found)


def downgrade(db: Connection, revision: str, found: str | None) -> None:
    _move(command.downgrade, db, revision, found)


def differences(db: Connection) -> tuple[str, ...]:
    context = MigrationContext.configure(db, opts={"target_metadata": Base.metadata})
    return tuple(repr(difference) for difference in compare_metadata(context, Base.metadata))


def _move(step: Callable[[Config, str], None], db: Connection, revision: str, found: str | None) -> None:
    config = _config(db)
    _refuse_unknown(config, found)
    try:
        step(config, revision)
    except CommandError as error:
        raise StartRefused("no_such_revision", f"the schema cannot move to {revision}: {error}") from error


def _refuse_unknown(config: Config, found: str | None) -> None:
    """A database that a newer program has moved on: Alembic would say that it cannot locate the revision."""
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise OutdatedSchema(found, SCHEMA_REVISION, "a newer program made it, install that one")


def _config(db: Connection) -> Config:
    """The configuration by which migrations/env.py runs on `db`. An installed program has no pyproject.toml."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = db
    return config
