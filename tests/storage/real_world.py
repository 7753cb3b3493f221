"""A World whose people talk to a real store, and a look at all of it that can still be read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import URL

from storage.crypto import Cell, DataKey
from storage.models import BirthProfile, ConversationLog, SajuCalculation, UserRow, UserSession
from storage.store import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON, World

Result = TypeVar("Result")
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is, so that a second one can be opened on it."""

    url: URL
    data_dir: Path
    keys: str

    async def open(self) -> Store:
        return await open_store(self.data_dir, NOON, url=self.url, encryption_keys=self.keys)


class ReadableStore:
    """What tests ask of a MemoryStore, answered by the database: rows in its JSON, with the keys there are."""

    def __init__(self, store: Store, place: Place) -> None:
        self.store, self.place = store, place

    def open(self) -> SqlUnitOfWork:
        return self.store.unit_of_work()

    @property
    def everything(self) -> str:
        names = "users", "sessions", "saved_births", "readings", "messages"
        return json.dumps({name: self.rows(name) for name in names}, ensure_ascii=False)

    def rows(self, table: str) -> Rows:
        return _aside(lambda: self._read(table))

    async def _read(self, table: str) -> Rows:
        store = await self.place.open()
        async with store.unit_of_work() as work:
            rows = await _READERS[table](work)
        await store.close()
        return rows


def real_world(store: Store, place: Place) -> World:
    world = World()
    world.store = ReadableStore(store, place)  # type: ignore[assignment]  # answers the same questions
    world.restart()
    return world


def _aside(read: Callable[[], Awaitable[Result]]) -> Result:
    """In a loop of its own, since tests ask for rows without awaiting."""

    async def whole() -> Result:
        return await read()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()


async def _users(work: SqlUnitOfWork) -> Rows:
    """Without the nameless rows of those who were erased."""
    rows = await work.vault.db.execute(select(*UserRow.__table__.columns).where(UserRow.erased_at.is_(None)))
    return [
        {
            "user_id": str(row.user_id),
            "language": row.preferences.get("language"),
            "preferences": row.preferences,
            "consent_version": row.consent_version,
            "consented_at": row.consented_at and row.consented_at.isoformat(),
        }
        for row in rows
    ]


async def _sessions(work: SqlUnitOfWork) -> Rows:
    order = UserSession.created_at, UserSession.ended_at.is_(None), UserSession.session_id
    rows = (await work.vault.db.execute(select(*UserSession.__table__.columns).order_by(*order))).all()
    found = []
    for row in rows:
        key = await work.vault.find(row.session_id)
        opened = {
            name: None if key is None or sealed is None else key.open_json(sealed, _cell(row.session_id, name))
            for name, sealed in row._mapping.items()
            if name in ("state_encrypted", "birth_datetime_encrypted")
        }
        state, birth = opened["state_encrypted"] or {}, opened["birth_datetime_encrypted"]
        found.append({"session_id": str(row.session_id), "state": state, "birth": birth})
    return found


def _cell(row_id: Any, column: str, table: str = "user_sessions") -> Cell:
    return Cell(table, row_id, column)


async def _saved_births(work: SqlUnitOfWork) -> Rows:
    owners = (await work.vault.db.execute(select(BirthProfile.user_id).distinct())).scalars().all()
    return [
        {"id": str(saved.profile_id), "label": saved.label, "birth": dict(saved.birth)}
        for owner in owners
        for saved in await work.saved_births.of(owner)
    ]


async def _readings(work: SqlUnitOfWork) -> Rows:
    rows = (await work.vault.db.execute(select(*SajuCalculation.__table__.columns))).all()
    keys = [(row, await work.vault.find(row.owner_id)) for row in rows]
    return [
        {"id": str(row.calculation_id), "chart": key.open_json(row.result_encrypted, _result(row.calculation_id))}
        for row, key in keys
        if key is not None
    ]


def _result(calculation_id: Any) -> Cell:
    return Cell("saju_calculations", calculation_id, "result_encrypted")


async def _messages(work: SqlUnitOfWork) -> Rows:
    order = ConversationLog.created_at, ConversationLog.session_id, ConversationLog.message_order
    rows = (await work.vault.db.execute(select(*ConversationLog.__table__.columns).order_by(*order))).all()
    keys = [(row, await work.vault.find(row.owner_id)) for row in rows]
    return [
        {"role": row.role, "order": row.message_order, "content": _content(key, row)}
        for row, key in keys
        if key is not None
    ]


def _content(key: DataKey, row: Any) -> str:
    return key.open(row.content, _cell(row.log_id, "content", "conversation_logs")).decode()


_READERS: dict[str, Callable[[SqlUnitOfWork], Awaitable[Rows]]] = {
    "users": _users,
    "sessions": _sessions,
    "saved_births": _saved_births,
    "readings": _readings,
    "messages": _messages,
}
