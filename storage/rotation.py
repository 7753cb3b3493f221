"""Rotation of the key ring: every data key put under the newest key, in batches, beside a running daemon.

Each batch is one transaction and the next begins with what is still under another key, so a rotation that was cut
off at any row is taken up again by running it again. Every daemon must know the new key before it begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import empty_write_ahead_log
from storage.keyring import KeyRing, key_id
from storage.models import DataKey
from storage.outages import is_outage, translated
from storage.vault import Vault

Result = TypeVar("Result")
_ATTEMPTS: Final = 5
_PAUSE_S: Final = 0.2
# What is being done, how much of it is done, and of how much when that is known.
Tell = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """`in_use`: key id to the number of data keys that it wraps. `removable`: ids of the ring that wrap none."""

    newest: str
    rewrapped: int
    in_use: dict[str, int]
    removable: tuple[str, ...]


async def rotate(engine: AsyncEngine, ring: KeyRing, tell: Tell) -> Rotated:
    """Raises `WrongKeys` when a data key was wrapped by a key that the ring lacks, `Unavailable` in an outage."""
    in_use = await _repeated(lambda: keys_in_use(engine))
    rewrapped, stale = 0, sum(in_use.values()) - in_use.get(ring.newest_id, 0)
    while batch := await _repeated(lambda: _rewrap(engine, ring)):
        rewrapped += batch
        tell("data keys rewrapped", rewrapped, max(stale, rewrapped))
    await empty_write_ahead_log(engine)
    in_use = await _repeated(lambda: keys_in_use(engine))
    removable = tuple(each for each in map(key_id, ring.keys) if each not in in_use and each != ring.newest_id)
    return Rotated(ring.newest_id, rewrapped, in_use, removable)


async def keys_in_use(engine: AsyncEngine) -> dict[str, int]:
    """Key id to the number of data keys that it wraps."""
    counted = (
        select(DataKey.kek_id, func.count().label("wrapped")).group_by(DataKey.kek_id).order_by(DataKey.kek_id)
    )
    async with engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        return {row.kek_id: row.wrapped for row in await db.execute(counted)}


async def _rewrap(engine: AsyncEngine, ring: KeyRing) -> int:
    async with engine.begin() as db:
        return await Vault(db, ring).rewrap()


async def _repeated(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """A batch loses nothing by being done again: a deadlock or a lock that others held is no reason to give up."""
    with translated():
        for left in reversed(range(_ATTEMPTS)):
            try:
                return await attempt()
            except DBAPIError as error:
                if not left or not is_outage(error):
                    raise
                await asyncio.sleep(_PAUSE_S * (_ATTEMPTS - left))
    raise AssertionError("the last attempt returns or raises")
