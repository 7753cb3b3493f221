"""Data keys in their table: making, finding, destroying, rewrapping; and the canary that proves the key ring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import models
from storage.crypto import Cell, DataKey, new_secret
from storage.errors import Damaged, WrongKeys
from storage.keyring import KeyRing, Wrapped

Kind = Literal["session", "user", "system"]

# One row each, so their ids can be known beforehand.
_SYSTEM_ID: Final = UUID("73616a75-6b65-7973-8000-000000000001")
_CANARY_CELL: Final = Cell("canary", _SYSTEM_ID, "sealed")
_CANARY: Final = b"the keys fit"
_REWRAP_ROWS: Final = 500


class Vault:
    """Data keys, wrapped by one ring. Unwrapped keys are not kept: an unwrapping takes microseconds."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def create(self, db: AsyncConnection, owner_id: UUID, kind: Kind, now: datetime) -> DataKey:
        key = DataKey(owner_id, new_secret())
        wrapped = self._ring.wrap(key.secret, owner_id, kind)
        await db.execute(
            insert(models.DataKey).values(
                owner_id=owner_id,
                kind=kind,
                kek_id=wrapped.kek_id,
                wrapped_key=wrapped.wrapped_key,
                created_at=now,
            )
        )
        return key

    async def find(self, db: AsyncConnection, owner_id: UUID) -> DataKey | None:
        """None when the key was destroyed: what was under it is gone."""
        row = (
            await db.execute(
                select(models.DataKey.kind, models.DataKey.kek_id, models.DataKey.wrapped_key).where(
                    models.DataKey.owner_id == owner_id
                )
            )
        ).one_or_none()
        if row is None:
            return None
        return DataKey(owner_id, self._ring.unwrap(Wrapped(row.kek_id, row.wrapped_key), owner_id, row.kind))

    async def destroy(self, db: AsyncConnection, owner_ids: Sequence[UUID]) -> None:
        """Overwrites, then removes. The freed bytes are zeroed by the engine's settings (see engine.py)."""
        which = models.DataKey.owner_id.in_(owner_ids)
        await db.execute(update(models.DataKey).where(which).values(wrapped_key=bytes(64)))
        await db.execute(delete(models.DataKey).where(which))

    async def rewrap(self, db: AsyncConnection) -> int:
        """Puts up to 500 data keys under the newest key of the ring; returns how many, 0 when all are."""
        stale = (
            await db.execute(
                select(models.DataKey).where(models.DataKey.kek_id != self._ring.newest_id).limit(_REWRAP_ROWS)
            )
        ).all()
        for row in stale:
            secret = self._ring.unwrap(Wrapped(row.kek_id, row.wrapped_key), row.owner_id, row.kind)
            wrapped = self._ring.wrap(secret, row.owner_id, row.kind)
            await db.execute(
                update(models.DataKey)
                .where(models.DataKey.owner_id == row.owner_id)
                .values(kek_id=wrapped.kek_id, wrapped_key=wrapped.wrapped_key)
            )
        return len(stale)

    async def unlock(self, db: AsyncConnection, now: datetime) -> DataKey:
        """The system's data key (blind indexes), after the canary was read with it.

        An untouched database gets its key and its canary here. Raises `WrongKeys` for any other ring.
        """
        sealed = await read_canary(db)
        if sealed is None:
            return await self._plant(db, now)
        try:
            key = await self.find(db, _SYSTEM_ID)
        except Damaged as error:
            raise WrongKeys(_NOT_THESE_KEYS) from error
        if key is None or not _reads_canary(key, sealed):
            raise WrongKeys(_NOT_THESE_KEYS)
        return key

    async def _plant(self, db: AsyncConnection, now: datetime) -> DataKey:
        if (await db.execute(select(models.DataKey.owner_id).limit(1))).first() is not None:
            raise WrongKeys("the database has data keys and no canary: restore it whole, from one backup")
        key = await self.create(db, _SYSTEM_ID, "system", now)
        sealed = key.seal(_CANARY, _CANARY_CELL)
        await db.execute(insert(models.Canary).values(canary_id=_SYSTEM_ID, sealed=sealed, created_at=now))
        return key


_NOT_THESE_KEYS: Final = (
    "the canary cannot be read with these keys: this database was made with others "
    "(SAJU_ENCRYPTION_KEYS, or the key file of the data folder)"
)


async def read_canary(db: AsyncConnection) -> bytes | None:
    """None in a database that nothing was ever encrypted in."""
    return (
        await db.execute(select(models.Canary.sealed).where(models.Canary.canary_id == _SYSTEM_ID))
    ).scalar_one_or_none()


def _reads_canary(key: DataKey, sealed: bytes) -> bool:
    try:
        return key.open(sealed, _CANARY_CELL) == _CANARY
    except Damaged:
        return False
