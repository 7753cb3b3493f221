"""The schema's revision: reading it, refusing another, moving it.

Alembic is loaded only when there is something to move: a start on a current schema does not pay for it.
"""

from __future__ import annotations

import importlib
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.errors import OutdatedSchema
from storage.models import SCHEMA_REVISION


async def current(engine: AsyncEngine) -> str | None:
    """The revision that the database stands at; None before the first."""
    async with engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        return await db.run_sync(_current)


async def require_current(engine: AsyncEngine) -> None:
    """Raises `OutdatedSchema` unless the database stands at this program's revision."""
    found = await current(engine)
    if found != SCHEMA_REVISION:
        raise OutdatedSchema(found, SCHEMA_REVISION)


async def upgrade(engine: AsyncEngine, revision: str = "head") -> bool:
    """Moves up to `revision`; False when there was nothing to do."""
    found = await current(engine)
    if found == SCHEMA_REVISION if revision == "head" else found == revision:
        return False
    async with engine.connect() as db:
        await db.run_sync(_migrating().upgrade, revision, found)
    return True


async def downgrade(engine: AsyncEngine, revision: str = "-1") -> None:
    """Moves down to `revision` ("-1" one step, "base" to nothing)."""
    found = await current(engine)
    async with engine.connect() as db:
        await db.run_sync(_migrating().downgrade, revision, found)


async def differences(engine: AsyncEngine) -> tuple[str, ...]:
    """What the models say and the database does not, one line each; empty when they agree."""
    async with engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        found: tuple[str, ...] = await db.run_sync(_migrating().differences)
        return found


def _current(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _migrating() -> Any:
    return importlib.import_module("storage.migrating")
