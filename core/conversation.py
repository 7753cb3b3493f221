"""One turn of a conversation: lock, load, decide, store, answer.

Nothing that matters is kept in memory: the lock of an address is all, so a restart between two turns changes
nothing. What is decided takes effect in one transaction, together with the note that the event was taken.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from time import perf_counter
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from core.chart_json import chart_to_json
from core.dialogue import decide
from core.errors import Overtaken, Unavailable
from core.guard import MAX_CHARACTERS, MAX_CHOICE_BYTES, clean
from core.measures import incident, measures
from core.messages import Address, Inbound, Outgoing, Piece, Reply
from core.picture import chart_picture
from core.ports import Library, LogEntry, OpensUnitOfWork, Session, UnitOfWork, User
from core.state import ConversationState, Phase, UnknownState, state_from_json, state_to_json
from core.texts import LANGUAGES, text
from core.transaction import in_transaction
from core.turn import House, Outcome, Turn, draws

_log = logging.getLogger(__name__)
_SEOUL = timezone(timedelta(hours=9))
_LONGEST_SESSION = timedelta(hours=24)
"""However lively, a session ends after a day, so that its key does."""
_MEETINGS = 8
"""How often a turn gives way to another of the same person in another process: each time one of them is stored."""


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
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def handle(self, inbound: Inbound) -> tuple[Reply, ...]:
        """The replies to one event; none to an event that was seen before. Never raises but for cancellation."""
        return tuple(outgoing.reply for outgoing in await self._answer(inbound, to_send=False))

    async def respond(self, inbound: Inbound) -> AsyncIterator[Piece | Outgoing]:
        """The replies to one event as they come: the pieces of a reply, then that reply whole, then the next.

        They are in the outbox before the first is given out. For an event that was seen before: what still waits
        there of its replies, whole. Holds nothing while it waits for who reads. Never raises but for cancellation.
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
                sorry = Reply(text("error.unavailable", self._language(inbound, None)))
            except Exception as bug:  # the one place where anything is caught: the person gets an answer
                sorry = self._apology(inbound, bug)
                await self._count_error("bug")
        return (Outgoing(None, inbound.address, sorry),)

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
        return Reply(text("error.incident", self._language(inbound, None), code=code))

    async def _turn(self, inbound: Inbound, to_send: bool) -> Sequence[Outgoing]:
        """Decided anew when another process stored a turn of this person since the state was loaded."""
        turn_id = uuid4()
        for _ in range(_MEETINGS):
            try:
                return await self._attempt(inbound, turn_id, to_send)
            except Overtaken:
                continue
        return await self._attempt(inbound, turn_id, to_send)

    async def _attempt(self, inbound: Inbound, turn_id: UUID, to_send: bool) -> Sequence[Outgoing]:
        now, began = self._clock(), perf_counter()
        user, latest = await self._load(inbound.address, now)
        live = latest if latest is not None and latest.expires_at > now else None
        state, understood = _state_of(live)
        if state.last_event_id != inbound.event_id:
            language = self._language(inbound, user)
            today = now.astimezone(_SEOUL).date()
            turn = Turn(user, state, inbound, clean(inbound.value), now, today, language, self._house)
            outcome = await _with_picture(turn, _unreadable(turn) or await decide(turn, live, self._library))
            if (latest is not None and live is None) or not understood:
                notice = Reply(turn.say("welcome.expired", minutes=self._house.session_minutes))
                outcome = replace(outcome, replies=(notice, *outcome.replies))
            outgoing = tuple(
                Outgoing(uuid4() if to_send else None, inbound.address, reply, position)
                for position, reply in enumerate(outcome.replies)
            )
            if await self._store(turn, outcome, _begun(outgoing) if to_send else (), latest, began, turn_id):
                return outgoing
        return await self._unsent(inbound) if to_send else ()

    async def _unsent(self, inbound: Inbound) -> Sequence[Outgoing]:
        platform, event_id = inbound.address.platform, inbound.event_id
        return await in_transaction(self._open, lambda work: work.outbox.of_event(platform, event_id))

    async def _load(self, address: Address, now: datetime) -> tuple[User, Session | None]:
        async def load(work: UnitOfWork) -> tuple[User, Session | None]:
            user = await work.users.get_or_add(address, now)
            return user, await work.sessions.latest(user.user_id)

        return await in_transaction(self._open, load)

    def _language(self, inbound: Inbound, user: User | None) -> str:
        """An explicit choice, else what the client says, else the house's."""
        wished = (user.language if user else None) or (inbound.language or "")[:2].lower()
        return wished if wished in LANGUAGES else self._house.language

    async def _store(
        self,
        turn: Turn,
        outcome: Outcome,
        outgoing: Sequence[Outgoing],
        latest: Session | None,
        began: float,
        turn_id: UUID,
    ) -> bool:
        """Everything of the turn in one transaction; False when another turn took the event before."""
        now, platform, event_id = turn.now, turn.inbound.address.platform, turn.inbound.event_id
        took_ms = round((perf_counter() - began) * 1000)

        async def store(work: UnitOfWork) -> bool:
            if not await work.updates.take(platform, event_id, now, turn_id):
                return await work.updates.taken_by(platform, event_id) == turn_id
            session = None
            if outcome.erases_user:
                await work.users.erase(turn.user.user_id, now)
            else:
                if outcome.user is not None:
                    await work.users.save(outcome.user, now)
                session = await self._session(work, turn, outcome, latest)
                await _save(work, session, outcome, now, took_ms)
            await work.outbox.add(turn.user.user_id, session, turn_id, outgoing, now)
            await work.metrics.record(measures(turn.state, outcome, turn.inbound.address, took_ms), now)
            return True

        return await in_transaction(self._open, store)

    async def _session(self, work: UnitOfWork, turn: Turn, outcome: Outcome, latest: Session | None) -> Session:
        """The session to write to: the live one, or a new one in the place of an ended one."""
        now = turn.now
        if latest is None or outcome.ends_session or latest.expires_at <= now:
            session = await work.sessions.renew(turn.user.user_id, latest, now)
        else:
            session = latest
        expires_at = min(
            now + timedelta(minutes=self._house.session_minutes), session.created_at + _LONGEST_SESSION
        )
        state = replace(outcome.state, last_event_id=turn.inbound.event_id)
        in_form = state.phase is Phase.FORM
        return replace(
            session, state=state_to_json(state), last_activity=now, expires_at=expires_at, in_form=in_form
        )


