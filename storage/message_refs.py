"""One short note of a messenger for each address, under the key of the session and gone with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from core.messages import Address
from storage.crypto import Cell, DataKey
from storage.keyring import Wrapped
from storage.models import DataKey as DataKeyRow
from storage.models import MessageRef, UserRow, UserSession
from storage.upsert import upsert
from storage.vault import Vault

_LIVE = (
    select(
        UserRow.account_bidx,
        UserSession.user_id,
        UserSession.session_id,
        UserSession.created_at,
        DataKeyRow.kind,
        DataKeyRow.kek_id,
        DataKeyRow.wrapped_key,
    )
    .join(UserSession, UserSession.user_id == UserRow.user_id)
    .join(DataKeyRow, DataKeyRow.owner_id == UserSession.session_id)
    .where(
        UserRow.platform == bindparam("on_platform"),
        UserRow.account_bidx.in_(bindparam("accounts", expanding=True)),
        UserSession.ended_at.is_(None),
    )
)


class SqlMessageRefs:
    """Fulfils `core.ports.MessageRefs`. `system` is the key of the blind indexes."""

    def __init__(self, vault: Vault, system: DataKey) -> None:
        self._vault = vault
        self._db = vault.db
        self._system = system

    async def get(self, address: Address) -> str | None:
        index = self._index(address)
        row = (
            await self._db.execute(
                select(MessageRef.owner_id, MessageRef.ref_encrypted).where(MessageRef.address_bidx == index)
            )
        ).one_or_none()
        key = None if row is None else await self._vault.find(row.owner_id)
        return None if row is None or key is None else key.open(row.ref_encrypted, _cell(index)).decode()

    async def set(self, refs: Mapping[Address, str], now: datetime) -> None:
        live = await self._live_sessions(refs)
        rows = [
            self._row(address, ref, *live[account], now)
            for address, ref in refs.items()
            if (account := self._account(address)) in live
        ]
        if rows:
            await self._db.execute(upsert(MessageRef, self._db), rows)

    def _row(self, address: Address, ref: str, user_id: UUID, key: DataKey, now: datetime) -> dict[str, Any]:
        index = self._index(address)
        return {
            "address_bidx": index,
            "owner_id": key.owner_id,
            "user_id": user_id,
            "ref_encrypted": key.seal(ref.encode(), _cell(index)),
            "updated_at": now,
        }

    async def _live_sessions(self, addresses: Collection[Address]) -> dict[bytes, tuple[UUID, DataKey]]:
        """By account: the person and the session's key, which is there as long as the session lives."""
        platforms = {address.platform for address in addresses}
        accounts = list({self._account(address) for address in addresses})
        found = await self._db.execute(_LIVE, {"on_platform": platforms.pop(), "accounts": accounts})
        return {
            row.account_bidx: (
                row.user_id,
                self._vault.unwrapped(row.session_id, row.kind, Wrapped(row.kek_id, row.wrapped_key)),
            )
            for row in sorted(found, key=lambda row: row.created_at)  # the newest of several comes last, and stays
        }

    def _account(self, address: Address) -> bytes:
        return self._system.blind_index("account", address.platform, address.user_id)

    def _index(self, address: Address) -> bytes:
        return self._system.blind_index("address", address.platform, address.chat_id, address.user_id)


def _cell(index: bytes) -> Cell:
    """The row has no UUID; the first half of its index is as much its own."""
    return Cell("message_refs", UUID(bytes=index[:16]), "ref_encrypted")
