"""Updates and replies on their way, in a real database: none lost, none readable, none kept for longer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from core.conversation import Conversation
from core.delivery import Delivery
from core.messages import Address, Image, Inbound, Outgoing, Reply
from core.ports import Session, StoredUpdate
from storage import schema
from storage.engine import make_engine
from storage.keyring import new_key
from storage.models import Base, InboxUpdate, MessageRef, OutboxReply
from storage.models import DataKey as DataKeyRow
from storage.store import Store, open_store
from tests.fakes import WHOLE_BIRTH, FakeClock, ShelfLibrary
from tests.storage.people import HANA, begin

BIRTH = StoredUpdate("4711", "chat-4711-0815", f'{{"text": "{WHOLE_BIRTH}"}}'.encode())
# No four digits alone: the ledger of the migrations tells their times to the microsecond.
BORN = (WHOLE_BIRTH, "1990년", "1990-05-15", "19900515", "庚午", "辛巳")
PRIVATE = (*BORN, "chat-4711-0815", "account-19876543", "message-555")
ACCOUNT = Address("telegram", "chat-4711-0815", "account-19876543")


class Bot:
    """The conversation and the adapter's bookkeeping on one store."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.clock = clock
        self.conversation = Conversation(store.unit_of_work, ShelfLibrary(), clock, pictures=True)
        self.delivery = Delivery(store.unit_of_work, "telegram", clock)

    async def replies(self, event_id: str, words: str) -> list[Outgoing]:
        self.clock.advance(seconds=1)
        kind = "command" if words.startswith("/") else "choice" if ":" in words or words == "begin" else "text"
        inbound = Inbound(event_id, ACCOUNT, self.clock(), kind, words)  # type: ignore[arg-type]
        return [part async for part in self.conversation.respond(inbound) if isinstance(part, Outgoing)]

    async def chart(self) -> list[Outgoing]:
        """From the first word to a chart; the replies before it have arrived."""
        for number, words in enumerate(("/start", "begin", "consent:yes", WHOLE_BIRTH)):
            for outgoing in await self.replies(f"{number}", words):
                await self.delivery.sent(outgoing)
        return await self.replies("card", "confirm:yes")


def whole(outgoing: Outgoing) -> Outgoing:
    return replace(outgoing, reply=replace(outgoing.reply, pieces=()))


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def every(store: Store, column: Any) -> list[Any]:
    async with store.unit_of_work() as work:
        return list((await work.vault.db.execute(select(column))).scalars())


async def test_what_was_not_sent_is_there_after_a_restart(database: URL, data_dir: Path, now: datetime) -> None:
    """Picture and all, and the event that made it gives just these again."""
    keys, clock = new_key(), FakeClock(now)
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    first = await open_store(data_dir, now, url=database, encryption_keys=keys)
    chart, reading = await Bot(first, clock).chart()
    await first.close()

    second = await open_store(data_dir, now, url=database, encryption_keys=keys)
    bot = Bot(second, clock)
    assert chart.reply.images
    assert await bot.delivery.unsent() == [replace(chart, attempts=1), whole(reading)]
    assert await bot.replies("card", "confirm:yes") == [replace(chart, attempts=1), whole(reading)]
    for outgoing in (chart, reading):
        await bot.delivery.sent(outgoing)
    assert await bot.replies("card", "confirm:yes") == []
    assert await bot.delivery.unsent() == []
    await second.close()


async def test_updates_are_kept_in_the_order_of_their_coming_also_within_one_instant(
    store: Store, now: datetime
) -> None:
    delivery = Delivery(store.unit_of_work, "telegram", lambda: now)
    updates = [StoredUpdate(f"{number}", f"chat {number % 3}", bytes([number])) for number in range(30, 0, -1)]
    for update in updates:
        assert await delivery.accept(update)

    assert await delivery.accepted() == updates
    assert await Delivery(store.unit_of_work, "discord", lambda: now).accepted() == []
    for update in updates[::2]:
        await delivery.done(update.event_id)
    assert await delivery.accepted() == updates[1::2]
    assert not any([await delivery.accept(update) for update in updates])


