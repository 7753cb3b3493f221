"""Pretend people and pretend stores that obey the core's ports."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from types import TracebackType
from typing import Any, Literal, Self
from uuid import UUID, uuid4

from core.conversation import Conversation
from core.facts import Facts, holds
from core.messages import Address, Inbound, Reply
from core.ports import LogEntry, Passage, Session, User

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class MemoryStore:
    """What is left after a restart: JSON text only, so that no object can be smuggled across turns."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, str]] = {
            name: {} for name in ("users", "sessions", "readings", "messages", "updates")
        }

    def open(self) -> MemoryUnitOfWork:
        return MemoryUnitOfWork(self)

    @property
    def everything(self) -> str:
        """All that is kept, to look for what should not be there."""
        return json.dumps(self.tables, ensure_ascii=False)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [json.loads(row) for row in self.tables[table].values()]


class MemoryUnitOfWork:
    """One transaction over a MemoryStore: works on a copy, which `commit` puts in place."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._work = copy.deepcopy(store.tables)
        self.users = _Users(self._work)
        self.sessions = _Sessions(self._work)
        self.readings = _Readings(self._work)
        self.messages = _Messages(self._work)
        self.updates = _Updates(self._work)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        return None

    async def commit(self) -> None:
        self._store.tables = copy.deepcopy(self._work)


Tables = dict[str, dict[str, str]]


class _Users:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get_or_add(self, address: Address, now: datetime) -> User:
        key = f"{address.platform}:{address.user_id}"
        if key not in self._tables["users"]:
            self._tables["users"][key] = _user_json(User(uuid4()))
        return _user(self._tables["users"][key])

    async def save(self, user: User, now: datetime) -> None:
        self._tables["users"][self._key(user.user_id)] = _user_json(user)

    async def erase(self, user_id: UUID, now: datetime) -> None:
        del self._tables["users"][self._key(user_id)]
        for name in ("sessions", "readings", "messages"):
            rows = self._tables[name]
            for key in [k for k, row in rows.items() if json.loads(row)["user_id"] == str(user_id)]:
                del rows[key]

    def _key(self, user_id: UUID) -> str:
        return next(k for k, row in self._tables["users"].items() if json.loads(row)["user_id"] == str(user_id))


class _Sessions:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def latest(self, user_id: UUID) -> Session | None:
        rows = [_session(row) for row in self._tables["sessions"].values()]
        return next((s for s in reversed(rows) if s.user_id == user_id), None)

    async def open(self, user_id: UUID, now: datetime) -> Session:
        session = Session(uuid4(), user_id, now, now, now + timedelta(minutes=30))
        self._tables["sessions"][str(session.session_id)] = _session_json(session)
        return session

    async def save(self, session: Session) -> None:
        assert str(session.session_id) in self._tables["sessions"], "a session is opened before it is saved"
        self._tables["sessions"][str(session.session_id)] = _session_json(session)

    async def end(self, session_id: UUID, now: datetime) -> None:
        session = _session(self._tables["sessions"][str(session_id)])
        ended = replace(session, state={}, birth=None, expires_at=min(session.expires_at, now))
        self._tables["sessions"][str(session_id)] = _session_json(ended)
        for name in ("readings", "messages"):
            rows = self._tables[name]
            for key in [k for k, row in rows.items() if json.loads(row)["session_id"] == str(session_id)]:
                del rows[key]

    async def end_expired(self, now: datetime) -> int:
        expired = [s for s in map(_session, self._tables["sessions"].values()) if s.expires_at <= now and s.state]
        for session in expired:
            await self.end(session.session_id, now)
        return len(expired)


class _Readings:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def save(self, session: Session, chart: Mapping[str, Any], now: datetime) -> UUID:
        key = f"{session.session_id}:{json.dumps(chart['birth'], sort_keys=True)}:{chart['calculation_version']}"
        known = self._tables["readings"].get(key)
        reading_id = json.loads(known)["id"] if known else str(uuid4())
        row = {
            "id": reading_id,
            "user_id": str(session.user_id),
            "session_id": str(session.session_id),
            "chart": chart,
        }
        self._tables["readings"][key] = json.dumps(row, ensure_ascii=False)
        return UUID(reading_id)


class _Messages:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def append(self, session: Session, entries: Sequence[LogEntry], now: datetime) -> None:
        for entry in entries:
            row = {
                "user_id": str(session.user_id),
                "session_id": str(session.session_id),
                "role": entry.role,
                "content": entry.content,
            }
            self._tables["messages"][str(len(self._tables["messages"]))] = json.dumps(row, ensure_ascii=False)


class _Updates:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take(self, platform: str, event_id: str, now: datetime) -> bool:
        key = f"{platform}:{event_id}"
        first = key not in self._tables["updates"]
        self._tables["updates"][key] = "{}"
        return first


def _user_json(user: User) -> str:
    return json.dumps(
        {
            "user_id": str(user.user_id),
            "language": user.language,
            "preferences": dict(user.preferences),
            "consent_version": user.consent_version,
            "consented_at": user.consented_at and user.consented_at.isoformat(),
        },
        ensure_ascii=False,
    )


def _user(row: str) -> User:
    raw = json.loads(row)
    return User(
        UUID(raw["user_id"]),
        raw["language"],
        raw["preferences"],
        raw["consent_version"],
        raw["consented_at"] and datetime.fromisoformat(raw["consented_at"]),
    )


def _session_json(session: Session) -> str:
    return json.dumps(
        {
            "session_id": str(session.session_id),
            "user_id": str(session.user_id),
            "created_at": session.created_at.isoformat(),
            "last_activity": session.last_activity.isoformat(),
            "expires_at": session.expires_at.isoformat(),
            "state": dict(session.state),
            "birth": None if session.birth is None else dict(session.birth),
        },
        ensure_ascii=False,
    )


def _session(row: str) -> Session:
    raw = json.loads(row)
    return Session(
        UUID(raw["session_id"]),
        UUID(raw["user_id"]),
        datetime.fromisoformat(raw["created_at"]),
        datetime.fromisoformat(raw["last_activity"]),
        datetime.fromisoformat(raw["expires_at"]),
        raw["state"],
        raw["birth"],
    )


class ShelfLibrary:
    """A few passages on a shelf: those whose words stand in the question, none that contradicts the chart."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self._passages = tuple(passages)

    async def search(
        self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
    ) -> Sequence[Passage]:
        found = [p for p in self._passages if p.topic and p.topic in query and _allowed(p, facts)]
        return found[:limit]

    async def matching(
        self, facts: Facts, *, topic: str | None = None, limit: int = 8, language: str = "ko"
    ) -> Sequence[Passage]:
        found = [p for p in self._passages if p.conditions and holds(p.conditions, facts)]
        return [p for p in found if topic is None or p.topic == topic][:limit]


