"""Data keys in their table: making, finding, destroying, rewrapping; and the canary that proves the key ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import Update, bindparam, case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Overtaken
from storage import models
from storage.crypto import Cell, DataKey, new_secret
from storage.errors import Damaged, WrongKeys
from storage.keyring import KeyRing, Wrapped

Kind = Literal["session", "user", "system"]

# One row each, so their ids can be known beforehand.
SYSTEM_ID: Final = UUID("73616a75-6b65-7973-8000-000000000001")
_CANARY_CELL: Final = Cell("canary", SYSTEM_ID, "sealed")
_CANARY: Final = b"the keys fit"
_ROWS_AT_ONCE: Final = 500
_WRAPPED_BYTES: Final = 60  # nonce 12, key 32, tag 16: overwriting keeps the length, so it falls on the old bytes


_FIND: Final = select(models.DataKey.kind, models.DataKey.kek_id, models.DataKey.wrapped_key).where(
    models.DataKey.owner_id == bindparam("of_owner")
)

_ADD: Final = insert(models.DataKey)


class Vault:
    """The data keys of one unit of work, wrapped by one ring.

    Unwrapped keys live no longer than it does; but for the system's, and that of the running hour (passing.py).
    """

    def __init__(self, db: AsyncConnection, ring: KeyRing) -> None:
        self.db = db
        self.destroyed_ids: list[UUID] = []
        self._ring = ring
        self._open: dict[UUID, DataKey] = {}
        self._made: set[UUID] = set()

    @property
    def destroyed(self) -> bool:
        return bool(self.destroyed_ids)

    async def create(self, owner_id: UUID, kind: Kind, now: datetime) -> DataKey:
        key = DataKey(owner_id, new_secret())
        wrapped = self._ring.wrap(key.secret, owner_id, kind)
        row = {
            "owner_id": owner_id,
            "kind": kind,
            "kek_id": wrapped.kek_id,
            "wrapped_key": wrapped.wrapped_key,
            "created_at": now,
        }
        await self.db.execute(_ADD, row)
        self._made.add(owner_id)
        self._open[owner_id] = key
        return key

    async def find(self, owner_id: UUID) -> DataKey | None:
        """None when the key was destroyed: what was under it is gone."""
        if (known := self._open.get(owner_id)) is not None:
            return known
        row = (await self.db.execute(_FIND, {"of_owner": owner_id})).one_or_none()
        if row is None:
            return None
        return self.unwrapped(owner_id, row.kind, Wrapped(row.kek_id, row.wrapped_key))

    def is_stored(self, owner_id: UUID) -> bool:
        """Whether the key was there before this unit of work, and so stays whatever becomes of it."""
        return owner_id not in self._made

    def unwrapped(self, owner_id: UUID, kind: str, wrapped: Wrapped) -> DataKey:
        """The key that a statement of the caller's brought along."""
        key = self._open[owner_id] = DataKey(owner_id, self._ring.unwrap(wrapped, owner_id, kind))
        return key

    async def destroy(self, owner_ids: Sequence[UUID]) -> None:
        """Overwrites, then removes. The unit of work then empties the write-ahead log (engine.py)."""
        for ids in batches(owner_ids):
            which = models.DataKey.owner_id.in_(ids)
            await self.db.execute(update(models.DataKey).where(which).values(wrapped_key=bytes(_WRAPPED_BYTES)))
            await self.db.execute(delete(models.DataKey).where(which))
        self._open.clear()
        self.destroyed_ids += owner_ids

    async def rewrap(self) -> int:
        """Puts up to 500 data keys under the newest key of the ring; returns how many, 0 when all are."""
        stale = (
            await self.db.execute(
                select(
                    models.DataKey.owner_id, models.DataKey.kind, models.DataKey.kek_id, models.DataKey.wrapped_key
                )
                .where(models.DataKey.kek_id != self._ring.newest_id)
                .limit(_ROWS_AT_ONCE)
            )
        ).all()
        if stale:
            await self.db.execute(_putting(self._ring, stale))
        return len(stale)

    async def unlock(self, now: datetime) -> DataKey:
        """The system's data key (blind indexes), after the canary was read with it.

        An untouched database gets its key and its canary here. Raises `WrongKeys` for any other ring.
        """
        sealed = await read_canary(self.db)
        if sealed is None:
            return await self._plant(now)
        try:
            key = await self.find(SYSTEM_ID)
        except Damaged as error:
            raise WrongKeys(_NOT_THESE_KEYS) from error
        if key is None or not _reads_canary(key, sealed):
            raise WrongKeys(_NOT_THESE_KEYS)
        return key

    async def _plant(self, now: datetime) -> DataKey:
        if (await self.db.execute(select(models.DataKey.owner_id).limit(1))).first() is not None:
            raise WrongKeys("the database has data keys and no canary: restore it whole, from one backup")
        key = await self.create(SYSTEM_ID, "system", now)
        sealed = key.seal(_CANARY, _CANARY_CELL)
        await self.db.execute(insert(models.Canary).values(canary_id=SYSTEM_ID, sealed=sealed, created_at=now))
        return key


def _putting(ring: KeyRing, stale: Sequence[Any]) -> Update:
    """One statement for all: a statement each takes five times as long. A row destroyed meanwhile stays away."""
    owner = models.DataKey.owner_id
    wrapped = {row.owner_id: ring.wrap(_secret(ring, row), row.owner_id, row.kind).wrapped_key for row in stale}
    return (
        update(models.DataKey)
        .where(owner.in_(wrapped), models.DataKey.kek_id != ring.newest_id)
        .values(kek_id=ring.newest_id, wrapped_key=case(*((owner == each, wrapped[each]) for each in wrapped)))
    )


def _secret(ring: KeyRing, row: Any) -> bytes:
    return ring.unwrap(Wrapped(row.kek_id, row.wrapped_key), row.owner_id, row.kind)


_NOT_THESE_KEYS: Final = (
    "the canary cannot be read with these keys: this database was made with others "
    "(SAJU_ENCRYPTION_KEYS, or the key file of the data folder)"
)


async def live_key(vault: Vault, session_id: UUID) -> DataKey:
    """The session's key; `Overtaken("session_ended")` when it was destroyed."""
    key = await vault.find(session_id)
    if key is None:
        raise Overtaken("session_ended")
    return key


def batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """At most 500 ids a statement: databases limit how many parameters one takes."""
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        yield ids[start : start + _ROWS_AT_ONCE]


async def read_canary(db: AsyncConnection) -> bytes | None:
    """None in a database that nothing was ever encrypted in."""
    return (
        await db.execute(select(models.Canary.sealed).where(models.Canary.canary_id == SYSTEM_ID))
    ).scalar_one_or_none()


def _reads_canary(key: DataKey, sealed: bytes) -> bool:
    try:
        return key.open(sealed, _CANARY_CELL) == _CANARY
    except Damaged:
        return False
