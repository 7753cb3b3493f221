"""Months of two daemons on one database, on a clock that does not sleep: it steps from due time to due time.

The due times are those of APScheduler's triggers, as the daemon's timers have them (bot/jobs.py, `next_due`). Each
step both daemons look for what is owed at once, a second apart. People talk meanwhile; what they leave is held, day
by day, against what the rules say should be there.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs import House, Job, jobs, latest_due, next_due
from bot.scheduler import Scheduler
from bot.settings import Settings
from core.ports import Metric
from storage.at_commit import AtCommit
from storage.engine import is_sqlite
from storage.ids import new_id
from storage.metrics import RAW_DAYS, SqlMetrics
from storage.models import ConversationLog, JobRun, ProcessedUpdate, SystemMetric, SystemMetricDaily
from storage.months import Month, oldest_kept
from storage.partitions import Table, partitions
from storage.retention import KEEP_UPDATES
from storage.store import Store
from tests.fakes import FakeClock

DAY = timedelta(days=1)
# A child process as the real one is: it takes the time of a process and says one line.
_BACKUP = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('made\\n'); print('made')"
_AT_ONCE_EVERY = 10
_TABLES: tuple[Table, Table] = ("conversation_logs", "system_metrics")


@dataclass(slots=True)
class Found:
    """What the months came to. `wrong` is empty when every day was as it should be."""

    days: int = 0
    steps: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    backups: int = 0
    rows_kept: int = 0
    rows_gone: int = 0
    wrong: list[str] = field(default_factory=list)


class Months:
    """Two daemons on the stores `first` and `second`, which are one database."""

    def __init__(
        self, first: Store, second: Store, folder: Path, begin: datetime, *, keep_months: int, minutes: bool = False
    ) -> None:
        """`minutes`: the job of every minute wakes them too, not only those of the day."""
        self.found = Found()
        self._store, self._backups = first, folder / "backups"
        self._clock, self._begin, self._keep_months = FakeClock(begin), begin, keep_months
        settings = Settings(data_dir=folder, backup_recipient="age1simulated", log_retention_months=keep_months)
        command = (sys.executable, "-S", "-c", _BACKUP, str(self._backups))
        later = timedelta(seconds=1)
        self._daemons = tuple(
            Scheduler(store, clock, settings, house=House(store, clock, settings, command))
            for store, clock in ((first, self._clock), (second, lambda: self._clock() + later))
        )
        self._jobs = jobs(settings)
        self._daily = [job for job in self._jobs if job.period == DAY]
        self._waking = self._jobs if minutes else self._daily
        self._logged: list[datetime] = []
        self._measured: list[datetime] = []
        self._updates: list[datetime] = []

    async def run(self, days: int, tell: Callable[[int], None] = lambda _: None) -> Found:
        """Until the midnight after so many days, the first one counted from its midnight."""
        until = _instant(self._begin.date() + days * DAY)
        await self._step()
        await self._people(self._clock())
        while (following := self._following()) < until:
            if following.date() > self._clock().date():
                await self._midnight(following)
                tell(self.found.days)
            self._clock.now = following
            await self._step()
        await self._end()
        return self.found

    def _following(self) -> datetime:
        return min(_next(job, self._clock()) for job in self._waking)

    async def _step(self) -> None:
        """Both at once; on SQLite, where two writers poll for the file, one after the other but for some steps."""
        self.found.steps += 1
        if is_sqlite(self._store.engine) and self.found.steps % _AT_ONCE_EVERY:
            for daemon in self._daemons[:: -1 if self.found.steps % 2 else 1]:
                await daemon.run_all_owed()
        else:
            await asyncio.gather(*(daemon.run_all_owed() for daemon in self._daemons))

    async def _midnight(self, following: datetime) -> None:
        """The day that ends is checked, the next begins with people who talk."""
        await self._check_day()
        self.found.days += 1
        await self._people(following)

    async def _people(self, at: datetime) -> None:
        """The first and the last instant of the day, where a bound that is off by one would show, and its noon."""
        first = datetime.combine(at.date(), time(), UTC)
        instants = [first, first + DAY / 2, first + DAY - timedelta(microseconds=1)]
        await self._store.transact(lambda db: _leave(db, instants))
        for kept in (self._logged, self._measured, self._updates):
            kept += instants

    async def _check_day(self) -> None:
        """At the end of a day all its jobs have run; what they left is what should be there."""
        now, today = self._clock(), self._clock().date()
        oldest = _instant(oldest_kept(today, self._keep_months))
        await self._same("conversation_logs", ConversationLog.created_at, self._logged, oldest)
        await self._same(
            "system_metrics", SystemMetric.created_at, self._measured, _instant(today - RAW_DAYS * DAY)
        )
        swept_at = latest_due(next(job for job in self._jobs if job.name == "forget_updates"), now)
        assert swept_at is not None
        await self._same("processed_updates", ProcessedUpdate.received_at, self._updates, swept_at - KEEP_UPDATES)
        await self._check_sums(today)
        await self._check_partitions(now)

    async def _same(self, table: str, column: Any, left: list[datetime], oldest: datetime) -> None:
        """Every row from `oldest` on is there, none before: neither a row too many nor one too few."""

        async def instants(db: AsyncConnection) -> list[datetime]:
            return list((await db.execute(select(column).order_by(column))).scalars())

        there, should = await self._store.transact(instants), [at for at in left if at >= oldest]
        if there != should:
            self._wrong(f"{table} has {len(there)} rows from {there[0]}, not {len(should)} from {should[0]}")
        if table == "conversation_logs":
            self.found.rows_kept, self.found.rows_gone = len(there), len(left) - len(there)

    async def _check_sums(self, today: date) -> None:
        async def sums(db: AsyncConnection) -> tuple[int, int]:
            counted = select(func.count(), func.coalesce(func.sum(SystemMetricDaily.metric_count), 0))
            row = (await db.execute(counted)).one()
            return int(row[0]), int(row[1])

        days = (today - self._begin.date()).days
        if (found := await self._store.transact(sums)) != (days, 3 * days):
            self._wrong(f"daily sums {found}, not {(days, 3 * days)}")

    async def _check_partitions(self, now: datetime) -> None:
        if is_sqlite(self._store.engine):
            return
        for table in _TABLES:
            standing = await self._store.transact(partial(partitions, table=table))
            if Month.of(now.date()).plus(3).partition not in {each.name for each in standing}:
                self._wrong(f"{table} ends at {standing[-2].name}: not three months ahead")

    async def _end(self) -> None:
        self.found.days += 1
        await self._check_day()
        for daemon in self._daemons:
            await daemon.stop()
        self.found.backups = len(self._backups.read_text().splitlines())
        await self._store.transact(self._check_runs)

    async def _check_runs(self, db: AsyncConnection) -> None:
        """Each due time was run, once, at the first try; also the one before the beginning, which was owed."""
        for job in self._daily:
            rows = select(JobRun.due_at, JobRun.attempt, JobRun.outcome).where(JobRun.job_name == job.name)
            ran = [tuple(row) for row in await db.execute(rows.order_by(JobRun.due_at, JobRun.attempt))]
            expected = [(due, 1, "done") for due in self._due_times(job)]
            kept = job.keep_runs.days
            if ran != expected[-len(ran) :] or len(ran) < min(len(expected), kept):
                self._wrong(f"{job.name} ran {len(ran)} times for {len(expected)} due times")
            if job.name == "backup" and self.found.backups != len(expected):
                self._wrong(f"{self.found.backups} backups for {len(expected)} due times")
            self.found.runs[job.name] = len(expected)

    def _due_times(self, job: Job) -> list[datetime]:
        due = latest_due(job, self._begin)
        assert due is not None
        times = [due]
        while (due := _next(job, max(due, self._begin))) <= self._clock():
            times.append(due)
        return times

    def _wrong(self, what: str) -> None:
        self.found.wrong.append(f"{self._clock():%Y-%m-%d %H:%M} {what}")


async def _leave(db: AsyncConnection, instants: list[datetime]) -> None:
    """What people leave who talk at these instants."""
    await db.execute(insert(ConversationLog), [_log(at) for at in instants])
    at_commit = AtCommit(db)
    for at in instants:
        await SqlMetrics(at_commit).record([Metric("turn_ms", 7)], at)
    await at_commit.write()
    updates = [{"update_bidx": uuid4().bytes * 2, "platform": "telegram", "received_at": at} for at in instants]
    await db.execute(insert(ProcessedUpdate), updates)


def _log(at: datetime) -> dict[str, Any]:
    one = uuid4()
    identity = {"log_id": new_id(at), "session_id": one, "user_id": one, "owner_id": one}
    return identity | {"created_at": at, "message_order": 1, "role": "user", "content": b"sealed"}


def _next(job: Job, now: datetime) -> datetime:
    due = next_due(job, now)
    assert due is not None  # these triggers never end
    return due


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
