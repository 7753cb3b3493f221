"""Runs of jobs: which was begun for what was due, under which term, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.leases import Lease, fence, release
from storage.models import JobRun

Outcome = Literal["done", "failed", "skipped", "lost"]
_LONGEST_DETAIL: Final = 255


@dataclass(frozen=True, slots=True)
class Tries:
    """What was tried for one due time. `settled`: nothing is owed any more."""

    attempts: int = 0
    settled: bool = False
    last_failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One row. `outcome` None: it still runs, or its process died and nobody has noticed yet."""

    job_name: str
    due_at: datetime
    attempt: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    detail: str | None


async def is_begun(db: AsyncConnection, run_id: UUID) -> bool:
    return (await db.execute(select(JobRun.run_id).where(JobRun.run_id == run_id))).first() is not None


async def tries(db: AsyncConnection, due: Mapping[str, datetime]) -> dict[str, Tries]:
    """By name of the job; `due` holds the due time that is asked for."""
    which = [(JobRun.job_name == name) & (JobRun.due_at == at) for name, at in due.items()]
    asked = select(JobRun.job_name, JobRun.outcome, JobRun.ended_at).where(or_(*which))
    rows: Sequence[Row[*tuple[Any, ...]]] = (await db.execute(asked)).all()
    return {name: _tries([row for row in rows if row.job_name == name]) for name in due}


def _tries(rows: Sequence[Row[*tuple[Any, ...]]]) -> Tries:
    return Tries(
        attempts=len(rows),
        settled=any(row.outcome in ("done", "skipped") for row in rows),
        last_failed_at=max((row.ended_at for row in rows if row.outcome == "failed"), default=None),
    )


async def begin(
    db: AsyncConnection, lease: Lease, run_id: UUID, job_name: str, due_at: datetime, attempt: int, now: datetime
) -> None:
    """A new run. IntegrityError when the same attempt was begun already; `LeaseLost` without the lease."""
    await fence(db, lease)
    await db.execute(
        insert(JobRun).values(
            run_id=run_id,
            job_name=job_name,
            due_at=due_at,
            attempt=attempt,
            holder=lease.holder,
            term=lease.term,
            started_at=now,
        )
    )


async def end(
    db: AsyncConnection, lease: Lease, run_id: UUID, outcome: Outcome, detail: str | None, now: datetime
) -> None:
    """How it ended, and the lease is free; nothing when that stands there already. Raises `LeaseLost`."""
    ended = select(JobRun.outcome).where(JobRun.run_id == run_id)
    if (await db.execute(ended)).scalar() == outcome:
        return
    await release(db, lease, now)
    await db.execute(
        update(JobRun)
        .where(JobRun.run_id == run_id, JobRun.ended_at.is_(None))
        .values(ended_at=now, outcome=outcome, detail=detail and detail[:_LONGEST_DETAIL])
    )


async def close_lost(db: AsyncConnection, lease: Lease, job_name: str, now: datetime) -> int:
    """Runs of earlier terms that never ended: their process died, or slept for too long. Returns how many."""
    closed = await db.execute(
        update(JobRun)
        .where(JobRun.job_name == job_name, JobRun.ended_at.is_(None), JobRun.term < lease.term)
        .values(ended_at=now, outcome="lost")
    )
    return closed.rowcount


async def latest(db: AsyncConnection) -> dict[str, Run]:
    """The newest run of each job that ever ran."""
    newest = (
        select(JobRun.job_name, func.max(JobRun.started_at).label("started_at"))
        .group_by(JobRun.job_name)
        .subquery()
    )
    rows = await db.execute(
        select(
            JobRun.job_name,
            JobRun.due_at,
            JobRun.attempt,
            JobRun.started_at,
            JobRun.ended_at,
            JobRun.outcome,
            JobRun.detail,
        )
        .join(newest, (JobRun.job_name == newest.c.job_name) & (JobRun.started_at == newest.c.started_at))
        .order_by(JobRun.attempt)
    )
    return {row.job_name: Run(*row) for row in rows}
