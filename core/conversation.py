"""The conversation: one turn after the other for each person, and an answer to each, whatever happens.

Nothing that matters is kept in memory: the lock of an address is all, so a restart between two turns changes
nothing. What is decided takes effect in one transaction, together with the note that the event was taken; in a
crowd several people's turns share one.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from uuid import uuid4
from weakref import WeakValueDictionary

from core.errors import Overtaken, Unavailable
from core.measures import incident
from core.messages import Inbound, Outgoing, Piece, Reply
from core.ports import Library, OpensUnitOfWork, UnitOfWork
from core.taking import Loaded, Taking, language_of
from core.texts import text
from core.together import Together
from core.transaction import in_transaction, once
from core.turn import House

_log = logging.getLogger(__name__)
_MEETINGS = 8
"""How often a turn gives way to another of the same person in another process: each time one of them is stored."""
_SHARE_A_COMMIT = 16
_COMMITS_AT_ONCE = 2  # while one waits for the disk, another is decided
_LONG_ONES_AT_ONCE = 4
"""These search and draw. More of them at once end no sooner, and keep everybody else waiting."""


class Conversation:
    """Answers what people do, one thing after the other for each person."""

    def __init__(
        self,
        open_unit_of_work: OpensUnitOfWork,
        library: Library,
        clock: Callable[[], datetime],
        session_minutes: int = 30,
        language: str = "ko",
        operator: str | None = None,
        pictures: bool = False,
    ) -> None:
        """`pictures`: draw each chart that is set up, where the person has not turned that off."""
        self._open, self._library, self._clock = open_unit_of_work, library, clock
        self._house = House(session_minutes, language, operator, pictures)
        self._takings: Together[Taking, Sequence[Outgoing] | Loaded | None] = Together(
            self._at_once, most=_SHARE_A_COMMIT, at_once=_COMMITS_AT_ONCE
        )
        self._room = asyncio.Semaphore(_LONG_ONES_AT_ONCE)
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, inbound: Inbound) -> tuple[Reply, ...]:
        """The replies to one event; none to an event that was seen before. Never raises but for cancellation."""
        return tuple(outgoing.reply for outgoing in await self._answer(inbound, to_send=False))

    async def respond(self, inbound: Inbound) -> AsyncIterator[Piece | Outgoing]:
        """The replies to one event as they come: the pieces of a reply, then that reply whole, then the next.

        They are in the outbox before the first is given out, and the first counts as begun. For an event that was
        seen before: what still waits there of its replies, whole. Holds nothing while it waits for who reads. Never
        raises but for cancellation.
        """
        for outgoing in await self._answer(inbound, to_send=True):
            if outgoing.outbox_id is not None:
                for piece in outgoing.reply.pieces:
                    yield Piece(outgoing.outbox_id, piece)
            yield outgoing

    async def _answer(self, inbound: Inbound, *, to_send: bool) -> Sequence[Outgoing]:
        key = (inbound.address.platform, inbound.address.user_id)
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            try:
                return await self._turn(inbound, to_send)
            except Unavailable as error:
                _log.warning("unavailable: %s", error.code)
                await self._count_error(error.code)
                sorry = Reply(text("error.unavailable", language_of(self._house, inbound, None)))
            except Exception as bug:  # the one place where anything is caught: the person gets an answer
                sorry = self._apology(inbound, bug)
                await self._count_error("bug")
        return (Outgoing(None, inbound.address, sorry),)

    async def _turn(self, inbound: Inbound, to_send: bool) -> Sequence[Outgoing]:
        """Decided anew when another process stored a turn of this person since the state was loaded."""
        taking = Taking(self._library, self._house, self._clock, inbound, to_send=to_send)
        for _ in range(_MEETINGS):
            try:
                return await self._take(taking)
            except Overtaken:
                continue
        return await self._take(taking)

    async def _take(self, taking: Taking) -> Sequence[Outgoing]:
        found = await self._takings.do(taking)
        if found is None:
            found = await in_transaction(self._open, taking.at_once)
        if not isinstance(found, Loaded):
            return found
        async with self._room:
            return await taking.at_length(self._open, found)

    async def _at_once(self, takings: Sequence[Taking]) -> Sequence[Sequence[Outgoing] | Loaded | None]:
        """One transaction for all. None for each where that fails: everybody then goes on alone, without waiting,
        and whose trouble it was meets it again there.
        """

        async def all_of_them(work: UnitOfWork) -> Sequence[Sequence[Outgoing] | Loaded]:
            return [await taking.at_once(work) for taking in takings]

        try:
            return await once(self._open, all_of_them)
        except Exception as error:
            _log.info("%d turns go on one by one: %s", len(takings), type(error).__name__)
            return [None] * len(takings)

    async def _count_error(self, kind: str) -> None:
        """For the statistics; where the database does not answer, the line in the log is all there is."""
        try:
            async with self._open() as work:
                await work.metrics.record(incident(kind), self._clock())
                await work.commit()
        except Exception as error:  # the person waits for an apology, whatever else is broken
            _log.warning("an error was not counted: %s", type(error).__name__)

    def _apology(self, inbound: Inbound, bug: Exception) -> Reply:
        """Where it happened is logged under a code, never the message of the exception: it may hold a birth."""
        code = uuid4().hex[:8]
        where = " < ".join(
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(bug.__traceback__)[-6:])
        )
        _log.error("incident %s: %s at %s", code, type(bug).__name__, where)
        return Reply(text("error.incident", language_of(self._house, inbound, None), code=code))
