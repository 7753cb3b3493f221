"""Births that people had remembered on purpose: at most ten each, under the person's own key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from core.errors import Overtaken
from core.ports import SavedBirth
from storage.crypto import Cell, DataKey
from storage.ids import new_id
from storage.models import BirthProfile, UserRow
from storage.vault import Vault

SLOTS: Final = range(1, 11)
_OF_USER = (
    select(BirthProfile.profile_id, BirthProfile.label_encrypted, BirthProfile.birth_encrypted)
    .where(BirthProfile.user_id == bindparam("of_user"))
    .order_by(BirthProfile.created_at, BirthProfile.profile_id)
)


class SqlSavedBirths:
    """Fulfils `core.ports.SavedBirths`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._db = vault.db

    async def of(self, user_id: UUID) -> Sequence[SavedBirth]:
        rows = (await self._db.execute(_OF_USER, {"of_user": user_id})).all()
        key = await self._vault.find(user_id) if rows else None
        if key is None:  # nothing saved, or erased after the backup that brought the rows back
            return ()
        return [
            SavedBirth(
                row.profile_id,
                key.open(row.label_encrypted, _cell(row.profile_id, "label_encrypted")).decode(),
                key.open_json(row.birth_encrypted, _cell(row.profile_id, "birth_encrypted")),
            )
            for row in rows
        ]

    async def save(
        self, user_id: UUID, label: str, birth: Mapping[str, Any], identity: bytes, now: datetime
    ) -> None:
        key = await self._locked(user_id, now)
        index = key.blind_index("birth", identity)
        there = (
            await self._db.execute(
                select(BirthProfile.profile_id, BirthProfile.slot, BirthProfile.birth_bidx).where(
                    BirthProfile.user_id == user_id
                )
            )
        ).all()
        known = next((row.profile_id for row in there if row.birth_bidx == index), None)
        if known is not None:
            which = BirthProfile.profile_id == known
            await self._db.execute(update(BirthProfile).where(which).values(_sealed(key, known, label, birth, now)))
            return
        taken = {row.slot for row in there}
        slot = next((slot for slot in SLOTS if slot not in taken), None)
        if slot is None:
            raise Overtaken("births_full")
        profile_id = new_id(now)
        await self._db.execute(
            insert(BirthProfile).values(
                profile_id=profile_id,
                user_id=user_id,
                slot=slot,
                birth_bidx=index,
                created_at=now,
                **_sealed(key, profile_id, label, birth, now),
            )
        )

    async def forget(self, user_id: UUID, profile_id: UUID) -> None:
        which = BirthProfile.user_id == user_id, BirthProfile.profile_id == profile_id
        await self._db.execute(delete(BirthProfile).where(*which))

    async def _locked(self, user_id: UUID, now: datetime) -> DataKey:
        """The person's key, with the person's row locked: two that save at once see each other's slots."""
        person = UserRow.user_id == user_id, UserRow.erased_at.is_(None)
        locked = await self._db.execute(update(UserRow).where(*person).values(updated_at=now))
        key = await self._vault.find(user_id) if locked.rowcount else None
        if key is None:
            raise Overtaken("person_erased")
        return key


def _sealed(key: DataKey, profile_id: UUID, label: str, birth: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "label_encrypted": key.seal(label.encode(), _cell(profile_id, "label_encrypted")),
        "birth_encrypted": key.seal_json(dict(birth), _cell(profile_id, "birth_encrypted")),
        "updated_at": now,
    }


def _cell(profile_id: UUID, column: str) -> Cell:
    return Cell("birth_profiles", profile_id, column)
