"""Updates of the messengers, each taken once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.crypto import DataKey
from storage.models import ProcessedUpdate
from storage.vault import Vault

_TAKE = insert(ProcessedUpdate)


class SqlUpdates:
    """Fulfils `core.ports.Updates`. `system` is the key of the blind index."""

    def __init__(self, vault: Vault, system: DataKey) -> None:
        self._db = vault.db
        self._system = system

    async def take(self, platform: str, event_id: str, now: datetime, turn_id: UUID | None = None) -> bool:
        """A refused INSERT undoes itself alone, on all our databases: the unit of work goes on."""
        try:
            await self._db.execute(
                _TAKE,
                {
                    "update_bidx": self._index(platform, event_id),
                    "platform": platform,
                    "received_at": now,
                    "turn_id": turn_id,
                },
            )
        except IntegrityError:
            return False
        return True

    async def taken_by(self, platform: str, event_id: str) -> UUID | None:
        which = ProcessedUpdate.update_bidx == self._index(platform, event_id)
        return (await self._db.execute(select(ProcessedUpdate.turn_id).where(which))).scalar_one_or_none()

    def _index(self, platform: str, event_id: str) -> bytes:
        return self._system.blind_index("update", platform, event_id)