async def test_many_updates_at_once_share_the_key_of_the_hour(store: Store, now: datetime) -> None:
    """The first of an hour come together: one makes the key, and none is refused for it."""
    delivery = Delivery(store.unit_of_work, "telegram", lambda: now)
    updates = [StoredUpdate(f"{number % 12}", "chat", b"{}") for number in range(24)]

    taken = await asyncio.gather(*(delivery.accept(update) for update in updates))

    assert len(await delivery.accepted()) == 12
    assert taken.count(True) >= 12
    assert len(set(await every(store, InboxUpdate.owner_id))) == 1


async def test_the_key_of_an_hour_goes_when_nothing_under_it_waits(store: Store, now: datetime) -> None:
    clock = FakeClock(now)
    delivery = Delivery(store.unit_of_work, "telegram", clock)
    await delivery.accept(BIRTH)
    (hour,) = await every(store, InboxUpdate.owner_id)

    async def after(**span: float) -> bool:
        clock.advance(**span)
        async with store.unit_of_work() as work:
            await work.sessions.end_expired(clock())
            await work.commit()
        return hour in await every(store, DataKeyRow.owner_id)

    assert await after(hours=2)  # it waits still
    await delivery.done(BIRTH.event_id)
    assert not await after()
    assert await every(store, InboxUpdate.payload_encrypted) == [None]


async def test_the_key_of_the_running_hour_stays(store: Store, now: datetime) -> None:
    clock = FakeClock(now.replace(minute=50))
    delivery = Delivery(store.unit_of_work, "telegram", clock)
    await delivery.accept(BIRTH)
    await delivery.done(BIRTH.event_id)
    for minutes in (0, 9, 10, 11):
        clock.now = now.replace(minute=50) + timedelta(minutes=minutes + 1)
        async with store.unit_of_work() as work:
            await work.sessions.end_expired(clock())
            await work.commit()
        assert len(await every(store, DataKeyRow.owner_id)) == 2  # and the system's
    clock.advance(minutes=10)
    async with store.unit_of_work() as work:
        await work.sessions.end_expired(clock())
        await work.commit()
    assert len(await every(store, DataKeyRow.owner_id)) == 1


