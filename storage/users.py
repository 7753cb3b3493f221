"""People: found by a keyed hash of their account, and forgotten completely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.messages import Address
from core.ports import User
from storage import crypto
from storage.crypto import Cell
from storage.ids import new_id
from storage.models import (
    BirthProfile,
    ConversationLog,
    DataKey,
    MessageRef,
    OutboxReply,
    SajuAnalysis,
    SajuCalculation,
    UserRow,
    UserSession,
)
from storage.vault import Vault

_FIND = (
    select(
        UserRow.user_id,
        UserRow.preferences,
        UserRow.consent_version,
        UserRow.consented_at,
        DataKey.owner_id.is_not(None).label("has_key"),
    )
    .outerjoin(DataKey, DataKey.owner_id == UserRow.user_id)
    .where(UserRow.platform == bindparam("on_platform"), UserRow.account_bidx == bindparam("account"))
)

_ADD = insert(UserRow)
_SAVE = update(UserRow).where(UserRow.user_id == bindparam("of_user"), UserRow.erased_at.is_(None))


class SqlUsers:
    """Fulfils `core.ports.Users`. `system` is the key of the blind index."""

    def __init__(self, vault: Vault, system: crypto.DataKey) -> None:
        self._vault = vault
        self._db = vault.db
        self._system = system

    async def get_or_add(self, address: Address, now: datetime) -> User:
        account = self._system.blind_index("account", address.platform, address.user_id)
        found = await self._find(address.platform, account)
        if found is None:
            return await self._add(address, account, now)
        user, has_key = found
        if not has_key:
            # Erased after the backup was taken that brought this row back: the erasure goes on.
            await self.erase(user.user_id, now)
            return await self._add(address, account, now)
        return user

    async def save(self, user: User, now: datetime) -> None:
        changed = {
            "of_user": user.user_id,
            "preferences": _preferences(user),
            "consent_version": user.consent_version,
            "consented_at": user.consented_at,
            "updated_at": now,
        }
        await self._db.execute(_SAVE, changed)

    async def erase(self, user_id: UUID, now: datetime) -> None:
        """The person's row first: whoever opens a session for it waits, and then finds it erased."""
        await self._db.execute(
            update(UserRow)
            .where(UserRow.user_id == user_id)
            .values(
                account_bidx=None,
                account_encrypted=None,
                preferences={},
                consent_version=None,
                consented_at=None,
                updated_at=now,
                erased_at=now,
            )
        )
        sessions = select(UserSession.session_id).where(UserSession.user_id == user_id)
        births = select(BirthProfile.profile_id).where(BirthProfile.user_id == user_id)
        owners = (await self._db.execute(sessions.union_all(births))).scalars().all()
        await self._vault.destroy([user_id, *owners])
        calculations = select(SajuCalculation.calculation_id).where(SajuCalculation.user_id == user_id)
        await self._db.execute(delete(SajuAnalysis).where(SajuAnalysis.calculation_id.in_(calculations)))
        for table in (SajuCalculation, BirthProfile, MessageRef, OutboxReply, ConversationLog, UserSession):
            await self._db.execute(delete(table).where(table.user_id == user_id))

    async def _find(self, platform: str, account: bytes) -> tuple[User, bool] | None:
        """The person, and whether the person's key is there."""
        row = (await self._db.execute(_FIND, {"on_platform": platform, "account": account})).one_or_none()
        if row is None:
            return None
        return user_of(row.user_id, row.preferences, row.consent_version, row.consented_at), bool(row.has_key)

    async def _add(self, address: Address, account: bytes, now: datetime) -> User:
        user = User(new_id(now))
        key = await self._vault.create(user.user_id, "user", now)
        spelled = {"user_id": address.user_id, "chat_id": address.chat_id}
        row = {
            "user_id": user.user_id,
            "platform": address.platform,
            "account_bidx": account,
            "account_encrypted": key.seal_json(spelled, Cell("users", user.user_id, "account_encrypted")),
            "preferences": {},
            "created_at": now,
            "updated_at": now,
            "last_login": now,
        }
        try:
            await self._db.execute(_ADD, row)
        except IntegrityError:  # another unit of work met the same person first
            await self._vault.destroy([user.user_id])
            return await self.get_or_add(address, now)
        return user


def _preferences(user: User) -> dict[str, Any]:
    chosen = {} if user.language is None else {"language": user.language}
    return {**user.preferences, **chosen}


def user_of(
    user_id: UUID, preferences: Mapping[str, Any], consent_version: str | None, consented_at: datetime | None
) -> User:
    others = {name: value for name, value in preferences.items() if name != "language"}
    return User(user_id, preferences.get("language"), others, consent_version, consented_at)
