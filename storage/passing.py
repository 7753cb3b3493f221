"""Keys of the hour: for what is only on its way and belongs to no session (yet, or any more).

An update is stored before anybody knows whose it is, and the last words to an erased person after. Each hour has
a key of its own, destroyed when the hour is over and nothing under it waits, so what came by cannot be read again
from a log of the database or an old copy of it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import TakenBack
from storage import models
from storage.crypto import DataKey
from storage.models import InboxUpdate, OutboxReply
from storage.vault import Vault

GIVEN_UP_AFTER: Final = timedelta(hours=24)
"""As long as the messengers themselves keep what they could not deliver."""
_MARGIN: Final = timedelta(minutes=10)  # longer than any transaction: what was begun within the hour is stored
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = UUID("73616a75-6b65-7973-8001-000000000000")
_log = logging.getLogger(__name__)


class HourKey:
    """The key of the running hour, kept unwrapped while the hour lasts: every update is stored under it."""

    __slots__ = ("_key",)

    def __init__(self) -> None:
        self._key: DataKey | None = None

    async def of(self, vault: Vault, now: datetime) -> DataKey:
        """Made by the first who needs it; who comes second at the same instant begins anew."""
        owner_id = _owner_id(now)
        if self._key is not None and self._key.owner_id == owner_id:
            return self._key
        self._key = None
        found = await vault.find(owner_id)
        if found is None:
            return await _made(vault, owner_id, now)  # not kept: its unit of work may still be taken back
        if vault.is_stored(owner_id):
            self._key = found
        return found


async def _made(vault: Vault, owner_id: UUID, now: datetime) -> DataKey:
    try:
        return await vault.create(owner_id, "system", now)
    except IntegrityError as error:
        raise TakenBack("database_unavailable") from error


async def end_hours(vault: Vault, now: datetime) -> None:
    """Gives up what waited for a day, and destroys the keys of past hours under which nothing waits."""
    await _give_up(vault, now)
    waits = exists().where(InboxUpdate.owner_id == models.DataKey.owner_id, InboxUpdate.done_at.is_(None))
    leaves = exists().where(OutboxReply.owner_id == models.DataKey.owner_id, OutboxReply.status == "waiting")
    over = (
        select(models.DataKey.owner_id)
        .where(models.DataKey.owner_id >= _FIRST, models.DataKey.owner_id < _owner_id(now - _MARGIN))
        .where(~waits, ~leaves)
    )
    if keys := (await vault.db.execute(over)).scalars().all():
        await vault.destroy(keys)


async def _give_up(vault: Vault, now: datetime) -> None:
    before = now - GIVEN_UP_AFTER
    dropped = await vault.db.execute(
        update(InboxUpdate)
        .where(InboxUpdate.done_at.is_(None), InboxUpdate.received_at < before)
        .values(payload_encrypted=None, done_at=now)
    )
    unsent = await vault.db.execute(
        update(OutboxReply)
        .where(OutboxReply.status == "waiting", OutboxReply.created_at < before)
        .values(payload_encrypted=b"", status="given_up", reason="expired", settled_at=now)
    )
    if dropped.rowcount or unsent.rowcount:
        _log.warning("given up after a day: %d updates, %d replies", dropped.rowcount, unsent.rowcount)


def _owner_id(moment: datetime) -> UUID:
    """In the order of the hours, so that a range of ids is a span of time."""
    return UUID(int=_FIRST.int + (moment - _EPOCH) // timedelta(hours=1))
