"""What is not worked off yet, for whoever watches the daemon: only numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import InboxUpdate, OutboxReply


@dataclass(frozen=True, slots=True)
class Waiting:
    """Replies that were not sent, updates that were not answered."""

    replies: int
    updates: int


async def waiting(db: AsyncConnection) -> Waiting:
    replies = select(func.count()).select_from(OutboxReply).where(OutboxReply.status == "waiting")
    updates = select(func.count()).select_from(InboxUpdate).where(InboxUpdate.done_at.is_(None))
    return Waiting((await db.execute(replies)).scalar_one(), (await db.execute(updates)).scalar_one())
