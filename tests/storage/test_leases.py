"""Leases: one holder at a time, and a holder whose term is over writes nothing any more."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import leases
from storage.leases import Lease, LeaseLost
from storage.store import Store

SPAN = timedelta(minutes=2)


async def take(store: Store, holder: str, now: datetime) -> Lease | None:
    return await store.transact(lambda db: leases.take(db, "backup", holder, now, SPAN))


async def taken(store: Store, holder: str, now: datetime) -> Lease:
    lease = await take(store, holder, now)
    assert lease is not None
    return lease


async def fenced(store: Store, lease: Lease) -> None:
    await store.transact(lambda db: leases.fence(db, lease))


async def test_one_holds_it_and_the_others_wait_until_it_runs_out(store: Store, now: datetime) -> None:
    first = await taken(store, "a", now)
    assert (first.term, first.expires_at) == (1, now + SPAN)
    assert await take(store, "b", now + SPAN - timedelta(microseconds=1)) is None

    assert (await taken(store, "b", now + SPAN)).term == 2


async def test_who_overslept_its_lease_writes_nothing(store: Store, now: datetime) -> None:
    sleeper = await taken(store, "a", now)
    other = await taken(store, "b", now + SPAN)

    for step in (
        lambda db: leases.fence(db, sleeper),
        lambda db: leases.renew(db, sleeper, now + SPAN, SPAN),
        lambda db: leases.release(db, sleeper, now + SPAN),
    ):
        with pytest.raises(LeaseLost, match="backup is no longer held under term 1"):
            await store.transact(step)
    await fenced(store, other)


async def test_a_lease_that_ran_out_and_nobody_took_goes_on(store: Store, now: datetime) -> None:
    lease = await taken(store, "a", now)
    renewed = await store.transact(lambda db: leases.renew(db, lease, now + 2 * SPAN, SPAN))

    assert (renewed.term, renewed.expires_at) == (1, now + 3 * SPAN)
    assert await take(store, "b", now + 2 * SPAN) is None


async def test_a_released_lease_is_free_at_once_and_its_term_is_over(store: Store, now: datetime) -> None:
    lease = await taken(store, "a", now)
    await store.transact(lambda db: leases.release(db, lease, now))

    assert (await taken(store, "a", now)).term == 2
    with pytest.raises(LeaseLost):
        await fenced(store, lease)


async def test_a_take_that_is_repeated_after_an_unknown_commit_finds_its_own(store: Store, now: datetime) -> None:
    assert await taken(store, "a", now) == await taken(store, "a", now + timedelta(seconds=1))


async def test_a_clock_that_ran_years_ahead_does_not_hold_the_lease_for_years(store: Store, now: datetime) -> None:
    await taken(store, "a", now + timedelta(days=3650))

    assert (await taken(store, "b", now)).term == 2


@pytest.mark.parametrize("held_before", [False, True])
async def test_of_many_at_once_one_gets_it(store: Store, now: datetime, held_before: bool) -> None:
    if held_before:
        await taken(store, "old", now - SPAN)
    found = await asyncio.gather(*(take(store, f"daemon-{n}", now) for n in range(12)))

    assert len([lease for lease in found if lease is not None]) == 1


async def test_nobody_takes_over_between_the_check_and_the_commit(store: Store, now: datetime) -> None:
    """The effect and its fence are one transaction; who takes over waits for it."""
    lease, order = await taken(store, "a", now), list[str]()
    checked = asyncio.Event()

    async def effect(db: AsyncConnection) -> None:
        await leases.fence(db, lease)
        checked.set()
        await asyncio.sleep(0.1)
        order.append("written")

    async def take_over() -> None:
        await checked.wait()
        assert await take(store, "b", now + SPAN) is not None
        order.append("taken over")

    await asyncio.gather(store.transact(effect), take_over())
    assert order == ["written", "taken over"]
