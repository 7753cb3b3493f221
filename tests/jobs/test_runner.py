"""A job runs once for what was due, whoever is there to run it, and its record says how it ended."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import update

from bot import job_runner
from bot.job_runner import LEASE_SPAN, run_now, run_owed
from bot.jobs import SEOUL, Duty, Job, JobFailed, Skipped, latest_due
from storage.leases import LeaseLost
from storage.models import LeaderLease
from storage.store import Store
from tests.fakes import FakeClock
from tests.jobs.houses import DAILY, Chore, house, records

DUE = datetime.fromisoformat("2026-11-23T02:30:00+00:00")
DAY = timedelta(days=1)


@pytest.fixture
def clock(now: datetime) -> FakeClock:
    return FakeClock(now)


async def test_what_was_due_while_nobody_was_there_is_done_once(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(), house(store, clock)

    assert await run_owed(chore.job(), home) == ("done", "swept")
    assert await run_owed(chore.job(), home) is None
    assert await records(store) == [("chore", DUE, 1, "done", "swept")]


async def test_a_machine_that_slept_for_a_week_does_a_daily_job_once(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(), house(store, clock)
    await run_owed(chore.job(), home)
    clock.advance(days=7)

    for _ in range(3):
        await run_owed(chore.job(), home)
    assert [due for _, due, *_ in await records(store)] == [DUE, DUE + 7 * DAY]


async def test_a_clock_that_is_set_back_repeats_nothing(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(), house(store, clock)
    await run_owed(chore.job(), home)
    clock.advance(minutes=-20)
    assert await run_owed(chore.job(), home) is None
    clock.advance(hours=1)
    assert await run_owed(chore.job(), home) is None
    assert len(chore.done_at) == 1


async def test_two_at_once_are_one(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(may_end=asyncio.Event()), house(store, clock)
    first = asyncio.create_task(run_owed(chore.job(), home))
    await chore.begun.wait()

    assert await run_owed(chore.job(), home) is None
    assert await run_now(chore.job(), home) is None
    assert chore.may_end is not None
    chore.may_end.set()
    assert await first == ("done", "swept")


async def test_of_a_crowd_that_wakes_in_the_same_instant_one_does_it(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(), house(store, clock)
    ended = await asyncio.gather(*(run_owed(chore.job(), home) for _ in range(8)))

    assert [each for each in ended if each is not None] == [("done", "swept")]
    assert len(await records(store)) == 1


async def test_a_failure_is_tried_again_after_a_pause_and_not_for_ever(store: Store, clock: FakeClock) -> None:
    chore, home = Chore(fails=9), house(store, clock)
    for minutes in (0, 1, 20, 1, 20, 1, 20):
        clock.advance(minutes=minutes)
        await run_owed(chore.job(), home)

    assert [(attempt, outcome) for _, _, attempt, outcome, _ in await records(store)] == [
        (1, "failed"),
        (2, "failed"),
        (3, "failed"),
    ]


async def test_the_record_of_a_bug_tells_where_and_never_with_what(store: Store, clock: FakeClock) -> None:
    ended = await run_owed(Chore(fails=1).job(), house(store, clock))

    assert ended is not None
    assert ended[0] == "failed"
    assert ended[1].startswith("RuntimeError at houses.py:")


@pytest.mark.parametrize(
    ("reason", "outcome"), [(Skipped("nothing to sweep"), "skipped"), (JobFailed("the broom broke"), "failed")]
)
async def test_a_job_may_say_why(store: Store, clock: FakeClock, reason: Exception, outcome: str) -> None:
    async def say(_: Duty) -> str:
        raise reason

    assert await run_owed(Job("chore", DAILY, say), house(store, clock)) == (outcome, str(reason))
    assert (await records(store))[0][3:] == (outcome, str(reason))


async def test_a_job_whose_process_died_is_done_by_another_when_the_lease_has_run_out(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying, heir = Chore(may_end=asyncio.Event()), Chore()
    task = asyncio.create_task(run_owed(dying.job(), house(store, clock)))
    await dying.begun.wait()
    monkeypatch.setattr(job_runner, "_record", _not_at_all)  # as after kill -9: nothing is written any more
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    monkeypatch.undo()

    assert await run_owed(heir.job(), house(store, clock)) is None
    clock.advance(seconds=LEASE_SPAN.total_seconds())
    assert await run_owed(heir.job(), house(store, clock)) == ("done", "swept")
    assert [(attempt, outcome) for _, _, attempt, outcome, _ in await records(store)] == [(1, "lost"), (2, "done")]


async def _not_at_all(*_: object) -> None:
    pass


async def test_a_process_that_stops_leaves_the_job_to_the_next_at_once(store: Store, clock: FakeClock) -> None:
    stopping, heir = Chore(may_end=asyncio.Event()), Chore()
    task = asyncio.create_task(run_owed(stopping.job(), house(store, clock)))
    await stopping.begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await run_owed(heir.job(), house(store, clock)) == ("done", "swept")
    assert [run[2:] for run in await records(store)] == [(1, "lost", "stopped"), (2, "done", "swept")]


async def test_who_lost_the_lease_neither_writes_nor_records(store: Store, clock: FakeClock) -> None:
    """A process that slept through its lease wakes up in the middle of a job that another has taken over."""
    asleep, written, home = asyncio.Event(), list[str](), house(store, clock)
    began = asyncio.Event()

    async def write(_: object) -> None:
        written.append("too late")

    async def sleeper(duty: Duty) -> str:
        began.set()
        await asleep.wait()
        await duty.transact(write)
        return "swept"

    task = asyncio.create_task(run_owed(Job("chore", DAILY, sleeper), home))
    await began.wait()
    clock.advance(minutes=5)
    assert await run_owed(Chore().job(), home) == ("done", "swept")
    asleep.set()
    with pytest.raises(LeaseLost):
        await task

    assert written == []
    assert [(attempt, outcome) for _, _, attempt, outcome, _ in await records(store)] == [(1, "lost"), (2, "done")]


async def test_a_long_job_keeps_its_lease(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_runner, "_RENEW_EVERY_S", 0.02)
    chore, other, home = Chore(may_end=asyncio.Event()), Chore(), house(store, clock)
    task = asyncio.create_task(run_owed(chore.job(), home))
    await chore.begun.wait()
    for _ in range(3):
        clock.advance(seconds=90)
        await asyncio.sleep(0.2)
        assert await run_owed(other.job(), home) is None

    assert chore.may_end is not None
    chore.may_end.set()
    assert await task == ("done", "swept")


async def test_a_long_job_is_ended_when_its_lease_is_lost(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "_RENEW_EVERY_S", 0.05)
    chore = Chore(may_end=asyncio.Event())
    task = asyncio.create_task(run_owed(chore.job(), house(store, clock)))
    await chore.begun.wait()
    await store.transact(lambda db: db.execute(update(LeaderLease).values(holder="another", term=7)))

    with pytest.raises(LeaseLost):
        await task
    assert chore.done_at == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T18:29:59+00:00", "2026-11-22T18:30:00+00:00"),
        ("2026-11-23T18:30:00+00:00", "2026-11-23T18:30:00+00:00"),
        ("2027-01-01T00:00:00+00:00", "2026-12-31T18:30:00+00:00"),
    ],
)
def test_the_latest_due_time_goes_by_the_clock_of_seoul(now: str, due: str) -> None:
    job = Chore().job(CronTrigger(hour=3, minute=30, timezone=SEOUL))
    assert latest_due(job, datetime.fromisoformat(now)) == datetime.fromisoformat(due)
