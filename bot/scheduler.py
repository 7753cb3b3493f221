"""Wakes the jobs when they are due: APScheduler's timers and triggers, our clock, and the records in the database.

What is owed is read from the database (job_runner.py), never remembered here: a start after a night's outage, a
sleeping machine and a clock that was set all end the same way, with each job run once for its latest due time. The
timers wake a job to the second; the pulse sees what no timer tells: another daemon's death, a failure to be tried
again, a clock that moved.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.job_runner import owed, run_for
from bot.jobs import House, Job, jobs
from bot.settings import Settings
from core.errors import Error
from storage.store import Store

_log = logging.getLogger(__name__)
PULSE_S: Final = 30.0
_MOVED_S: Final = 5.0


class Scheduler:
    """The jobs of one process, between `start` and `stop`. Several processes on one database share the work."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        settings: Settings,
        *,
        only: tuple[Job, ...] | None = None,
        house: House | None = None,
        pulse_s: float = PULSE_S,
    ) -> None:
        self._house = house or House(store, clock, settings)
        self._jobs = jobs(settings) if only is None else only
        self._pulse_s = pulse_s
        self._timers = AsyncIOScheduler(timezone=UTC)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._pulsing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins with whatever is owed."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells each wake-up
        for job in self._jobs:
            self._timers.add_job(
                self._wake,
                _OnClock(job.trigger, self._house.clock),
                args=(job,),
                id=job.name,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._timers.start()
        self._pulsing = asyncio.create_task(self._pulse())

    async def stop(self) -> None:
        """Ends what runs; its record says so, and another process or the next start does it again."""
        if self._timers.running:
            self._timers.shutdown(wait=False)
        tasks = [task for task in (self._pulsing, *self._running.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run_all_owed(self) -> None:
        """One round by hand: starts every job that is owed and waits until all have ended."""
        await self._begin_owed(self._jobs)
        await asyncio.gather(*self._running.values())

    async def _wake(self, job: Job) -> None:
        """Called by APScheduler, which counts a job as over when this returns: how long it runs is ours to know."""
        await self._begin_owed((job,))

    async def _pulse(self) -> None:
        offset_s = self._offset_s()
        while True:
            await self._begin_owed(self._jobs)
            await asyncio.sleep(self._pulse_s)
            before, offset_s = offset_s, self._offset_s()
            if abs(offset_s - before) > _MOVED_S:
                _log.warning("the clock moved by %.0f s", offset_s - before)
                self._set_timers_anew()

    def _set_timers_anew(self) -> None:
        """A timer set before the clock went back would wait until the clock is there again."""
        for job in self._jobs:
            self._timers.reschedule_job(job.name, trigger=_OnClock(job.trigger, self._house.clock))

    def _offset_s(self) -> float:
        """Between our clock and one that only runs: constant unless ours is set or the machine slept."""
        return self._house.clock().timestamp() - asyncio.get_running_loop().time()

    async def _begin_owed(self, jobs: Sequence[Job]) -> None:
        try:
            due = await owed(jobs, self._house)
        except Error as error:  # the database does not answer: the next pulse asks again
            _log.warning("what is due is not known: %s", error.code)
            return
        for job in jobs:
            if job.name in due and job.name not in self._running:
                task = self._running[job.name] = asyncio.create_task(self._run(job, due[job.name]))
                task.add_done_callback(partial(self._ended, job.name))

    def _ended(self, name: str, _: asyncio.Task[None]) -> None:
        del self._running[name]

    async def _run(self, job: Job, due_at: datetime) -> None:
        try:
            await run_for(job, self._house, due_at)
        except Error as error:  # the database does not answer, or the lease was lost: the next pulse tries again
            _log.warning("job %s was not run: %s", job.name, error)
        except Exception as bug:  # the other jobs go on
            _log.error("job %s was not run: %s", job.name, type(bug).__name__)


class _OnClock(BaseTrigger):  # type: ignore[misc]  # APScheduler is not typed
    """A trigger by our clock, told to APScheduler in the machine's time: the two differ under SAJU_NOW."""

    def __init__(self, trigger: BaseTrigger, clock: Callable[[], datetime]) -> None:
        self._trigger, self._clock = trigger, clock

    def get_next_fire_time(self, _previous: datetime | None, _now: datetime) -> datetime | None:
        """Always after the present: what was missed is known from the database."""
        ours, machine = self._clock(), datetime.now(UTC)
        due: datetime | None = self._trigger.get_next_fire_time(None, ours + timedelta(microseconds=1))
        return None if due is None else machine + (due - ours)
