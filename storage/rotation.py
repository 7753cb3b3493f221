"""Rotation of the key ring: every data key put under the newest key, in batches, beside a running daemon.

Each batch is one transaction and the next begins with what is still under another key, so a rotation that was cut
off at any row is taken up again by running it again. Every daemon must know the new key before it begins.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keyring import KeyRing, key_id
from storage.models import DataKey
from storage.vault import Vault

Result = TypeVar("Result")
# What is being done, how much of it is done, and of how much when that is known.
Tell = Callable[[str, int, int | None], None]


class Transacts(Protocol):
    """`storage.store.Store.transact`: a transaction that is run again when the database took it back."""

    async def __call__(self, body: Callable[[AsyncConnection], Awaitable[Result]]) -> Result: ...


@dataclass(frozen=True, slots=True)
class Rotated:
    """`in_use`: key id to the number of data keys that it wraps. `removable`: ids of the ring that wrap none."""

    newest: str
    rewrapped: int
    in_use: dict[str, int]
    removable: tuple[str, ...]


async def rotate(transact: Transacts, ring: KeyRing, tell: Tell) -> Rotated:
    """Raises `WrongKeys` when a data key was wrapped by a key that the ring lacks, `Unavailable` in an outage."""
    in_use = await transact(keys_in_use)
    rewrapped, stale = 0, sum(in_use.values()) - in_use.get(ring.newest_id, 0)
    while batch := await transact(lambda db: Vault(db, ring).rewrap()):
        rewrapped += batch
        tell("data keys rewrapped", rewrapped, max(stale, rewrapped))
    in_use = await transact(keys_in_use)
    removable = tuple(each for each in map(key_id, ring.keys) if each not in in_use and each != ring.newest_id)
    return Rotated(ring.newest_id, rewrapped, in_use, removable)


async def keys_in_use(db: AsyncConnection) -> dict[str, int]:
    """Key id to the number of data keys that it wraps."""
    wrapped = func.count().label("wrapped")
    counted = select(DataKey.kek_id, wrapped).group_by(DataKey.kek_id).order_by(DataKey.kek_id)
    return {row.kek_id: row.wrapped for row in await db.execute(counted)}
