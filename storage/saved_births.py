"""Births that people had remembered on purpose: at most ten each, every one under a key of its own.

The key is destroyed when its birth is forgotten, remembered anew or the person leaves; backups have it only in
their key set (backup_keys.py), so what they hold of that birth opens no more. The blind index goes the same way:
births can be enumerated, and an index under the person's key would name, in a kept backup, what was forgotten.
The price is small: whether a birth is among a person's ten is asked of each of them, under its own key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select

from core.errors import Overtaken
from core.ports import SavedBirth
from storage.crypto import Cell, DataKey
from storage.ids import new_id
from storage.keyring import Wrapped
from storage.models import BirthProfile, UserRow
from storage.models import DataKey as DataKeyRow
from storage.vault import Vault

SLOTS: Final = range(1, 11)
_OF_USER = (
    select(*BirthProfile.__table__.columns, DataKeyRow.kind, DataKeyRow.kek_id, DataKeyRow.wrapped_key)
    .outerjoin(DataKeyRow, DataKeyRow.owner_id == BirthProfile.profile_id)
    .where(BirthProfile.user_id == bindparam("of_user"))
    .order_by(BirthProfile.created_at, BirthProfile.profile_id)
)
_LOCK = (
    select(UserRow.user_id)
    .where(UserRow.user_id == bindparam("of_user"), UserRow.erased_at.is_(None))
    .with_for_update()
)


class SqlSavedBirths:
    """Fulfils `core.ports.SavedBirths`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._db = vault.db

    async def of(self, user_id: UUID) -> Sequence[SavedBirth]:
        found = []
        for row in await self._rows(user_id):
            # Without its key it was forgotten after the backup that brought the row back.
            if (key := self._key(row)) is not None:
                label = key.open(row.label_encrypted, _cell(row.profile_id, "label_encrypted")).decode()
                birth = key.open_json(row.birth_encrypted, _cell(row.profile_id, "birth_encrypted"))
                found.append(SavedBirth(row.profile_id, label, birth))
        return found

    async def save(
        self, user_id: UUID, label: str, birth: Mapping[str, Any], identity: bytes, now: datetime
    ) -> None:
        if not await self._locked(user_id):
            raise Overtaken("person_erased")
        rows = await self._rows(user_id)
        known = next((row for row in rows if self._is(row, identity)), None)
        keyless = [row for row in rows if row.wrapped_key is None]
        # Remembered anew it is a new row: a key that stayed would open the old label in a backup.
        void = keyless if known is None else [*keyless, known]
        await self._destroy([row.profile_id for row in void])
        taken = {row.slot for row in rows if row not in void}
        slot = next((slot for slot in SLOTS if slot not in taken), None) if known is None else known.slot
        if slot is None:
            raise Overtaken("births_full")
        profile_id = new_id(now)
        key = await self._vault.create(profile_id, "user", now)
        added = {
            "profile_id": profile_id,
            "user_id": user_id,
            "slot": slot,
            "label_encrypted": key.seal(label.encode(), _cell(profile_id, "label_encrypted")),
            "birth_encrypted": key.seal_json(dict(birth), _cell(profile_id, "birth_encrypted")),
            "birth_bidx": key.blind_index("birth", identity),
            "created_at": now if known is None else known.created_at,
            "updated_at": now,
        }
        await self._db.execute(insert(BirthProfile), added)

    async def forget(self, user_id: UUID, profile_id: UUID) -> None:
        if await self._locked(user_id):
            theirs = BirthProfile.user_id == user_id, BirthProfile.profile_id == profile_id
            found = await self._db.execute(select(BirthProfile.profile_id).where(*theirs))
            await self._destroy(found.scalars().all())

    async def _locked(self, user_id: UUID) -> bool:
        """Locks the person, so that two who save or forget at once come in turn. False for who was erased."""
        return (await self._db.execute(_LOCK, {"of_user": user_id})).first() is not None

    async def _rows(self, user_id: UUID) -> Sequence[Any]:
        return (await self._db.execute(_OF_USER, {"of_user": user_id})).all()

    def _key(self, row: Any) -> DataKey | None:
        if row.wrapped_key is None:
            return None
        return self._vault.unwrapped(row.profile_id, row.kind, Wrapped(row.kek_id, row.wrapped_key))

    def _is(self, row: Any, identity: bytes) -> bool:
        key = self._key(row)
        return key is not None and key.blind_index("birth", identity) == row.birth_bidx

    async def _destroy(self, profile_ids: Sequence[UUID]) -> None:
        if profile_ids:
            await self._vault.destroy(profile_ids)
            await self._db.execute(delete(BirthProfile).where(BirthProfile.profile_id.in_(profile_ids)))


def _cell(profile_id: UUID, column: str) -> Cell:
    return Cell("birth_profiles", profile_id, column)
