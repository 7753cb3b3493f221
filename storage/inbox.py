"""Updates of the messengers from their acceptance until they are worked off."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.ports import StoredUpdate
from storage.crypto import Cell, DataKey
from storage.models import InboxUpdate
from storage.passing import HourKey
from storage.vault import Vault

# Built once: what every update of a messenger sends.
_PUT = insert(InboxUpdate)
_DONE = update(InboxUpdate).where(
    InboxUpdate.update_bidx.in_(bindparam("of_updates", expanding=True)), InboxUpdate.done_at.is_(None)
)


class SqlInbox:
    """Fulfils `core.ports.Inbox`. Payloads are under the key of the hour; `system` is that of the blind index."""

    def __init__(self, vault: Vault, system: DataKey, hour: HourKey) -> None:
        self._vault = vault
        self._db = vault.db
        self._system, self._hour = system, hour

    async def put(self, platform: str, updates: Sequence[StoredUpdate], now: datetime) -> Sequence[str]:
        """One statement for all where none is known; a refused INSERT undoes itself alone, on all our databases."""
        key = await self._hour.of(self._vault, now)
        rows = {update.event_id: self._row(platform, update, key, now) for update in updates}
        try:
            await self._db.execute(_PUT, list(rows.values()))
        except IntegrityError:
            return [event_id for event_id, row in rows.items() if await self._put_one(row)]
        return list(rows)

    async def _put_one(self, row: dict[str, Any]) -> bool:
        try:
            await self._db.execute(_PUT, row)
        except IntegrityError:
            return False
        return True

    def _row(self, platform: str, update: StoredUpdate, key: DataKey, now: datetime) -> dict[str, Any]:
        index = self._index(platform, update.event_id)
        spelled = {
            "event_id": update.event_id,
            "chat_key": update.chat_key,
            "payload": b64encode(update.payload).decode(),
        }
        return {
            "update_bidx": index,
            "platform": platform,
            "owner_id": key.owner_id,
            "payload_encrypted": key.seal_json(spelled, _cell(index)),
            "received_at": now,
        }

    async def pending(self, platform: str) -> Sequence[StoredUpdate]:
        rows = (
            await self._db.execute(
                select(InboxUpdate.update_bidx, InboxUpdate.owner_id, InboxUpdate.payload_encrypted)
                .where(InboxUpdate.platform == platform, InboxUpdate.done_at.is_(None))
                .order_by(InboxUpdate.arrival)
            )
        ).all()
        found = []
        for row in rows:
            # Without its key (a restored backup) there is nothing to read, and `end_hours` clears it away.
            if (key := await self._vault.find(row.owner_id)) is not None:
                spelled = key.open_json(row.payload_encrypted, _cell(row.update_bidx))
                payload = b64decode(spelled["payload"])
                found.append(StoredUpdate(spelled["event_id"], spelled["chat_key"], payload))
        return found

    async def done(self, platform: str, event_ids: Sequence[str], now: datetime) -> None:
        known = [self._index(platform, event_id) for event_id in event_ids]
        await self._db.execute(_DONE, {"of_updates": known, "payload_encrypted": None, "done_at": now})

    def _index(self, platform: str, event_id: str) -> bytes:
        return self._system.blind_index("update", platform, event_id)


def _cell(index: bytes) -> Cell:
    """The row has no UUID; the first half of its index is as much its own."""
    return Cell("inbox", UUID(bytes=index[:16]), "payload_encrypted")
