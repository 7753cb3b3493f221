"""A unit of work that the database takes back is done again, whole; what was committed unheard is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from sqlalchemy import Update, select, text, update
from sqlalchemy.engine import URL

from core.conversation import Conversation
from core.errors import TakenBack, Unavailable
from core.messages import Address
from core.transaction import in_transaction
from storage import schema
from storage.engine import make_engine
from storage.keyring import new_key
from storage.models import ProcessedUpdate, UserRow
from storage.store import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock, Seeker, ShelfLibrary
from tests.storage.people import HANA


async def on(url: URL, data_dir: Path, now: datetime) -> Store:
    engine = make_engine(url)
    await schema.upgrade(engine)
    await engine.dispose()
    return await open_store(data_dir, now, url=url, encryption_keys=new_key())


async def test_two_that_lock_each_other_out_both_get_through(mariadb: URL, data_dir: Path, now: datetime) -> None:
    store = await on(mariadb, data_dir, now)
    people = []
    for name in ("1", "2"):
        async with store.unit_of_work() as work:
            people.append((await work.users.get_or_add(Address("telegram", name, name), now)).user_id)
            await work.commit()
    met, tries = asyncio.Barrier(2), 0

    async def both(first: int, second: int) -> None:
        waits = True

        async def body(work: SqlUnitOfWork) -> None:
            nonlocal tries, waits
            tries += 1
            await work.vault.db.execute(touch(first))
            if waits:
                waits = False
                await met.wait()
            await work.vault.db.execute(touch(second))

        def touch(which: int) -> Update:
            return update(UserRow).where(UserRow.user_id == people[which]).values(last_login=now)

        await in_transaction(store.unit_of_work, body)  # type: ignore[arg-type]  # asks for more than the port

    await asyncio.gather(both(0, 1), both(1, 0))
    assert tries == 3, "one of them was the victim, once"
    await store.close()


async def test_a_connection_that_is_cut_is_replaced(mariadb: URL, data_dir: Path, now: datetime) -> None:
    store = await on(mariadb, data_dir, now)
    cuts = [True]

    async def body(work: SqlUnitOfWork) -> bool:
        taken = await work.updates.take("telegram", "7", now)
        if cuts:
            cuts.pop()
            own = (await work.vault.db.execute(text("SELECT CONNECTION_ID()"))).scalar_one()
            async with store.unit_of_work() as other:
                await other.vault.db.execute(text(f"KILL {own}"))
        await work.vault.db.execute(select(UserRow.user_id))
        return taken

    assert await in_transaction(store.unit_of_work, body)  # type: ignore[arg-type]  # asks for more than the port
    await store.close()


async def test_a_server_that_stays_away_is_told_after_some_tries(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.transaction._PAUSES_S", (0.001, 0.001, 0.001))
    tries = 0

    async def body(_work: object) -> None:
        nonlocal tries
        tries += 1
        raise TakenBack("database_unavailable")

    with pytest.raises(Unavailable):
        await in_transaction(store.unit_of_work, body)
    assert tries == 4


class Unheard(SqlUnitOfWork):
    """Its first commit is done, and the connection breaks before anybody is told."""

    broken: list[bool]

    async def commit(self) -> None:
        await super().commit()
        if self.broken and self.broken.pop():
            raise TakenBack("database_unavailable")

    async def __aenter__(self) -> Self:
        return await super().__aenter__()

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await super().__aexit__(exc_type, exc, tb)


async def test_a_commit_that_nobody_heard_of_is_known_again(store: Store) -> None:
    """The second try finds its own mark: the person is answered, and the turn is stored once."""
    broken: list[bool] = []

    def open_unit_of_work() -> SqlUnitOfWork:
        work = Unheard(store._access)
        work.broken = broken
        return work

    clock = FakeClock()
    seeker = Seeker(Conversation(open_unit_of_work, ShelfLibrary(), clock), clock)
    broken += [True, False]  # popped from the end: the loading is heard, the storing is not
    await seeker.commands("/start")

    assert "begin" in seeker.buttons
    async with store.unit_of_work() as work:
        count = text("SELECT COUNT(*) FROM conversation_logs")
        assert (await work.vault.db.execute(count)).scalar_one() == 2
        assert len((await work.vault.db.execute(select(ProcessedUpdate.turn_id))).all()) == 1


async def test_cancelled_is_not_rolled_back_and_the_event_tells(store: Store, now: datetime) -> None:
    """However a cancelled turn ended, its event says: taken, or to be taken again; never both, never neither."""

    async def take() -> bool:
        async def body(work: SqlUnitOfWork) -> bool:
            return await work.updates.take("telegram", "7", now)

        return await in_transaction(store.unit_of_work, body)  # type: ignore[arg-type]  # asks for more

    task = asyncio.create_task(take())
    for _ in range(12):
        await asyncio.sleep(0)
    task.cancel()
    heard = (await asyncio.gather(task, return_exceptions=True))[0]
    async with store.unit_of_work() as work:
        stands = (await work.vault.db.execute(select(ProcessedUpdate.platform))).all() != []
    assert await take() is not stands
    assert stands or heard is not True


@pytest.mark.skipif(find_spec("asyncmy") is None, reason="asyncmy is not installed")
async def test_the_other_driver_is_a_change_of_the_address(mariadb: URL, data_dir: Path, now: datetime) -> None:
    store = await on(mariadb.set(drivername="mysql+asyncmy"), data_dir, now)
    assert store._access.engine.driver == "asyncmy"
    clock = FakeClock()
    seeker = Seeker(Conversation(store.unit_of_work, ShelfLibrary(), clock), clock)
    for step in (seeker.commands("/start"), seeker.says("사주 보기"), seeker.says("네")):
        await answered(step, seeker)
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(HANA, now)
        session = await work.sessions.latest(user.user_id)
    assert session is None, "Hana is another person than the one who talked"
    await store.close()


async def answered(step: Awaitable[object], seeker: Seeker) -> None:
    await step
    assert seeker.buttons


async def test_a_connection_that_died_at_rest_is_met_by_a_ping(
    mariadb: URL, data_dir: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by the first statement: nothing needs to be repeated."""
    monkeypatch.setattr("storage.engine._REST_S", 0.0)
    store = await on(mariadb, data_dir, now)
    async with store.unit_of_work() as work:
        resting = (await work.vault.db.execute(text("SELECT CONNECTION_ID()"))).scalar_one()
    other = make_engine(mariadb)
    async with other.connect() as db:
        await db.execute(text(f"KILL {resting}"))
    await other.dispose()

    async with store.unit_of_work() as work:
        assert await work.updates.take("telegram", "7", now)
        assert (await work.vault.db.execute(text("SELECT CONNECTION_ID()"))).scalar_one() != resting
    await store.close()
