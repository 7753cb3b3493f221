"""Jobs of the tests, and a house for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select

from bot.jobs import Duty, House, Job
from bot.settings import Settings
from storage.models import JobRun
from storage.store import Store

DAILY = CronTrigger(hour=2, minute=30, timezone=UTC)  # half an hour before `now` of the tests


@dataclass
class Chore:
    """A job that counts how often it was done. It waits for `may_end`, if there is one, and fails `fails` times."""

    fails: int = 0
    done_at: list[datetime] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event | None = None

    async def __call__(self, duty: Duty) -> str:
        self.begun.set()
        if self.may_end is not None:
            await self.may_end.wait()
        if self.fails:
            self.fails -= 1
            raise RuntimeError("1987-03-08")
        self.done_at.append(duty.now)
        return "swept"

    def job(self, trigger: CronTrigger = DAILY, attempts: int = 3) -> Job:
        return Job("chore", trigger, self, attempts, timedelta(minutes=20))


def house(store: Store, clock: Callable[[], datetime], **settings: object) -> House:
    return House(store, clock, Settings(data_dir=Path("unused"), **settings))  # type: ignore[arg-type]


async def records(store: Store) -> list[tuple[str, datetime, int, str | None, str | None]]:
    """Job, due time, attempt, outcome and detail of every run, oldest first."""
    columns = (JobRun.job_name, JobRun.due_at, JobRun.attempt, JobRun.outcome, JobRun.detail)
    async with store.unit_of_work() as work:
        rows = await work.vault.db.execute(select(*columns).order_by(JobRun.started_at, JobRun.attempt))
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
