"""One event on its way through: loaded, decided, stored with everything that follows from it.

Most turns need neither the library nor a picture: they take place within one transaction from beginning to end,
which several people may share. The others give the connection back while they think.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from time import perf_counter
from typing import NoReturn
from uuid import uuid4

from core.chart_json import chart_to_json
from core.dialogue import decide
from core.guard import MAX_CHARACTERS, MAX_CHOICE_BYTES, clean
from core.measures import measures
from core.messages import Inbound, Outgoing, Reply
from core.picture import chart_picture
from core.ports import Library, LogEntry, OpensUnitOfWork, Session, UnitOfWork, User
from core.remembering import keep, with_saved
from core.state import ConversationState, Phase, UnknownState, state_from_json, state_to_json
from core.texts import LANGUAGES
from core.transaction import in_transaction
from core.turn import House, Outcome, Turn, draws

_log = logging.getLogger(__name__)
_SEOUL = timezone(timedelta(hours=9))
_LONGEST_SESSION = timedelta(hours=24)
"""However lively, a session ends after a day, so that its key does."""


class Taking:
    """Takes one event: `at_once` if it can be, else `at_length`.

    Both may be called again, after a transaction that was not to be or after `Overtaken`: it is the same turn,
    decided anew.
    """

    def __init__(
        self, library: Library, house: House, clock: Callable[[], datetime], inbound: Inbound, *, to_send: bool
    ) -> None:
        """`to_send`: the replies go into the outbox with the turn."""
        self._library, self._house, self._clock = library, house, clock
        self._inbound, self._to_send = inbound, to_send
        self._turn_id, self._began = uuid4(), perf_counter()
        self._stored: Sequence[Outgoing] | None = (
            None  # by a commit of which nobody knows yet whether it went through
        )

    async def at_once(self, work: UnitOfWork) -> Sequence[Outgoing] | Loaded:
        """The replies, or what was loaded for a turn that takes longer.

        For an event that was taken before: what of its replies still waits to be sent.
        """
        if self._stored is not None and await self._is_ours(work):
            return self._stored
        loaded = await self._load(work, self._clock())
        if loaded.state.last_event_id == self._inbound.event_id:
            return await self._unsent(work)
        try:
            outcome = _unreadable(loaded.turn) or await decide(loaded.turn, loaded.live, _NOT_NOW)
        except _TakesLonger:
            return loaded
        if _is_drawn(loaded.turn, outcome):
            return loaded
        prepared = self._prepared(loaded, outcome)
        self._stored = prepared.outgoing
        return await self._store(work, loaded, prepared)

    async def at_length(self, open_unit_of_work: OpensUnitOfWork, loaded: Loaded) -> Sequence[Outgoing]:
        """The same in a transaction of its own, with all the time that the library and the picture need."""
        outcome = await _with_picture(loaded.turn, await decide(loaded.turn, loaded.live, self._library))
        prepared = self._prepared(loaded, outcome)
        return await in_transaction(open_unit_of_work, lambda work: self._store(work, loaded, prepared))

    async def _load(self, work: UnitOfWork, now: datetime) -> Loaded:
        inbound = self._inbound
        user, latest = await work.meet(inbound.address, now)
        live = latest if latest is not None and latest.expires_at > now else None
        state, understood = _state_of(live)
        today, language = now.astimezone(_SEOUL).date(), language_of(self._house, inbound, user)
        turn = Turn(user, state, inbound, clean(inbound.value), now, today, language, self._house)
        turn = await with_saved(work, turn)
        return Loaded(turn, latest, live, begins_anew=(latest is not None and live is None) or not understood)

    def _prepared(self, loaded: Loaded, outcome: Outcome) -> _Prepared:
        turn = loaded.turn
        if loaded.begins_anew:
            ended = "expired_but_saved" if turn.saved else "expired"
            notice = Reply(turn.say(f"welcome.{ended}", minutes=self._house.session_minutes))
            outcome = replace(outcome, replies=(notice, *outcome.replies))
        outgoing = tuple(
            Outgoing(uuid4() if self._to_send else None, self._inbound.address, reply, position)
            for position, reply in enumerate(outcome.replies)
        )
        return _Prepared(outcome, outgoing, round((perf_counter() - self._began) * 1000))

    async def _store(self, work: UnitOfWork, loaded: Loaded, prepared: _Prepared) -> Sequence[Outgoing]:
        """Everything of the turn; what waits of another turn's replies when that took the event before."""
        turn, outcome, now = loaded.turn, prepared.outcome, loaded.turn.now
        platform, user_id = self._inbound.address.platform, turn.user.user_id
        if not await work.updates.take(platform, self._inbound.event_id, now, self._turn_id):
            return prepared.outgoing if await self._is_ours(work) else await self._unsent(work)
        session = None
        if outcome.erases_user:
            await work.users.erase(user_id, now)
        else:
            if outcome.user is not None:
                await work.users.save(outcome.user, now)
            await keep(work, turn, outcome)
            session = await self._session(work, loaded, outcome)
            await _save(work, session, outcome, now, prepared.took_ms)
        if self._to_send:
            await work.outbox.add(user_id, session, self._turn_id, _begun(prepared.outgoing), now)
        await work.metrics.record(measures(turn.state, outcome, self._inbound.address, prepared.took_ms), now)
        return prepared.outgoing

    async def _session(self, work: UnitOfWork, loaded: Loaded, outcome: Outcome) -> Session:
        """The session to write to: the live one, or a new one in the place of an ended one."""
        now, latest = loaded.turn.now, loaded.latest
        if latest is None or outcome.ends_session or latest.expires_at <= now:
            session = await work.sessions.renew(loaded.turn.user.user_id, latest, now)
        else:
            session = latest
        expires_at = min(
            now + timedelta(minutes=self._house.session_minutes), session.created_at + _LONGEST_SESSION
        )
        state = replace(outcome.state, last_event_id=self._inbound.event_id)
        in_form = state.phase is Phase.FORM
        return replace(
            session, state=state_to_json(state), last_activity=now, expires_at=expires_at, in_form=in_form
        )

    async def _is_ours(self, work: UnitOfWork) -> bool:
        """Whether an earlier try of this very turn was committed after all."""
        platform, event_id = self._inbound.address.platform, self._inbound.event_id
        return await work.updates.taken_by(platform, event_id) == self._turn_id

    async def _unsent(self, work: UnitOfWork) -> Sequence[Outgoing]:
        if not self._to_send:
            return ()
        return await work.outbox.of_event(self._inbound.address.platform, self._inbound.event_id)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a turn starts from. `latest`: the person's newest session; `live`: the same if it has not expired.

    `begins_anew`: something was going on that is over now, and the person is told.
    """

    turn: Turn
    latest: Session | None
    live: Session | None
    begins_anew: bool

    @property
    def state(self) -> ConversationState:
        return self.turn.state


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a turn is going to store and say."""

    outcome: Outcome
    outgoing: Sequence[Outgoing]
    took_ms: int


