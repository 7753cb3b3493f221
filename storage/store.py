"""Opening the store: the schema, then the keys, then the canary; and what a daemon needs of it afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.ports import UnitOfWork
from core.transaction import in_transaction
from storage import schema
from storage.cache import SessionCache
from storage.engine import BUSY_TIMEOUT_S, empty_write_ahead_log, is_sqlite, make_engine, ping, sqlite_url
from storage.keyring import KeyRing, load_or_create_key_file, parse_keys
from storage.lifetime import Lifetime
from storage.outages import refused_when_ruined, translated
from storage.rotation import Rotated, Tell, rotate
from storage.turnstile import Turnstile
from storage.unit_of_work import Access, SqlUnitOfWork
from storage.vault import Vault, read_canary

Result = TypeVar("Result")


class Store:
    """An open database whose keys fit. `new_key_file` is the key file when this start made it."""

    def __init__(self, access: Access, new_key_file: Path | None) -> None:
        self.new_key_file = new_key_file
        self._access = access

    def unit_of_work(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self._access)

    async def transact(self, body: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """What `body` returned, after its commit: for what is nobody's data (leases, runs, measurements).

        `body` is run again from its beginning when the transaction was taken back (core/transaction.py).
        """

        async def inside(work: UnitOfWork) -> Result:
            assert isinstance(work, SqlUnitOfWork)
            return await body(work.vault.db)

        return await in_transaction(self.unit_of_work, inside)

    @property
    def engine(self) -> AsyncEngine:
        """For what stands outside of transactions: partitions, figures of the database."""
        return self._access.engine

    async def ping(self) -> None:
        """`Unavailable` when the database does not answer."""
        with translated():
            await ping(self._access.engine)

    async def rotate_keys(self, tell: Tell) -> Rotated:
        """Puts every data key under the newest key of the ring, beside running units of work."""
        rotated = await rotate(self.transact, self._access.ring, tell)
        await empty_write_ahead_log(self._access.engine)
        return rotated

    async def close(self) -> None:
        await self._access.engine.dispose()
        if self._access.cache is not None:
            await self._access.cache.close()


async def open_store(
    data_dir: Path,
    now: datetime,
    *,
    url: str | URL | None = None,
    encryption_keys: str | None = None,
    lifetime: Lifetime | None = None,
    cache: SessionCache | None = None,
) -> Store:
    """The store at `url` (None: SQLite in `data_dir`), with `encryption_keys` (None: the key file of `data_dir`).

    SQLite is brought to the current schema by the way; elsewhere an outdated schema is refused, because there an
    operator decides when. Raises `StartRefused` with one line that says how to mend it, or `Unavailable`.
    """
    engine = make_engine(url or sqlite_url(data_dir))
    try:
        with translated(), refused_when_ruined(engine.url.database or "the database"):
            return await _open(engine, data_dir, now, encryption_keys, lifetime or Lifetime(), cache)
    except BaseException:
        await engine.dispose()
        raise


async def _open(
    engine: AsyncEngine,
    data_dir: Path,
    now: datetime,
    encryption_keys: str | None,
    lifetime: Lifetime,
    cache: SessionCache | None,
) -> Store:
    if is_sqlite(engine):
        await schema.upgrade(engine)
    await schema.require_current(engine)
    # Under SQLite this transaction holds the writer's lock: two first starts at once make one key file.
    async with engine.begin() as db:
        ring, made = _ring(encryption_keys, data_dir, may_create=await read_canary(db) is None)
        system = await Vault(db, ring).unlock(now)
    # After a crash between an ending and the emptying of the log, the destroyed key may still stand in it.
    await empty_write_ahead_log(engine)
    turnstile = Turnstile(patience_s=BUSY_TIMEOUT_S if is_sqlite(engine) else None)
    return Store(Access(engine, ring, system, lifetime, turnstile, cache), made)


def _ring(encryption_keys: str | None, data_dir: Path, *, may_create: bool) -> tuple[KeyRing, Path | None]:
    if encryption_keys is not None:
        return parse_keys(encryption_keys), None
    return load_or_create_key_file(data_dir, may_create=may_create)