async def test_what_waited_for_a_day_is_given_up_and_told(
    store: Store, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FakeClock(now)
    delivery = Delivery(store.unit_of_work, "telegram", clock)
    await delivery.accept(BIRTH)
    clock.advance(hours=24, seconds=1)
    async with store.unit_of_work() as work:
        await work.sessions.end_expired(clock())
        await work.commit()

    assert await delivery.accepted() == []
    assert len(await every(store, DataKeyRow.owner_id)) == 1  # the system's
    assert not await delivery.accept(BIRTH)
    assert "given up after a day: 1 updates, 0 replies" in caplog.text
    assert "4711" not in caplog.text


async def test_a_reply_goes_with_its_session_and_is_counted(
    store: Store, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    bot = Bot(store, FakeClock(now))
    chart, _ = await bot.chart()
    await bot.delivery.remember(ACCOUNT, "message-555")
    assert await bot.delivery.ref(ACCOUNT) == "message-555"
    bot.clock.advance(minutes=31)
    async with store.unit_of_work() as work:
        await work.sessions.end_expired(bot.clock())
        await work.commit()

    assert await bot.delivery.unsent() == []
    assert sorted(filter(None, await every(store, OutboxReply.reason))) == ["expired", "expired"]
    assert await every(store, MessageRef.ref_encrypted) == []
    assert await bot.delivery.ref(ACCOUNT) is None
    assert "2 replies were not sent before their session ended" in caplog.text
    await bot.delivery.sent(chart)  # it was on the wire when the session ended
    assert sorted(filter(None, await every(store, OutboxReply.reason))) == ["expired"]


async def test_an_erased_person_has_only_the_last_words_left(store: Store, now: datetime) -> None:
    bot = Bot(store, FakeClock(now))
    await bot.chart()
    await bot.delivery.remember(ACCOUNT, "message-555")
    await bot.replies("d1", "/delete")
    (farewell,) = await bot.replies("d2", "delete:yes")

    assert await bot.delivery.unsent() == [replace(farewell, attempts=1)]
    assert await every(store, MessageRef.ref_encrypted) == []
    await bot.delivery.sent(farewell)
    assert await every(store, OutboxReply.payload_encrypted) == [b""]


async def test_no_key_that_is_left_opens_what_was_settled(store: Store, now: datetime) -> None:
    """A copy of every sealed value, made while it waited, is of no use after the session and the hour."""
    bot = Bot(store, FakeClock(now))
    await bot.delivery.accept(BIRTH)
    chart, reading = await bot.chart()
    await bot.delivery.remember(ACCOUNT, "message-555")
    owners = {*await every(store, InboxUpdate.owner_id), *await every(store, OutboxReply.owner_id)}
    assert len(owners) == 2
    await bot.delivery.sent(chart)
    await bot.delivery.sent(reading, done=BIRTH.event_id)
    bot.clock.advance(hours=1, minutes=10)
    async with store.unit_of_work() as work:
        await work.sessions.end_expired(bot.clock())
        await work.commit()

    assert owners.isdisjoint(await every(store, DataKeyRow.owner_id))


async def test_nothing_on_its_way_stands_readable_and_what_arrived_is_in_no_file(
    data_dir: Path, now: datetime
) -> None:
    store = await open_store(data_dir, now)
    bot = Bot(store, FakeClock(now))
    await bot.delivery.accept(BIRTH)
    chart, reading = await bot.chart()
    await bot.delivery.remember(ACCOUNT, "message-555")
    sealed = [
        *(value for value in await every(store, OutboxReply.payload_encrypted) if value),
        *await every(store, InboxUpdate.payload_encrypted),
    ]
    waiting = on_disk(data_dir)
    assert len(sealed) == 3
    assert all(value[:200] in waiting for value in sealed)
    assert [word for word in PRIVATE if word.encode() in waiting] == []

    await bot.delivery.sent(chart)
    await bot.delivery.sent(reading, done=BIRTH.event_id)
    await store.close()

    arrived = on_disk(data_dir)
    for value in sealed:
        assert not any(value[start : start + 64] in arrived for start in range(0, len(value) - 64, 512))


async def test_a_reply_is_stored_with_its_turn_or_not_at_all(store: Store, now: datetime) -> None:
    user, session = await begin(store, now)
    reply = Outgoing(user.user_id, HANA, Reply("안녕하세요", images=(Image(b"\x89PNG" * 50_000, "그림"),)))
    turn = user.user_id
    async with store.unit_of_work() as work:
        await work.updates.take("telegram", "1", now, turn)
        await work.outbox.add(user.user_id, session, turn, [reply], now)
    delivery = Delivery(store.unit_of_work, "telegram", lambda: now)
    assert await delivery.unsent() == []

    async with store.unit_of_work() as work:
        await work.updates.take("telegram", "1", now, turn)
        await work.outbox.add(user.user_id, session, turn, [reply], now)
        await work.commit()
    assert await delivery.unsent() == [reply]


async def test_a_reply_of_an_ended_session_cannot_be_stored(store: Store, now: datetime) -> None:
    user, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.end(session.session_id, now)
        await work.commit()
    with pytest.raises(Exception, match="session_ended"):
        await _add(store, session, Outgoing(user.user_id, HANA, Reply("늦었어요")), now)
    assert await _rows(store) == 0


async def _add(store: Store, session: Session, reply: Outgoing, now: datetime) -> None:
    async with store.unit_of_work() as work:
        await work.outbox.add(session.user_id, session, session.user_id, [reply], now)
        await work.commit()


async def _rows(store: Store) -> int:
    async with store.unit_of_work() as work:
        counted = select(func.count()).select_from(Base.metadata.tables["outbox"])
        return int((await work.vault.db.execute(counted)).scalar_one())
