"""Backups of a MySQL or MariaDB schema, by the server's own client programs.

The dump and the digests it is held against must see the same moment. So every table is locked for reading until the
dump's transaction has begun (about a tenth of a second); a second one, begun meanwhile, computes the digests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.backup_database import Drain, Feed
from storage.backup_sealing import Sealed
from storage.digests import LEFT_OUT, Digests, mysql_digests, mysql_tables
from storage.engine import make_engine
from storage.errors import BackupFailed
from storage.mysql_clients import DumpClient, LoadClient
from storage.rotation import Tell

_SCRATCH: Final = "saju_verify_"
_SCRATCH_LIVES: Final = timedelta(days=1)
_LOCK_ATTEMPTS: Final = 10
_LOCK_PAUSE_S: Final = 1.0


class MysqlSchema:
    """Fulfils `storage.backup_database.Database`."""

    kind = "mysql"

    def __init__(self, url: URL, tell: Tell) -> None:
        self.url = url
        self._tell = tell

    async def size_bytes(self) -> int:
        sizes = text(
            "SELECT COALESCE(SUM(data_length), 0) FROM information_schema.tables WHERE table_schema = DATABASE()"
        )
        async with self._connected() as db:
            return int((await db.execute(sizes)).scalar_one())

    async def work_bytes(self) -> tuple[Path, int] | None:
        return None

    async def dump(self, drain: Drain) -> tuple[Sealed, Digests]:
        async with self._connected() as locks, self._connected() as snapshot, DumpClient(self.url) as client:
            # Its own process: `--no-data` is for all tables of a call. First, so that restoring needs no order.
            structure = await client.structure_of(LEFT_OUT)
            tables = await mysql_tables(locks)
            await _lock(locks, tables)
            try:
                await snapshot.execute(text("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                await snapshot.execute(text("START TRANSACTION WITH CONSISTENT SNAPSHOT"))
                stream = await client.begun(structure, left_out=LEFT_OUT)
            finally:
                await locks.execute(text("UNLOCK TABLES"))
            sealed = await asyncio.to_thread(drain, stream)
            await client.ended_well(sealed.plain.tail)
            return sealed, await mysql_digests(snapshot, tables)

    async def load(self, feed: Feed) -> None:
        async with LoadClient(self.url) as client:
            await client.take(feed)

    async def digests(self) -> Digests:
        async with self._connected() as db:
            return await mysql_digests(db, await mysql_tables(db))

    async def is_empty(self) -> bool:
        async with self._connected() as db:
            return not await mysql_tables(db)

    async def clear(self) -> None:
        async with self._connected() as db:
            await db.execute(text("SET SESSION foreign_key_checks = 0"))
            found = await db.execute(
                text("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()")
            )
            for name, kind in found.all():
                await db.exec_driver_sql(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} IF EXISTS `{name}`")

    @asynccontextmanager
    async def scratch(self) -> AsyncIterator[MysqlSchema]:
        """A schema `saju_verify_…` on the same server: the account needs all rights on `saju\\_verify\\_%`."""
        name = f"{_SCRATCH}{datetime.now(UTC):%Y%m%d%H%M%S}_{uuid4().hex[:8]}"
        async with self._connected() as db:
            await _drop_left_behind(db)
            await db.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
            try:
                yield MysqlSchema(self.url.set(database=name), self._tell)
            finally:
                await db.exec_driver_sql(f"DROP DATABASE {name}")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection that begins no transactions by itself."""
        engine = make_engine(self.url)
        try:
            async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
                yield db
        except DBAPIError as error:
            raise BackupFailed(f"the database server refused: {_told(error)}") from error
        finally:
            await engine.dispose()


async def _lock(db: AsyncConnection, tables: tuple[str, ...]) -> None:
    """Writers that wait behind our waiting wait a second at most; then we step back and try again."""
    await db.execute(text("SET SESSION lock_wait_timeout = 1"))
    for left in reversed(range(_LOCK_ATTEMPTS)):
        try:
            await db.exec_driver_sql("LOCK TABLES " + ", ".join(f"`{table}` READ" for table in tables))
            return
        except OperationalError as error:
            if not left or error.orig is None or error.orig.args[0] != 1205:
                raise
            await asyncio.sleep(_LOCK_PAUSE_S)


async def _drop_left_behind(db: AsyncConnection) -> None:
    """Scratch schemas of runs that were killed; younger ones may belong to somebody who is at work."""
    oldest = f"{_SCRATCH}{datetime.now(UTC) - _SCRATCH_LIVES:%Y%m%d%H%M%S}"
    found = await db.execute(
        text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'saju\\_verify\\_%'")
    )
    for name in [row[0] for row in found]:
        if name < oldest:
            await db.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}`")


def _told(error: DBAPIError) -> str:
    """The driver's sentence; a server names objects and accounts there, never values of ours nor passwords."""
    arguments = error.orig.args if error.orig is not None else ()
    return str(arguments[-1] if arguments else type(error).__name__)[:200]