class _TakesLonger(Exception):
    """The library is needed."""


class _NotNow:
    """A library for who cannot wait."""

    async def search(self, *_: object, **__: object) -> NoReturn:
        raise _TakesLonger

    async def matching(self, *_: object, **__: object) -> NoReturn:
        raise _TakesLonger


_NOT_NOW = _NotNow()


def language_of(house: House, inbound: Inbound, user: User | None) -> str:
    """An explicit choice, else what the client says, else the house's."""
    wished = (user.language if user else None) or (inbound.language or "")[:2].lower()
    return wished if wished in LANGUAGES else house.language


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


def _refused(turn: Turn, key: str, **params: object) -> Outcome:
    return Outcome(turn.state, (Reply(turn.say(key, **params)),), key, key)


def _is_drawn(turn: Turn, outcome: Outcome) -> bool:
    """Whether a chart was set up that this person is shown as a picture too."""
    is_told = outcome.chart_reply is not None and outcome.analysis is not None
    return is_told and draws(turn.house, outcome.user or turn.user)


async def _with_picture(turn: Turn, outcome: Outcome) -> Outcome:
    """Draws a chart that was set up now (in a thread: a tenth of a second), for the reply that tells it."""
    told, analysis = outcome.chart_reply, outcome.analysis
    if told is None or analysis is None or not _is_drawn(turn, outcome):
        return outcome
    picture = await asyncio.to_thread(chart_picture, analysis, turn.language, today=turn.today)
    shown = replace(told, images=(picture,))
    return replace(outcome, replies=tuple(shown if reply is told else reply for reply in outcome.replies))


def _begun(outgoing: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """As they are stored: the first is sent at once, so a restart must know that the person may have it."""
    return [replace(each, attempts=1) if each.position == 0 else each for each in outgoing]


async def _save(work: UnitOfWork, session: Session, outcome: Outcome, now: datetime, took_ms: int) -> None:
    chart = None if outcome.analysis is None else chart_to_json(outcome.analysis)
    birth = chart["birth"] if chart else (session.birth if outcome.state.has_chart else None)
    session = replace(session, birth=birth)
    entries = (LogEntry("user", outcome.said), LogEntry("assistant", outcome.answered, response_time_ms=took_ms))
    await work.sessions.save(session, entries)
    if chart is not None:
        await work.readings.save(session, chart, now)
