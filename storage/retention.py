"""Rows whose time is over, some at a time, so that no transaction is long. Months of logs: partitions.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import JobRun, ProcessedUpdate

# Messengers repeat an update for a day at most (Telegram keeps them for 24 hours).
KEEP_UPDATES: Final = timedelta(days=14)
_ROWS_AT_ONCE: Final = 5000


async def forget_updates(db: AsyncConnection, now: datetime) -> int:
    """Removes up to 5,000 updates taken more than 14 days ago; 0 when none is left."""
    which = ProcessedUpdate.received_at < now - KEEP_UPDATES
    some = (await db.execute(select(ProcessedUpdate.update_bidx).where(which).limit(_ROWS_AT_ONCE))).scalars().all()
    if not some:
        return 0
    return (await db.execute(delete(ProcessedUpdate).where(ProcessedUpdate.update_bidx.in_(some)))).rowcount


async def forget_runs(db: AsyncConnection, job_name: str, now: datetime, keep: timedelta) -> int:
    """Removes up to 5,000 runs of a job that ended, begun longer than `keep` ago; 0 when none is left."""
    which = (JobRun.job_name == job_name, JobRun.started_at < now - keep, JobRun.ended_at.is_not(None))
    some = (await db.execute(select(JobRun.run_id).where(*which).limit(_ROWS_AT_ONCE))).scalars().all()
    if not some:
        return 0
    return (await db.execute(delete(JobRun).where(JobRun.run_id.in_(some)))).rowcount
