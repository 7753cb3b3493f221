"""The timers of a process: on real time, beside another process, and on a clock that is set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger

from bot.clock import Clock
from bot.jobs import Job
from bot.scheduler import Scheduler
from bot.settings import Settings
from storage.store import Store
from tests.fakes import FakeClock
from tests.jobs.houses import DAILY, Chore, records

SETTINGS = Settings(data_dir=Path("unused"))
EACH_SECOND = CronTrigger(second="*", timezone=UTC)


def each_second(chore: Chore) -> Job:
    return Job("chore", EACH_SECOND, chore, 1, timedelta(seconds=1), period=timedelta(seconds=1))


async def until(there: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        await there.wait()


async def test_two_processes_do_each_due_second_once(store: Store, now: datetime) -> None:
    """On the clock of SAJU_NOW, which is not the machine's."""
    chores, clock = (Chore(), Chore()), Clock(now)
    daemons = [Scheduler(store, clock, SETTINGS, only=(each_second(chore),)) for chore in chores]
    for daemon in daemons:
        await daemon.start()
    await asyncio.sleep(3.5)
    for daemon in daemons:
        await daemon.stop()

    runs = await records(store)
    assert len({due for _, due, *_ in runs}) == len(runs) >= 3
    assert sum(len(chore.done_at) for chore in chores) == sum(run[3] == "done" for run in runs)


async def test_a_start_does_what_is_owed_at_once(store: Store, now: datetime) -> None:
    chore, clock = Chore(), FakeClock(now)
    daemon = Scheduler(store, clock, SETTINGS, only=(chore.job(DAILY),))
    await daemon.start()
    await until(chore.begun)
    await asyncio.sleep(0.3)
    await daemon.stop()

    assert [run[3] for run in await records(store)] == ["done"]


async def test_a_stop_in_the_middle_is_recorded_and_the_next_start_does_it_again(
    store: Store, now: datetime
) -> None:
    slow, clock = Chore(may_end=asyncio.Event()), FakeClock(now)
    daemon = Scheduler(store, clock, SETTINGS, only=(slow.job(DAILY),))
    await daemon.start()
    await until(slow.begun)
    await daemon.stop()
    again = Chore()
    await Scheduler(store, clock, SETTINGS, only=(again.job(DAILY),)).run_all_owed()

    assert [run[2:4] for run in await records(store)] == [(1, "lost"), (2, "done")]


async def test_a_machine_that_wakes_up_a_day_later_is_noticed_by_the_pulse(store: Store, now: datetime) -> None:
    chore, clock = Chore(), FakeClock(now)
    daemon = Scheduler(store, clock, SETTINGS, only=(chore.job(DAILY),), pulse_s=0.05)
    await daemon.start()
    await until(chore.begun)
    chore.begun.clear()
    clock.advance(days=1)
    await until(chore.begun)
    await asyncio.sleep(0.3)
    await daemon.stop()

    assert len(chore.done_at) == 2


async def test_a_clock_that_is_set_back_keeps_the_jobs_going(store: Store, now: datetime) -> None:
    """A timer that was set before would wait for an hour; what was done already is not done again."""
    chore, clock = Chore(), Clock(now + timedelta(hours=1))
    daemon = Scheduler(store, clock, SETTINGS, only=(each_second(chore),), pulse_s=0.2)
    await daemon.start()
    await until(chore.begun)
    clock._shift -= timedelta(hours=1)
    chore.begun.clear()
    await until(chore.begun)
    await daemon.stop()

    assert chore.done_at[-1] < now + timedelta(minutes=1)


async def test_a_job_that_fails_does_not_stop_the_others(store: Store, now: datetime) -> None:
    broken, sound, clock = Chore(fails=9), Chore(), FakeClock(now)
    other = Job("other", DAILY, sound)
    await Scheduler(store, clock, SETTINGS, only=(broken.job(DAILY), other)).run_all_owed()

    assert {(run[0], run[3]) for run in await records(store)} == {("chore", "failed"), ("other", "done")}
