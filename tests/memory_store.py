"""A store in memory that obeys the core's ports and keeps JSON text only."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from core.errors import Overtaken
from core.messages import Address
from core.ports import LogEntry, Metric, Session, User
from tests.memory_people import MemorySavedBirths
from tests.memory_post import MemoryInbox, MemoryOutbox, MemoryRefs, give_up


class MemoryStore:
    """What is left after a restart: JSON text only, so that no object can be smuggled across turns."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, str]] = {
            name: {}
            for name in (
                "users sessions saved_births readings messages updates metrics inbox outbox message_refs".split()
            )
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
    """One transaction over a MemoryStore: works on a copy, whose changed rows `commit` puts in place."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._before = copy.deepcopy(store.tables)
        self._work = copy.deepcopy(store.tables)
        self.users = _Users(self._work)
        self.sessions = _Sessions(self._work)
        self.saved_births = MemorySavedBirths(self._work)
        self.readings = _Readings(self._work)
        self.messages = _Messages(self._work)
        self.updates = _Updates(self._work)
        self.metrics = _Metrics(self._work)
        self.inbox = MemoryInbox(self._work)
        self.outbox = MemoryOutbox(self._work)
        self.message_refs = MemoryRefs(self._work)

    async def __aenter__(self) -> Self:
        await asyncio.sleep(0)  # as a database would, let others run in between
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        return None

    async def meet(self, address: Address, now: datetime) -> tuple[User, Session | None]:
        user = await self.users.get_or_add(address, now)
        return user, await self.sessions.latest(user.user_id)

    async def commit(self) -> None:
        for name, before in self._before.items():
            kept, now = self._store.tables[name], self._work[name]
            for key in before.keys() - now.keys():
                kept.pop(key, None)
            kept.update({key: row for key, row in now.items() if before.get(key) != row})


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
        for name in ("sessions", "saved_births", "readings", "messages", "outbox", "message_refs"):
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

    async def renew(self, user_id: UUID, latest: Session | None, now: datetime) -> Session:
        newest = await self.latest(user_id)
        if (newest and newest.session_id) != (latest and latest.session_id):
            raise Overtaken("session_ended")
        if latest is not None:
            await self.end(latest.session_id, now)
        return await self.open(user_id, now)

    async def save(self, session: Session, entries: Sequence[LogEntry] = ()) -> None:
        key = str(session.session_id)
        if _session(self._tables["sessions"][key]).next_order != session.next_order:
            raise Overtaken("session_ended")
        await _Messages(self._tables).append(session, entries, session.last_activity)
        moved = replace(session, next_order=session.next_order + len(entries))
        self._tables["sessions"][key] = _session_json(moved)

    async def end(self, session_id: UUID, now: datetime) -> None:
        session = _session(self._tables["sessions"][str(session_id)])
        ended = replace(session, state={}, birth=None, expires_at=min(session.expires_at, now))
        self._tables["sessions"][str(session_id)] = _session_json(ended)
        give_up(self._tables, session_id)
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
            self._tables["messages"][str(uuid4())] = json.dumps(row, ensure_ascii=False)


class _Updates:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take(self, platform: str, event_id: str, now: datetime, turn_id: UUID | None = None) -> bool:
        key = f"{platform}:{event_id}"
        if key in self._tables["updates"]:
            return False
        self._tables["updates"][key] = json.dumps({"turn_id": None if turn_id is None else str(turn_id)})
        return True

    async def taken_by(self, platform: str, event_id: str) -> UUID | None:
        turn_id = json.loads(self._tables["updates"].get(f"{platform}:{event_id}", "{}")).get("turn_id")
        return None if turn_id is None else UUID(turn_id)


class _Metrics:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def record(self, metrics: Sequence[Metric], now: datetime) -> None:
        for each in metrics:
            row = {"name": each.name, "value": each.value, "endpoint": each.endpoint}
            self._tables["metrics"][str(uuid4())] = json.dumps(row)


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
            "in_form": session.in_form,
            "next_order": session.next_order,
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
        raw["in_form"],
        raw["next_order"],
    )
