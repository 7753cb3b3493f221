"""The jobs: what is done by the clock, when, and how often it is tried again.

Each is a plain function of what it is given. job_runner.py puts it under a lease and records it; scheduler.py wakes
it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.backup_child import BACKUP_COMMAND, make_backup
from bot.settings import Settings
from core.ports import UnitOfWork
from core.transaction import in_transaction
from storage import leases, metrics, partitions, retention
from storage.backup import refresh_stale_key_set
from storage.backup_files import BackupFolder
from storage.engine import sqlite_url
from storage.leases import Lease
from storage.store import Store
from storage.unit_of_work import SqlUnitOfWork

Result = TypeVar("Result")

SEOUL: Final = ZoneInfo("Asia/Seoul")
_NOTHING_DROPPED: Final = 12 * 100  # months kept where only the months ahead are wanted
_TABLES: Final[tuple[Literal["conversation_logs"], Literal["system_metrics"]]] = (
    "conversation_logs",
    "system_metrics",
)
_WEEK, _QUARTER = timedelta(days=7), timedelta(days=90)


class Skipped(Exception):
    """There was nothing that could be done; the message says why. Not tried again."""


class JobFailed(Exception):
    """The message tells the operator what is wrong, in one line without personal values."""


@dataclass(frozen=True, slots=True)
class House:
    """What every job of a process is given."""

    store: Store
    clock: Callable[[], datetime]
    settings: Settings
    backup_command: tuple[str, ...] = BACKUP_COMMAND


@dataclass(frozen=True, slots=True)
class Duty:
    """One run's view: the house, and the lease without which nothing is written."""

    house: House
    lease: Lease

    @property
    def now(self) -> datetime:
        return self.house.clock()

    async def transact(self, body: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """What `body` returned, after its commit. Raises `LeaseLost` before anything of it is done."""

        async def fenced(db: AsyncConnection) -> Result:
            await leases.fence(db, self.lease)
            return await body(db)

        return await self.house.store.transact(fenced)

    async def until_none_is_left(self, body: Callable[[AsyncConnection], Awaitable[int]]) -> int:
        """`body`, each time in a transaction of its own, until it returns 0. Returns the sum."""
        total = 0
        while some := await self.transact(body):
            total += some
        return total


@dataclass(frozen=True, slots=True)
class Job:
    """`run` returns a few words for the record. A failure is tried again after `pause`, `attempts` times in all."""

    name: str
    trigger: BaseTrigger
    run: Callable[[Duty], Awaitable[str]]
    attempts: int = 3
    pause: timedelta = timedelta(minutes=20)
    keep_runs: timedelta = _QUARTER
    period: timedelta = timedelta(days=1)  # no two due times lie further apart


def jobs(settings: Settings) -> tuple[Job, ...]:
    """All of them. Months and days of the database are in UTC; the hour of the backup is on the clock of Seoul."""
    backup_at = CronTrigger(hour=settings.backup_at.hour, minute=settings.backup_at.minute, timezone=SEOUL)
    minute = timedelta(minutes=1)
    return (
        Job("expire_sessions", CronTrigger(minute="*", timezone=UTC), expire_sessions, 1, minute, _WEEK, minute),
        Job("rotate_partitions", _daily(0, 10), rotate_partitions),
        Job("forget_logs", _daily(0, 20), forget_logs),
        Job("roll_up_metrics", _daily(0, 30), roll_up_metrics),
        Job("forget_updates", _daily(0, 40), forget_updates),
        Job("forget_runs", _daily(0, 50), forget_runs),
        Job("backup", backup_at, backup),
        Job(
            "refresh_backup_keys",
            CronTrigger(minute="*", timezone=UTC),
            refresh_backup_keys,
            1,
            minute,
            _WEEK,
            minute,
        ),
    )


def latest_due(job: Job, now: datetime) -> datetime | None:
    """The last instant up to `now` at which the job was due: however many were slept through, one is owed."""
    due, following = None, job.trigger.get_next_fire_time(None, now - 2 * job.period)
    while following is not None and following <= now:
        due = following.astimezone(UTC)
        following = job.trigger.get_next_fire_time(following, now)
    return due


def next_due(job: Job, now: datetime) -> datetime | None:
    """The first instant after `now` at which the job is due."""
    due = job.trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
    return None if due is None else due.astimezone(UTC)


async def expire_sessions(duty: Duty) -> str:
    """Destroys the keys of sessions whose time has come."""

    async def end(work: UnitOfWork) -> int:
        assert isinstance(work, SqlUnitOfWork)
        await leases.fence(work.vault.db, duty.lease)
        return await work.sessions.end_expired(duty.now)

    return f"{await in_transaction(duty.house.store.unit_of_work, end)} sessions"


async def rotate_partitions(duty: Duty) -> str:
    """Makes the months ahead. DDL knows no transaction, so no fence: steps that two take at once do no harm."""
    alarms: list[str] = []
    created: list[str] = []
    for table in _TABLES:
        done = await partitions.rotate(
            duty.house.store.engine, table, duty.now.date(), keep_months=_NOTHING_DROPPED
        )
        created += done.created
        alarms += [done.alarm] if done.alarm else []
    if alarms:
        raise JobFailed("; ".join(alarms))
    return f"{len(created)} partitions made"


async def forget_logs(duty: Duty) -> str:
    """Conversation logs of months past SAJU_LOG_RETENTION_MONTHS: partitions on a server, rows on SQLite."""
    keep = duty.house.settings.log_retention_months
    done = await partitions.rotate(duty.house.store.engine, "conversation_logs", duty.now.date(), keep_months=keep)
    return f"{len(done.dropped)} partitions dropped, {done.deleted_rows} rows deleted"


async def roll_up_metrics(duty: Duty) -> str:
    """Daily sums, then the raw rows of more than 90 days go; whole months of them as partitions."""
    today = duty.now.date()
    made = await duty.transact(lambda db: metrics.roll_up(db, today))
    gone = await duty.until_none_is_left(lambda db: metrics.forget_raw(db, today))
    await partitions.rotate(duty.house.store.engine, "system_metrics", today, keep_months=metrics.RAW_MONTHS)
    return f"{made} sums, {gone} raw rows removed"


async def forget_updates(duty: Duty) -> str:
    now = duty.now
    return f"{await duty.until_none_is_left(lambda db: retention.forget_updates(db, now))} updates"


async def forget_runs(duty: Duty) -> str:
    now, gone = duty.now, 0
    for job in jobs(duty.house.settings):
        name, keep = job.name, job.keep_runs
        gone += await duty.until_none_is_left(_forgetting(name, now, keep))
    return f"{gone} runs"


async def backup(duty: Duty) -> str:
    if duty.house.settings.backup_recipient is None:
        raise Skipped("SAJU_BACKUP_RECIPIENT is not set")
    code, told = await make_backup(duty.house.backup_command)
    if code != 0:
        raise JobFailed(told or f"the backup ended with exit code {code}")
    return told


async def refresh_backup_keys(duty: Duty) -> str:
    """Writes the key set of the backups anew after an erasure, a forgotten birth or a rotation: so all three reach
    every kept backup."""
    settings = duty.house.settings
    folder = settings.backup_dir or settings.data_dir / "backups"
    if settings.backup_recipient is None or not await asyncio.to_thread(folder.is_dir):
        raise Skipped("there are no backups")
    url = settings.database_url or sqlite_url(settings.data_dir)
    written = await refresh_stale_key_set(url, BackupFolder(folder), settings.backup_recipient, duty.now)
    return "written anew" if written else "still good"


def _forgetting(name: str, now: datetime, keep: timedelta) -> Callable[[AsyncConnection], Awaitable[int]]:
    return lambda db: retention.forget_runs(db, name, now, keep)


def _daily(hour: int, minute: int) -> CronTrigger:
    return CronTrigger(hour=hour, minute=minute, timezone=UTC)
