"""The queue of what happened: numbered, kept until confirmed, handed out by long polling or pushed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.telegram_double.changes import Changes
from tests.telegram_double.chats import Json
from tests.telegram_double.clock import VirtualClock
from tests.telegram_double.refusals import TWO_POLLERS, WEBHOOK_ACTIVE, WEBHOOK_SET, Refused
from tests.telegram_double.webhook import Webhook

FIRST_UPDATE_ID = 700_001
LEFT_OUT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT_PAUSE_S = 3.0  # a second conflict within it is answered late, so that two pollers do not spin


class Updates:
    """Ids only grow. `allowed` is what the bot last asked for, applied when an update comes into being."""

    def __init__(self, clock: VirtualClock, changes: Changes) -> None:
        self._clock, self._changes = clock, changes
        self.allowed: frozenset[str] | None = None
        self.pending: dict[int, Json] = {}
        self.made: dict[int, tuple[int, Json]] = {}  # every update there was, with its chat
        self.webhook: Webhook | None = None
        self.confirmed_below = FIRST_UPDATE_ID
        self._next_id = FIRST_UPDATE_ID
        self._poller: asyncio.Future[None] | None = None
        self._next_conflict_at = 0.0

    def add(self, kind: str, body: Json, chat_id: int) -> int | None:
        """Queues an update; its id, or None when the bot does not want the kind."""
        number = self._next_id
        self._next_id += 1
        if not self._wanted(kind):
            return None
        self.made[number] = (chat_id, {"update_id": number, kind: body})
        self._deliver(number)
        return number

    @property
    def polled(self) -> bool:
        """Whether a poll is waiting now."""
        return self._poller is not None

    def repeat(self, update_id: int) -> None:
        """Delivers an update once more, as the service does when a confirmation was lost."""
        self._deliver(update_id)

    def allow(self, kinds: Any) -> None:
        """None keeps what was asked before, an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        if self.webhook is not None:
            raise await self._conflict(WEBHOOK_ACTIVE)
        # two turns of the loop, so that the closing of a poller that went away is seen before it counts as one
        for _ in range(2):
            await asyncio.sleep(0)
        self._end_poll(TWO_POLLERS)
        self._confirm(offset)
        if not self.pending and timeout_s > 0:
            await self._wait(timeout_s)
        return [self.pending[number] for number in sorted(self.pending)[:limit]]

    def drop_pending(self) -> None:
        self.pending.clear()
        self._changes.tell()

    async def set_webhook(self, make: Callable[[], Webhook] | None) -> None:
        if self.webhook is not None:
            await self.webhook.close()
        self.webhook = make() if make else None
        if self.webhook is not None:
            self._end_poll(WEBHOOK_SET)
            for number in sorted(self.pending):
                self.webhook.push(*self.made[number])

    def delivered(self, update_id: int) -> None:
        self.pending.pop(update_id, None)
        self._changes.tell()

    async def close(self) -> None:
        if self._poller is not None:
            self._poller.cancel()
        await self.set_webhook(None)

    def _deliver(self, number: int) -> None:
        chat_id, self.pending[number] = self.made[number]
        if self.webhook is not None:
            self.webhook.push(chat_id, self.pending[number])
        elif self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        self._changes.tell()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in LEFT_OUT_BY_DEFAULT

    def _confirm(self, offset: int) -> None:
        if offset < 0:  # counted from the end: all but the last ones are forgotten
            offset = (sorted(self.pending)[offset:] or [0])[0]
        for number in [number for number in self.pending if number < offset]:
            del self.pending[number]
        self.confirmed_below = max(self.confirmed_below, offset)
        self._changes.tell()

    async def _wait(self, timeout_s: float) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = mine
        self._changes.tell()
        try:
            async with asyncio.timeout(timeout_s):
                await mine
        except TimeoutError:
            return
        except Refused as refusal:
            raise await self._conflict(refusal.words) from refusal
        finally:
            if self._poller is mine:
                self._poller = None

    def _end_poll(self, words: str) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Refused(409, words))

    async def _conflict(self, words: str) -> Refused:
        now = self._clock.now()
        if now < self._next_conflict_at:
            await self._clock.sleep(CONFLICT_PAUSE_S)
        else:
            self._next_conflict_at = now + CONFLICT_PAUSE_S
        return Refused(409, words)