def _allowed(passage: Passage, facts: Facts | None) -> bool:
    return not passage.conditions or (facts is not None and holds(passage.conditions, facts))


class Seeker:
    """A pretend user: says, presses and commands, and remembers what came back."""

    def __init__(
        self, conversation: Conversation, clock: FakeClock, name: str = "u1", language: str | None = None
    ) -> None:
        self.conversation, self.clock, self.language = conversation, clock, language
        self.address = Address("terminal", name, name)
        self.replies: tuple[Reply, ...] = ()
        self._events = count(1)

    async def says(self, words: str) -> tuple[Reply, ...]:
        return await self._does("text", words)

    async def presses(self, value: str) -> tuple[Reply, ...]:
        """Presses a button that is on the screen; a value that is not there fails the test."""
        assert value in self.buttons, f"{value} is none of {self.buttons}"
        return await self._does("choice", value)

    async def presses_an_old_button(self, value: str) -> tuple[Reply, ...]:
        return await self._does("choice", value)

    async def commands(self, command: str) -> tuple[Reply, ...]:
        return await self._does("command", command)

    async def repeats(
        self, event_id: str, kind: Literal["text", "choice", "command"], value: str
    ) -> tuple[Reply, ...]:
        """Sends an event with an id of the test's choice, as a messenger does that delivers twice."""
        return await self._sends(event_id, kind, value)

    @property
    def text(self) -> str:
        """All that was answered to the last message."""
        return "\n".join(reply.text for reply in self.replies)

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(choice.value for reply in self.replies for choice in reply.choices)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(source for reply in self.replies for source in reply.sources)

    async def _does(self, kind: Literal["text", "choice", "command"], value: str) -> tuple[Reply, ...]:
        return await self._sends(f"{self.address.user_id}-{next(self._events)}", kind, value)

    async def _sends(
        self, event_id: str, kind: Literal["text", "choice", "command"], value: str
    ) -> tuple[Reply, ...]:
        inbound = Inbound(event_id, self.address, self.clock(), kind, value, self.language)
        self.replies = await self.conversation.handle(inbound)
        return self.replies
