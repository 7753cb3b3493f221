"""One short note of a messenger for each address, under the key of the session and gone with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from core.messages import Address
from storage.crypto import Cell, DataKey
from storage.models import DataKey as DataKeyRow
from storage.models import MessageRef, UserRow, UserSession
from storage.vault import Vault


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

    async def set(self, address: Address, ref: str, now: datetime) -> None:
        owner = await self._live_session(address)
        key = None if owner is None else await self._vault.find(owner[0])
        if owner is None or key is None:
            return
        index = self._index(address)
        values = {
            "owner_id": owner[0],
            "user_id": owner[1],
            "ref_encrypted": key.seal(ref.encode(), _cell(index)),
            "updated_at": now,
        }
        # One address is worked off in order, so nobody inserts between the two.
        known = await self._db.execute(update(MessageRef).where(MessageRef.address_bidx == index).values(**values))
        if known.rowcount == 0:
            await self._db.execute(insert(MessageRef).values(address_bidx=index, **values))

    async def _live_session(self, address: Address) -> tuple[UUID, UUID] | None:
        """Session and person; the key is there as long as the session lives."""
        account = self._system.blind_index("account", address.platform, address.user_id)
        row = (
            await self._db.execute(
                select(UserSession.session_id, UserSession.user_id)
                .join(UserRow, UserRow.user_id == UserSession.user_id)
                .join(DataKeyRow, DataKeyRow.owner_id == UserSession.session_id)
                .where(UserRow.platform == address.platform, UserRow.account_bidx == account)
                .where(UserSession.ended_at.is_(None))
                .order_by(UserSession.created_at.desc())
                .limit(1)
            )
        ).one_or_none()
        return None if row is None else (row.session_id, row.user_id)

    def _index(self, address: Address) -> bytes:
        return self._system.blind_index("address", address.platform, address.chat_id, address.user_id)


def _cell(index: bytes) -> Cell:
    """The row has no UUID; the first half of its index is as much its own."""
    return Cell("message_refs", UUID(bytes=index[:16]), "ref_encrypted")
