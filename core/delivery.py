"""What a messenger's adapter writes down: updates that came, replies that went. Each call is one transaction.

A call that raises `Unavailable` may be repeated as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from core.messages import Address, Outgoing
from core.ports import OpensUnitOfWork, StoredUpdate, UnitOfWork
from core.transaction import in_transaction


class Delivery:
    """The inbox and the outbox of one platform."""

    def __init__(self, open_unit_of_work: OpensUnitOfWork, platform: str, clock: Callable[[], datetime]) -> None:
        self._open, self._platform, self._clock = open_unit_of_work, platform, clock

    async def accept(self, update: StoredUpdate) -> bool:
        """Stores an update; once this has returned the messenger may forget it. False: it was known before."""
        tries = 0

        async def put(work: UnitOfWork) -> bool:
            nonlocal tries
            tries += 1
            # Known at a second try: the first was committed after all, and nobody else works on it.
            return await work.inbox.put(self._platform, update, self._clock()) or tries > 1

        return await in_transaction(self._open, put)

    async def accepted(self) -> Sequence[StoredUpdate]:
        """The updates that are not done, in the order of their coming: what a start begins with."""
        return await in_transaction(self._open, lambda work: work.inbox.pending(self._platform))

    async def done(self, event_id: str) -> None:
        """The update is worked off: its payload is destroyed."""
        await in_transaction(self._open, lambda work: work.inbox.done(self._platform, event_id, self._clock()))

    async def unsent(self) -> Sequence[Outgoing]:
        """The replies that wait, oldest first. Where `attempts` is above 0, the person may have it already."""
        return await in_transaction(self._open, lambda work: work.outbox.pending(self._platform))

    async def attempt(self, outgoing: Outgoing) -> None:
        """Told before the send begins."""
        if (outbox_id := outgoing.outbox_id) is not None:
            await in_transaction(self._open, lambda work: work.outbox.attempt(outbox_id))

    async def sent(self, outgoing: Outgoing, *, ref: str | None = None, done: str | None = None) -> None:
        """The messenger has the reply. `ref`: what to remember at its address; `done`: the event that it ends."""

        async def settle(work: UnitOfWork) -> None:
            now = self._clock()
            if outgoing.outbox_id is not None:
                await work.outbox.sent(outgoing.outbox_id, now)
            if ref is not None:
                await work.message_refs.set(outgoing.address, ref, now)
            if done is not None:
                await work.inbox.done(self._platform, done, now)

        await in_transaction(self._open, settle)

    async def failed(self, outgoing: Outgoing, reason: str) -> None:
        """It will never be sent: blocked, kicked, chat gone."""
        if (outbox_id := outgoing.outbox_id) is not None:
            await in_transaction(self._open, lambda work: work.outbox.failed(outbox_id, reason, self._clock()))

    async def ref(self, address: Address) -> str | None:
        """What was remembered at the address in the session that lives now."""
        return await in_transaction(self._open, lambda work: work.message_refs.get(address))

    async def remember(self, address: Address, ref: str) -> None:
        """Remembered until the session ends; where none lives, not at all."""
        await in_transaction(self._open, lambda work: work.message_refs.set(address, ref, self._clock()))
