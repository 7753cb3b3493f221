"""The cache of sessions: ciphertext for a while, never believed, and never missed when it dies."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.engine import URL

from core.ports import Session, User
from storage import cache as cache_module
from storage import schema
from storage.cache import SessionCache
from storage.engine import make_engine
from storage.errors import StartRefused
from storage.keyring import new_key
from storage.store import Store, open_store
from tests.fakes import FakeClock
from tests.storage.people import BIRTH, HANA, SPELLINGS, begin
from tests.storage.redis_entries import PORT, Redis
from tests.storage.tcp_gate import Gate


@pytest.fixture
async def gate(server: Redis) -> AsyncIterator[Gate]:
    async with Gate(PORT) as opened:
        yield opened


@pytest.fixture
def clock(now: datetime) -> FakeClock:
    return FakeClock(now)


@pytest.fixture
def keys() -> str:
    return new_key()


@pytest.fixture
async def cached(
    database: URL, data_dir: Path, clock: FakeClock, keys: str, server: Redis, gate: Gate
) -> AsyncIterator[Store]:
    """A store that reaches Redis through the gate."""
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    cache = SessionCache(f"redis://127.0.0.1:{gate.port}", clock, prefix=server.prefix, patience_s=0.5)
    store = await open_store(data_dir, clock(), url=database, encryption_keys=keys, cache=cache)
    yield store
    await store.close()


@pytest.fixture
async def uncached(
    database: URL, data_dir: Path, clock: FakeClock, keys: str, cached: Store
) -> AsyncIterator[Store]:
    """Another process on the same database, which knows nothing of Redis."""
    store = await open_store(data_dir, clock(), url=database, encryption_keys=keys)
    yield store
    await store.close()


async def latest(store: Store, user: User) -> Session:
    async with store.unit_of_work() as work:
        session = await work.sessions.latest(user.user_id)
        await work.commit()
    assert session is not None
    return session


async def says(store: Store, session: Session, words: str, at: datetime) -> None:
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, state={"words": words}, birth=BIRTH, last_activity=at))
        await work.commit()


async def someone(store: Store, at: datetime) -> tuple[User, Session]:
    user, session = await begin(store, at, HANA)
    await says(store, session, "처음", at)
    return user, await latest(store, user)


async def test_what_is_read_is_kept_for_as_long_as_the_session_lives(
    cached: Store, server: Redis, clock: FakeClock
) -> None:
    user, _ = await someone(cached, clock())
    assert len(await server.entries()) == 1
    assert 1795 < (await server.left_s())[0] <= 1800

    clock.advance(minutes=29)
    for name in await server.entries():
        await server.client.delete(name)
    assert (await latest(cached, user)).state == {"words": "처음"}
    assert (await latest(cached, user)).birth == BIRTH
    assert 55 < (await server.left_s())[0] <= 60

    clock.advance(minutes=2)
    for name in await server.entries():
        await server.client.delete(name)
    await latest(cached, user)
    assert await server.entries() == {}


async def test_it_is_ciphertext(cached: Store, server: Redis, clock: FakeClock) -> None:
    await someone(cached, clock())
    (value,) = (await server.entries()).values()

    for spelling in (*SPELLINGS, "처음", "words", "hana"):
        assert spelling.encode() not in value


async def test_a_second_reading_takes_the_private_part_from_the_cache(
    cached: Store, server: Redis, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, session = await someone(cached, clock())
    asked = list[UUID]()
    get = SessionCache.get

    async def watched(self: SessionCache, session_id: UUID) -> object:
        asked.append(session_id)
        found = await get(self, session_id)
        assert found is not None
        return found

    monkeypatch.setattr(SessionCache, "get", watched)
    assert await latest(cached, user) == session
    assert asked == [session.session_id]


async def test_a_write_removes_it(cached: Store, server: Redis, clock: FakeClock) -> None:
    user, session = await someone(cached, clock())
    await says(cached, session, "다음", clock())

    assert await server.entries() == {}
    assert (await latest(cached, user)).state == {"words": "다음"}


@pytest.mark.parametrize("ending", ["end", "erase", "expire"])
async def test_an_ending_and_an_erasure_remove_it(
    cached: Store, server: Redis, clock: FakeClock, ending: str
) -> None:
    user, session = await someone(cached, clock())
    clock.advance(hours=1)
    async with cached.unit_of_work() as work:
        if ending == "end":
            await work.sessions.end(session.session_id, clock())
        elif ending == "erase":
            await work.users.erase(user.user_id, clock())
        else:
            await work.sessions.end_expired(clock())
        await work.commit()

    assert await server.entries() == {}


async def test_what_another_process_wrote_is_seen_at_once(cached: Store, uncached: Store, clock: FakeClock) -> None:
    """Nothing was removed from the cache: the entry is old, and recognised as old."""
    user, session = await someone(cached, clock())
    await says(uncached, session, "다른 데서", clock())

    assert (await latest(cached, user)).state == {"words": "다른 데서"}


async def test_a_session_that_another_process_ended_stays_ended(
    cached: Store, uncached: Store, server: Redis, clock: FakeClock
) -> None:
    user, session = await someone(cached, clock())
    async with uncached.unit_of_work() as work:
        await work.sessions.end(session.session_id, clock())
        await work.commit()

    assert len(await server.entries()) == 1
    found = await latest(cached, user)
    assert (found.state, found.birth) == ({}, None)


@pytest.mark.parametrize("death", ["slam", "swallow"])
async def test_a_redis_that_dies_is_not_missed_and_old_values_do_not_come_back_with_it(
    cached: Store, gate: Gate, server: Redis, clock: FakeClock, death: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, session = await someone(cached, clock())
    if death == "slam":
        await gate.slam()
    else:
        gate.swallow()
    began = perf_counter()
    await says(cached, session, "Redis 없이", clock())  # the removal is lost
    for _ in range(10):
        assert (await latest(cached, user)).state == {"words": "Redis 없이"}
    assert perf_counter() - began < 3  # one wait of half a second, not eleven
    assert len(await server.entries()) == 1  # the old value lies there

    await gate.slam()
    await gate.open()
    monkeypatch.setattr(cache_module, "monotonic", lambda: float("inf"))  # it is no longer left alone
    for _ in range(3):
        assert (await latest(cached, user)).state == {"words": "Redis 없이"}
    monkeypatch.undo()


@pytest.mark.parametrize("change", ["flipped", "cut", "another's", "garbage", "empty"])
async def test_what_was_tampered_with_is_not_believed(
    cached: Store, server: Redis, clock: FakeClock, change: str
) -> None:
    user, session = await someone(cached, clock())
    ((name, value),) = (await server.entries()).items()
    altered = {
        "flipped": value[:40] + bytes([value[40] ^ 1]) + value[41:],
        "cut": value[:-1],
        "another's": value[:4] + os.urandom(len(value) - 4),
        "garbage": b"\xff" * 50,
        "empty": b"",
    }[change]
    await server.client.set(name, altered)

    assert await latest(cached, user) == session


async def test_many_at_once_with_a_door_that_slams_never_read_a_stale_word(
    cached: Store, gate: Gate, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "LEFT_ALONE_S", 0.0)
    user, session = await someone(cached, clock())
    said, committed, stop = ["처음"], 1, asyncio.Event()

    async def doorman() -> None:
        while not stop.is_set():
            await gate.slam()
            await gate.open()
            await asyncio.sleep(0.005)

    async def read() -> None:
        while not stop.is_set():
            least = committed
            words = (await latest(cached, user)).state["words"]
            assert said.index(words) >= least - 1

    async def write() -> None:
        nonlocal committed
        for number in range(40):
            async with cached.unit_of_work() as work:
                await work.sessions.save(replace(session, state={"words": str(number)}))
                said.append(str(number))
                await work.commit()
                committed = len(said)
            assert (await latest(cached, user)).state["words"] == said[-1]
        stop.set()

    await asyncio.gather(doorman(), write(), *(reader(read, stop) for _ in range(3)))


async def reader(read: Any, stop: asyncio.Event) -> None:
    try:
        await read()
    finally:
        stop.set()


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(StartRefused, match="SAJU_REDIS_URL") as refused:
        SessionCache("redis://:hush@host:port/0", lambda: datetime.now(UTC))
    assert "hush" not in str(refused.value)
