"""What a messenger's adapter writes down: updates that came, replies that went.

What several chats write down at the same time shares a transaction (core/together.py). A call that raises
`Unavailable` may be repeated as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from core.messages import Address, Outgoing
from core.ports import OpensUnitOfWork, StoredUpdate, UnitOfWork
from core.together import Together
from core.transaction import in_transaction

_GATHER_S: Final = 0.02
"""In a crowd: the person has the answer already, so nobody waits for this."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What is written down when a reply arrived, or an event is over without one."""

    reply: UUID | None = None
    address: Address | None = None
    ref: str | None = None
    done: str | None = None


class Delivery:
    """The inbox and the outbox of one platform."""

    def __init__(self, open_unit_of_work: OpensUnitOfWork, platform: str, clock: Callable[[], datetime]) -> None:
        self._open, self._platform, self._clock = open_unit_of_work, platform, clock
        self._coming = Together(self._accept)
        self._arrived = Together(self._settle, gather_s=_GATHER_S)

    async def accept(self, update: StoredUpdate) -> bool:
        """Stores an update; once this has returned the messenger may forget it. False: it was known before."""
        return await self._coming.do(update)

    async def accepted(self) -> Sequence[StoredUpdate]:
        """The updates that are not done, in the order of their coming: what a start begins with."""
        return await in_transaction(self._open, lambda work: work.inbox.pending(self._platform))

    async def done(self, event_id: str) -> None:
        """The update is worked off: its payload is destroyed."""
        await self._arrived.do(_Arrival(done=event_id))

    async def unsent(self) -> Sequence[Outgoing]:
        """The replies that wait, oldest first. Where `attempts` is above 0, the person may have it already."""
        return await in_transaction(self._open, lambda work: work.outbox.pending(self._platform))

    async def attempt(self, outgoing: Outgoing) -> None:
        """Told before the send begins; but for the first reply of a turn, whose commit tells it."""
        if (outbox_id := outgoing.outbox_id) is not None:
            await in_transaction(self._open, lambda work: work.outbox.attempt(outbox_id))

    async def sent(self, outgoing: Outgoing, *, ref: str | None = None, done: str | None = None) -> None:
        """The messenger has the reply. `ref`: what to remember at its address; `done`: the event that it ends."""
        await self._arrived.do(_Arrival(outgoing.outbox_id, outgoing.address, ref, done))

    async def failed(self, outgoing: Outgoing, reason: str) -> None:
        """It will never be sent: blocked, kicked, chat gone."""
        if (outbox_id := outgoing.outbox_id) is not None:
            await in_transaction(self._open, lambda work: work.outbox.failed(outbox_id, reason, self._clock()))

    async def ref(self, address: Address) -> str | None:
        """What was remembered at the address in the session that lives now."""
        return await in_transaction(self._open, lambda work: work.message_refs.get(address))

    async def remember(self, address: Address, ref: str) -> None:
        """Remembered until the session ends; where none lives, not at all."""
        await self._arrived.do(_Arrival(address=address, ref=ref))

    async def _accept(self, updates: Sequence[StoredUpdate]) -> Sequence[bool]:
        """Whether each is new: of the same event twice the first."""
        tries = 0

        async def put(work: UnitOfWork) -> set[str]:
            nonlocal tries
            tries += 1
            new = set(await work.inbox.put(self._platform, updates, self._clock()))
            # Known at a second try: the first was committed after all, and nobody else works on it.
            return new if tries == 1 else {update.event_id for update in updates}

        left = await in_transaction(self._open, put)
        verdicts = []
        for update in updates:
            verdicts.append(update.event_id in left)
            left.discard(update.event_id)
        return verdicts

    async def _settle(self, arrivals: Sequence[_Arrival]) -> Sequence[None]:
        replies = [each.reply for each in arrivals if each.reply is not None]
        refs = {each.address: each.ref for each in arrivals if each.address and each.ref is not None}
        done = [each.done for each in arrivals if each.done is not None]

        async def settle(work: UnitOfWork) -> None:
            now = self._clock()
            if replies:
                await work.outbox.sent(replies, now)
            if refs:
                await work.message_refs.set(refs, now)
            if done:
                await work.inbox.done(self._platform, done, now)

        await in_transaction(self._open, settle)
        return [None] * len(arrivals)