def _state_of(live: Session | None) -> tuple[ConversationState, bool]:
    """The state of a live session, and whether it was understood: another version's begins anew."""
    try:
        return state_from_json(live.state if live else {}), True
    except UnknownState as unknown:
        _log.warning("state of a session not understood: %s", unknown)
        return ConversationState(), False


def _unreadable(turn: Turn) -> Outcome | None:
    """What cannot be taken at all: too long, empty, or a button value that none of ours is."""
    words, value = turn.words, turn.inbound.value
    if turn.inbound.kind == "choice":
        too_long = len(value.encode("utf-8", "replace")) > MAX_CHOICE_BYTES
    else:
        too_long = len(value) > MAX_CHARACTERS
    if too_long:
        return _refused(turn, "error.too_long", limit=MAX_CHARACTERS)
    return None if words else _refused(turn, "error.empty")


async def _with_picture(turn: Turn, outcome: Outcome) -> Outcome:
    """Draws a chart that was set up now (in a thread: a tenth of a second), for the reply that tells it."""
    told, analysis = outcome.chart_reply, outcome.analysis
    if told is None or analysis is None or not draws(turn.house, outcome.user or turn.user):
        return outcome
    picture = await asyncio.to_thread(chart_picture, analysis, turn.language, today=turn.today)
    shown = replace(told, images=(picture,))
    return replace(outcome, replies=tuple(shown if reply is told else reply for reply in outcome.replies))


def _begun(outgoing: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """As they are stored: the first is sent at once, so a restart must know that the person may have it."""
    return [replace(each, attempts=1) if each.position == 0 else each for each in outgoing]


def _refused(turn: Turn, key: str, **params: object) -> Outcome:
    return Outcome(turn.state, (Reply(turn.say(key, **params)),), key, key)


async def _save(work: UnitOfWork, session: Session, outcome: Outcome, now: datetime, took_ms: int) -> None:
    chart = None if outcome.analysis is None else chart_to_json(outcome.analysis)
    birth = chart["birth"] if chart else (session.birth if outcome.state.has_chart else None)
    session = replace(session, birth=birth)
    entries = (LogEntry("user", outcome.said), LogEntry("assistant", outcome.answered, response_time_ms=took_ms))
    await work.sessions.save(session, entries)
    if chart is not None:
        await work.readings.save(session, chart, now)
