"""An erasure reaches every table that names a person, also one that is added after this was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, insert, or_, select
from sqlalchemy import types as sqltypes

from storage.ids import new_id
from storage.models import Base
from storage.store import Store
from storage.types import Id
from tests.storage.people import begin

# Rows that the person's own ids stay in on purpose: the nameless row, and what operators did to whom.
_KEPT = {"users": "user_id", "access_log": "subject_id"}
# These have rows already, or are nobody's: an update in the inbox is under the key of an hour.
_THERE_OR_NOBODYS = ("users", "user_sessions", "data_keys", "access_log", "inbox")
_PERSONAL = ("user_id", "session_id", "owner_id", "subject_id")


def personal_tables() -> dict[str, Table]:
    return {t.name: t for t in Base.metadata.sorted_tables if any(c.name in _PERSONAL for c in t.columns)}


async def test_no_table_keeps_a_row_of_who_was_erased(store: Store, now: datetime) -> None:
    user, session = await begin(store, now)
    planted = []
    async with store.unit_of_work() as work:
        for name, table in personal_tables().items():
            if name not in _THERE_OR_NOBODYS:
                row = _row(table, user.user_id, session.session_id, now)
                await work.vault.db.execute(insert(table).values(row))
                planted.append(name)
        await work.commit()
    async with store.unit_of_work() as work:
        await work.users.erase(user.user_id, now)
        await work.commit()

    ids = (user.user_id, session.session_id)
    left = []
    async with store.unit_of_work() as work:
        for name, table in personal_tables().items():
            named = [column.in_(ids) for column in table.columns if column.name in _PERSONAL]
            left += [name for _ in (await work.vault.db.execute(select(table).where(or_(*named)))).all()]
    assert {"birth_profiles", "saju_calculations", "saju_analyses", "conversation_logs", "outbox"} <= set(planted)
    assert [name for name in left if name not in _KEPT] == []


def _row(table: Table, user_id: UUID, session_id: UUID, now: datetime) -> dict[str, Any]:
    """A row of the person, whatever the table asks for."""
    known: dict[str, Any] = {
        "user_id": user_id,
        "session_id": session_id,
        "owner_id": session_id,
        "calculation_id": _CALCULATION,
        "role": "user",
        "status": "waiting",
        "ohang_dominant": "wood",
        "ohang_weakest": "fire",
        "day_gan_strength": "weak",
        "slot": 1,
    }
    return {
        c.name: known.get(c.name, _value(c, now)) for c in table.columns if not c.nullable or c.name == "content"
    }


_CALCULATION = UUID(int=77)


def _value(column: Column[Any], now: datetime) -> Any:
    match column.type:
        case Id():
            return new_id(now)
        case LargeBinary():
            return bytes(32)
        case sqltypes.Integer() | sqltypes.Boolean():
            return 1
        case sqltypes.Date():
            return date(2026, 11, 23)
        case sqltypes.String():
            return "x"
    return now
