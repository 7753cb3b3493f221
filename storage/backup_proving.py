"""Whether a backup can be restored: by restoring it, comparing every table, and opening what is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from pyrage.x25519 import Identity
from sqlalchemy import select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Unavailable
from storage import backup_keys
from storage.backup_database import Database
from storage.backup_files import BackupFolder
from storage.backup_mysql import MysqlSchema
from storage.backup_sealing import Plain, Writable, unseal
from storage.backup_sqlite import SqliteFile
from storage.crypto import Cell, DataKey
from storage.digests import Digests, differing
from storage.engine import make_engine
from storage.errors import BackupFailed, Damaged, WrongKeys
from storage.keyring import KeyRing
from storage.models import UserRow
from storage.outages import is_outage
from storage.rotation import Tell
from storage.vault import Vault, read_canary

_PEOPLE_OPENED: Final = 100


def database_at(url: str | URL, tell: Tell) -> Database:
    """The database to back up, to restore into, or to try a restore beside."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return MysqlSchema(address, tell)
    if not address.database or address.database == ":memory:":
        raise BackupFailed("a database in memory has no backups")
    return SqliteFile(Path(address.database), tell)


async def prove(
    database: Database,
    folder: BackupFolder,
    sealed: Path,
    identity: Identity,
    ring: KeyRing,
    expected: Digests,
    now: datetime,
) -> Plain:
    """Restores `sealed` into a scratch database beside `database`; returns what the file held.

    Raises `BackupFailed` when it does not restore, when a table differs, or when the keys do not open it.
    """
    async with database.scratch() as scratch:
        plain = await restored(scratch, sealed, identity, expected)
        async with opened(scratch.url) as engine, engine.begin() as db:
            await backup_keys.load(db, folder, identity)
            await open_some(db, ring, now)
        return plain


async def restored(database: Database, sealed: Path, identity: Identity, expected: Digests) -> Plain:
    """Fills the empty `database` and compares every table with `expected`."""
    held: list[Plain] = []

    def feed(sink: Writable) -> None:
        held.append(unseal(sealed, identity, sink))

    await database.load(feed)
    different = differing(expected, await database.digests())
    if different:
        raise BackupFailed(f"restored, these tables are not what was dumped: {', '.join(different)}")
    return held[0]


async def open_some(db: AsyncConnection, ring: KeyRing, now: datetime) -> DataKey:
    """Reads the canary and up to a hundred people's accounts; returns the system's key. Raises `BackupFailed`."""
    try:
        if await read_canary(db) is None:
            raise BackupFailed("the backup holds no canary: there is nothing to prove its keys by")
        vault = Vault(db, ring)
        system = await vault.unlock(now)
        kept = UserRow.account_encrypted.is_not(None)
        people = select(UserRow.user_id, UserRow.account_encrypted).where(kept).limit(_PEOPLE_OPENED)
        for user_id, account in (await db.execute(people)).all():
            key = await vault.find(user_id)
            if key is not None and account is not None:  # None: erased since
                key.open(account, Cell("users", user_id, "account_encrypted"))
    except (Damaged, WrongKeys) as error:
        raise BackupFailed(f"what was restored cannot be decrypted: {error}") from error
    return system


@asynccontextmanager
async def opened(url: str | URL) -> AsyncIterator[AsyncEngine]:
    """An engine for one piece of work. A database that does not answer becomes `BackupFailed`."""
    engine = make_engine(url)
    try:
        yield engine
    except Unavailable as error:
        raise BackupFailed("the database does not answer") from error
    except DBAPIError as error:
        if is_outage(error):
            raise BackupFailed("the database does not answer") from error
        raise
    finally:
        await engine.dispose()
