"""Redis before the sessions of the campaign, and copies of all that lay there: what somebody may have kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from core.messages import Address
from storage.cache import SessionCache
from storage.crypto import Cell
from storage.store import Store
from tests.campaigns.plaintext_opened import Sealed
from tests.campaigns.planted import Planted
from tests.storage.redis_entries import Redis


class RedisBeside:
    """`cache` is for the store. Patient, because an entry that came too late would not be looked at."""

    def __init__(self, redis: Redis, clock: Callable[[], datetime]) -> None:
        self.redis = redis
        self.cache = SessionCache(redis.url, clock, prefix=redis.prefix, patience_s=5)
        self.copies: list[Sealed] = []

    async def fill(self, store: Store, people: Sequence[Planted], now: datetime) -> None:
        """Reads the session of each as the next turn would, and copies what lies there then."""
        for person in people:
            async with store.unit_of_work() as work:
                user = await work.users.get_or_add(Address("telegram", person.account, person.account), now)
                await work.sessions.latest(user.user_id)
                await work.commit()
        names = await self.redis.entries()
        assert len(names) >= len(people), "there is something to look at"
        for name in names:
            session_id = UUID(hex=name.removeprefix(self.redis.prefix))
            sealed = await self.cache.get(session_id)
            assert sealed is not None
            for column, value in (("state_encrypted", sealed.state), ("birth_datetime_encrypted", sealed.birth)):
                if value is not None:
                    self.copies.append((Cell("user_sessions", session_id, column), {session_id}, value))
