"""Updates of the messengers, each taken once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from storage.crypto import DataKey
from storage.models import ProcessedUpdate
from storage.vault import Vault


class SqlUpdates:
    """Fulfils `core.ports.Updates`. `system` is the key of the blind index."""

    def __init__(self, vault: Vault, system: DataKey) -> None:
        self._db = vault.db
        self._system = system

    async def take(self, platform: str, event_id: str, now: datetime) -> bool:
        """A refused INSERT undoes itself alone, on all our databases: the unit of work goes on."""
        try:
            await self._db.execute(
                insert(ProcessedUpdate).values(
                    update_bidx=self._system.blind_index("update", platform, event_id),
                    platform=platform,
                    received_at=now,
                )
            )
        except IntegrityError:
            return False
        return True
