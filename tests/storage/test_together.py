"""Several things at once on one store."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.errors import Unavailable
from core.ports import LogEntry
from storage.engine import DATABASE_FILE_NAME
from storage.models import ConversationLog
from storage.store import Store, open_store
from storage.turnstile import Turnstile
from tests.storage.people import HANA


async def test_an_event_is_taken_once_by_whoever_comes_first(store: Store, now: datetime) -> None:
    async def take(event_id: str) -> bool:
        async with store.unit_of_work() as work:
            first = await work.updates.take("telegram", event_id, now)
            await asyncio.sleep(0)
            await work.commit()
            return first

    taken = await asyncio.gather(*(take(event_id) for event_id in ("7", "7", "8", "7", "8", "이벤트")))

    assert sorted(taken) == [False, False, False, True, True, True]
    assert not await take("7")
    assert not await take("이벤트")


async def test_an_event_whose_turn_failed_may_come_again(store: Store, now: datetime) -> None:
    async with store.unit_of_work() as work:
        assert await work.updates.take("telegram", "7", now)
    async with store.unit_of_work() as work:
        assert await work.updates.take("telegram", "7", now)


async def test_a_unit_of_work_goes_on_after_an_event_that_was_known(store: Store, now: datetime) -> None:
    async with store.unit_of_work() as work:
        hana = await work.users.get_or_add(HANA, now)
        assert await work.updates.take("telegram", "7", now)
        assert not await work.updates.take("telegram", "7", now)
        await work.commit()
    async with store.unit_of_work() as work:
        assert await work.users.get_or_add(HANA, now) == hana


async def test_two_writers_of_one_conversation_give_out_no_number_twice(store: Store, now: datetime) -> None:
    async with store.unit_of_work() as work:
        hana = await work.users.get_or_add(HANA, now)
        session = await work.sessions.open(hana.user_id, now)
        await work.commit()

    async def say(words: str) -> None:
        async with store.unit_of_work() as work:
            await work.messages.append(session, [LogEntry("user", words), LogEntry("assistant", words)], now)
            await asyncio.sleep(0.001)
            await work.commit()

    await asyncio.gather(*(say(str(n)) for n in range(10)))

    async with store.unit_of_work() as work:
        orders = (await work.vault.db.execute(select(ConversationLog.message_order))).scalars().all()
    assert sorted(orders) == list(range(1, 21))


async def test_two_first_messages_of_one_person_make_one_person(store: Store, now: datetime) -> None:
    async def meet() -> object:
        async with store.unit_of_work() as work:
            user = await work.users.get_or_add(HANA, now)
            await work.commit()
            return user.user_id

    assert len(set(await asyncio.gather(*(meet() for _ in range(4))))) == 1


async def test_many_people_at_once(store: Store, now: datetime) -> None:
    async def turn(person: int) -> None:
        async with store.unit_of_work() as work:
            user = await work.users.get_or_add(replace(HANA, user_id=str(person)), now)
            session = await work.sessions.open(user.user_id, now)
            await work.messages.append(session, [LogEntry("user", "안녕하세요")], now)
            await work.commit()

    await asyncio.gather(*(turn(person) for person in range(40)))

    async with store.unit_of_work() as work:
        assert (await work.vault.db.execute(text("SELECT count(*) FROM user_sessions"))).scalar_one() == 40


async def test_a_cancelled_unit_of_work_leaves_the_way_free(store: Store, now: datetime) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with store.unit_of_work() as work:
            await work.users.get_or_add(HANA, now)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(2), store.unit_of_work() as work:
        await work.updates.take("telegram", "1", now)


async def test_the_turnstile_does_not_wait_for_ever() -> None:
    turnstile = Turnstile(patience_s=0.01)
    async with turnstile:
        with pytest.raises(TimeoutError):
            await turnstile.__aenter__()
    async with turnstile:
        pass


async def test_a_file_that_another_program_holds_is_unavailable_until_it_is_free(
    data_dir: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.BUSY_TIMEOUT_S", 0.05)
    store = await open_store(data_dir, now)
    other = sqlite3.connect(data_dir / DATABASE_FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="database_unavailable"):
        async with store.unit_of_work():
            pass
    await store.ping()  # reading goes on
    other.execute("ROLLBACK")
    other.close()

    async with store.unit_of_work() as work:
        assert await work.updates.take("telegram", "1", now)
    await store.close()


async def test_a_statement_of_ours_that_is_wrong_is_no_outage(store: Store) -> None:
    """It must be told as a bug: "later" would never come."""
    with pytest.raises(DBAPIError, match="no_such_column"):
        async with store.unit_of_work() as work:
            await work.vault.db.execute(text("SELECT no_such_column FROM users"))


async def test_ping_answers(store: Store) -> None:
    await store.ping()
