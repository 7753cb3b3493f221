"""Engines for the two kinds of database, and the few statements that only one of them knows."""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final

from sqlalchemy import Connection, Dialect, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StartRefused

DATABASE_FILE_NAME: Final = "saju.db"
BUSY_TIMEOUT_S: Final = 5.0

# secure_delete: what is deleted or overwritten is zeroed in its page, so a destroyed key does not linger.
_SQLITE_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cell_size_check=ON",
)
# The first of each is the default; another of them works by naming it in the address.
_DRIVERS: Final = {
    "sqlite": ("sqlite+aiosqlite",),
    "mysql": ("mysql+aiomysql", "mysql+asyncmy"),
    "mariadb": ("mysql+aiomysql", "mysql+asyncmy"),
}
# So short that a server which was restarted meanwhile is met by the next message, not by a failure.
_REST_S: Final = 1.0
_MYSQL_SESSION: Final = "SET SESSION time_zone='+00:00', lock_wait_timeout=5, innodb_lock_wait_timeout=5"


def sqlite_url(data_dir: Path) -> URL:
    """The embedded default: one file in the data folder."""
    return URL.create("sqlite+aiosqlite", database=str(data_dir / DATABASE_FILE_NAME))


def make_engine(url: str | URL) -> AsyncEngine:
    """An engine for `sqlite://…` or `mysql://…`, whatever driver the address names. Opens nothing yet.

    A SQLite file is made with mode 0600; -wal and -shm inherit it. Transactions on SQLite begin as the execution
    option `sqlite_begin` says: IMMEDIATE (default; a deferred one that turns to writing fails at once when another
    writes), DEFERRED for reading only, None for what must stand outside of any transaction.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        return _server(address)
    except ModuleNotFoundError as error:
        raise StartRefused("no_driver", f"{error.name} is not installed: pip install 'saju-bot[mysql]'") from error


def is_sqlite(engine: AsyncEngine) -> bool:
    return engine.dialect.name == "sqlite"


async def ping(engine: AsyncEngine) -> None:
    """Raises what the driver raises when the database does not answer."""
    async with engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        await db.execute(text("SELECT 1"))


async def empty_write_ahead_log(engine: AsyncEngine) -> bool:
    """SQLite: copies the log into the database and cuts it to nothing, so no old page image stays in it.

    False when a reader stood in the way; the next call catches up. Elsewhere there is no such file: True.
    """
    if not is_sqlite(engine):
        return True
    async with engine.execution_options(sqlite_begin=None).connect() as db:
        busy: int = (await db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()[0]
        return busy == 0


def _address(url: str | URL) -> URL:
    """The address with the driver that we use; its text may hold a password, so no message repeats it."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StartRefused(
            "bad_database_url", "SAJU_DATABASE_URL is not an address: mysql://user@host/name"
        ) from error
    drivers = _DRIVERS.get(address.get_backend_name())
    if drivers is None:
        raise StartRefused("bad_database_url", "SAJU_DATABASE_URL must begin with mysql:// or sqlite://")
    named = address.drivername.replace("mariadb", "mysql")
    return address.set(drivername=named if named in drivers else drivers[0])


def _server(address: URL) -> AsyncEngine:
    engine = create_async_engine(
        address.update_query_dict({"charset": "utf8mb4"}),
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        pool_recycle=1500,
        pool_use_lifo=True,
        # Connection.close rolls back what was not committed; a ROLLBACK after each COMMIT would be one more trip.
        pool_reset_on_return=None,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 5, "init_command": _MYSQL_SESSION},
    )
    event.listen(engine.sync_engine, "checkin", _note_the_time)
    event.listen(engine.sync_engine, "checkout", partial(_ping_after_a_rest, engine.dialect))
    return engine


def _note_the_time(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rested_since"] = monotonic()


def _ping_after_a_rest(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    """What pool_pre_ping does at each checkout, at a price of 15-30 % of all; one that was just used hardly fails,
    and if it does, the unit of work is repeated (core/transaction.py).
    """
    if monotonic() - record.info.get("rested_since", monotonic()) < _REST_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _sqlite(url: URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        _make_private(Path(url.database))
    # isolation_level None: the driver must not begin transactions by its own rules.
    engine = create_async_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None}
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StartRefused("no_data_folder", f"{path} cannot be written ({error.strerror})") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # As MySQL has it: the view masked_user_sessions says the same on both.
    connection.create_function("sha2", 2, _sha2, deterministic=True)
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sha2(value: bytes | None, bits: int) -> str | None:
    return None if value is None else hashlib.new(f"sha{bits}", value).hexdigest()


def _begin(db: Connection) -> None:
    mode = db.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    if mode is not None:
        db.exec_driver_sql(f"BEGIN {mode}")
