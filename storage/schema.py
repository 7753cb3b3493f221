"""The schema's revision: reading it, refusing another, moving it.

Alembic is loaded only when there is something to move: a start on a current schema does not pay for it.
Everything here raises `Unavailable` when the database does not answer, and `StartRefused` when it cannot be used.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.errors import OutdatedSchema
from storage.models import SCHEMA_REVISION
from storage.outages import refused_when_ruined, translated


async def current(engine: AsyncEngine) -> str | None:
    """The revision that the database stands at; None before the first."""
    async with _connected(engine, "DEFERRED") as db:
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
    async with _connected(engine, "IMMEDIATE") as db:
        await db.run_sync(_migrating().upgrade, revision, found)
    return True


async def downgrade(engine: AsyncEngine, revision: str = "-1") -> None:
    """Moves down to `revision` ("-1" one step, "base" to nothing)."""
    found = await current(engine)
    async with _connected(engine, "IMMEDIATE") as db:
        await db.run_sync(_migrating().downgrade, revision, found)


async def differences(engine: AsyncEngine) -> tuple[str, ...]:
    """What the models say and the database does not, one line each; empty when they agree."""
    async with _connected(engine, "DEFERRED") as db:
        found: tuple[str, ...] = await db.run_sync(_migrating().differences)
        return found


@asynccontextmanager
async def _connected(engine: AsyncEngine, sqlite_begin: str) -> AsyncIterator[AsyncConnection]:
    with translated(), refused_when_ruined(engine.url.database or "the database"):
        async with engine.execution_options(sqlite_begin=sqlite_begin).connect() as db:
            yield db


def _current(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _migrating() -> Any:
    return importlib.import_module("storage.migrating")
