"""People whose turns share a commit: fewer transactions, and nobody notices the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.engine import URL

from core.conversation import Conversation
from core.errors import TakenBack
from storage import schema
from storage.at_commit import AtCommit
from storage.engine import make_engine
from storage.keyring import new_key
from storage.models import ConversationLog, ProcessedUpdate, SystemMetric, UserRow, UserSession
from storage.store import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock, Seeker, ShelfLibrary

CROWD = 30


def crowd(store: Store, open_unit_of_work: Callable[[], SqlUnitOfWork] | None = None) -> list[Seeker]:
    """People who all talk to one conversation."""
    clock = FakeClock()
    conversation = Conversation(open_unit_of_work or store.unit_of_work, ShelfLibrary(), clock)
    return [Seeker(conversation, clock, name=f"person{number}") for number in range(CROWD)]


async def all_of(people: Sequence[Seeker], does: Callable[[Seeker], Awaitable[object]]) -> None:
    await asyncio.gather(*(does(person) for person in people))


async def agreed(people: Sequence[Seeker]) -> None:
    await all_of(people, lambda person: person.commands("/saju"))
    await all_of(people, lambda person: person.says("네"))


async def test_a_crowd_is_answered_with_fewer_commits_than_turns(store: Store) -> None:
    people, commits = crowd(store), 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(store.engine.sync_engine, "commit", count)
    await agreed(people)
    births = {
        person.address.user_id: f"{1960 + at}년 5월 15일 오후 2시 반 부산 여자" for at, person in enumerate(people)
    }
    await all_of(people, lambda person: person.says(births[person.address.user_id]))

    for at, person in enumerate(people):
        assert f"{1960 + at}년" in person.text, "everybody is shown their own birth"
    turns = 3 * CROWD
    assert commits < turns / 3
    async with store.unit_of_work() as work:
        taken = (await work.vault.db.execute(select(func.count()).select_from(ProcessedUpdate))).scalar_one()
        said = await work.vault.db.execute(
            select(ConversationLog.session_id, func.max(ConversationLog.message_order), func.count()).group_by(
                ConversationLog.session_id
            )
        )
        measured = select(func.count()).where(SystemMetric.metric_name == "turn_ms")
        counted = (await work.vault.db.execute(measured)).scalar_one()
    assert taken == counted == turns
    assert [tuple(row)[1:] for row in said] == [(6, 6)] * CROWD


async def test_who_has_a_damaged_row_troubles_nobody_else(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    people = crowd(store)
    await agreed(people)
    unlucky = people[7]
    async with store.unit_of_work() as work:
        user, _ = await work.meet(unlucky.address, unlucky.clock())
        which = UserSession.user_id == user.user_id
        await work.vault.db.execute(update(UserSession).where(which).values(state_encrypted=bytes(80)))
        await work.commit()

    with caplog.at_level(logging.ERROR):
        await all_of(people, lambda person: person.says("1990년 5월 15일 오후 2시 반 부산 여자"))

    assert "문의 번호" in unlucky.text
    assert [person for person in people if "1990년" not in person.text] == [unlucky]
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1


async def test_who_waits_for_a_lock_keeps_nobody_else_waiting(
    mariadb: URL, data_dir: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go on as soon as the shared transaction has given up; the one when the way is free."""
    monkeypatch.setattr(
        "storage.engine._MYSQL_SESSION", "SET SESSION time_zone='+00:00', innodb_lock_wait_timeout=1"
    )
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    await engine.dispose()
    store = await open_store(data_dir, now, url=mariadb, encryption_keys=new_key())
    people = crowd(store)
    await agreed(people)
    unlucky, others = people[7], [person for person in people if person is not people[7]]

    async with store.unit_of_work() as work:
        user, _ = await work.meet(unlucky.address, unlucky.clock())
        which = UserSession.user_id == user.user_id
        await work.vault.db.execute(update(UserSession).where(which).values(in_form=True))
        waits = asyncio.create_task(unlucky.says("나"))
        await all_of(others, lambda person: person.says("나"))
        assert not waits.done()
    await waits

    assert {person.buttons for person in people} == {others[0].buttons}
    await store.close()


async def test_a_shared_commit_that_nobody_heard_of_is_done_once(store: Store) -> None:
    """It went through, and the connection broke before anybody was told: each finds the own mark again."""
    broken: list[bool] = []

    class Unheard(SqlUnitOfWork):
        async def commit(self) -> None:
            await super().commit()
            if broken and broken.pop():
                raise TakenBack("database_unavailable")

    people = crowd(store, lambda: Unheard(store._access))
    await agreed(people)
    broken += [True, True]
    await all_of(people, lambda person: person.commands("/help"))

    assert not broken
    assert all("/saju" in person.text for person in people)
    async with store.unit_of_work() as work:
        entries = select(func.count()).select_from(ConversationLog)
        assert (await work.vault.db.execute(entries)).scalar_one() == 3 * 2 * CROWD


async def test_rows_of_one_table_are_one_statement_and_gone_with_the_transaction(
    store: Store, now: datetime
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    add = insert(ProcessedUpdate)

    def row(index: int) -> dict[str, object]:
        return {"update_bidx": bytes([index]) * 32, "platform": "telegram", "received_at": now}

    async with store.unit_of_work() as work:
        at_commit = AtCommit(work.vault.db)
        at_commit.insert(add, [row(1)])
        at_commit.insert(add, [])
        at_commit.insert(add, [row(2), row(3)])
        event.listen(store.engine.sync_engine, "before_cursor_execute", note)
        await at_commit.write()
        await at_commit.write()
        event.remove(store.engine.sync_engine, "before_cursor_execute", note)
        assert len(statements) == 1
        assert (await work.vault.db.execute(select(func.count()).select_from(ProcessedUpdate))).scalar_one() == 3
    async with store.unit_of_work() as work:
        assert (await work.vault.db.execute(select(func.count()).select_from(ProcessedUpdate))).scalar_one() == 0
        assert (await work.vault.db.execute(select(func.count()).select_from(UserRow))).scalar_one() == 0
