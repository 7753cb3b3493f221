"""One run of a job: under its lease, for one due time, recorded with how it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs import Duty, House, Job, JobFailed, Skipped, latest_due
from core.errors import Error, Unavailable
from storage import job_runs, leases
from storage.ids import new_id
from storage.job_runs import Outcome, Tries
from storage.leases import Lease, LeaseLost

_log = logging.getLogger(__name__)
LEASE_SPAN: Final = timedelta(minutes=2)
_RENEW_EVERY_S: Final = LEASE_SPAN.total_seconds() / 4
Ended = tuple[Outcome, str]


async def owed(jobs: Sequence[Job], house: House) -> dict[str, datetime]:
    """The jobs of these whose latest due time is owed, with that time; one look into the database. `Unavailable`.

    Due times that were slept through are one run: only the latest counts.
    """
    now = house.clock()
    due = {job.name: at for job in jobs if (at := latest_due(job, now)) is not None}
    tried = await house.store.transact(lambda db: job_runs.tries(db, due))
    return {job.name: due[job.name] for job in jobs if job.name in due and _is_owed(job, tried[job.name], now)}


async def run_owed(job: Job, house: House) -> Ended | None:
    """Runs the job if it is owed and nobody else is at it; None when there was nothing to do. `Unavailable`."""
    due_at = (await owed([job], house)).get(job.name)
    return None if due_at is None else await run_for(job, house, due_at)


async def run_now(job: Job, house: House) -> Ended | None:
    """Runs the job by hand, whether due or not; None when another process is at it."""
    return await run_for(job, house, house.clock())


def _is_owed(job: Job, tried: Tries, now: datetime) -> bool:
    if tried.settled or tried.attempts >= job.attempts:
        return False
    failed = tried.last_failed_at
    # A failure in the future was recorded by a clock that was set back since.
    return failed is None or not failed <= now < failed + job.pause


async def run_for(job: Job, house: House, due_at: datetime) -> Ended | None:
    """Runs the job for this due time, unless another does or did; None then. Raises `Unavailable`, `LeaseLost`."""
    holder, run_id = _holder(), new_id(house.clock())

    async def begin(db: AsyncConnection) -> Lease | None:
        now = house.clock()
        lease = await leases.take(db, f"job:{job.name}", holder, now, LEASE_SPAN)
        if lease is None or await job_runs.is_begun(db, run_id):
            return lease
        await job_runs.close_lost(db, lease, job.name, now)
        tried = (await job_runs.tries(db, {job.name: due_at}))[job.name]
        if not _is_owed(job, tried, now):
            await leases.release(db, lease, now)
            return None
        await job_runs.begin(db, lease, run_id, job.name, due_at, tried.attempts + 1, now)
        return lease

    lease = await house.store.transact(begin)
    return None if lease is None else await _under(lease, job, house, run_id)


async def _under(lease: Lease, job: Job, house: House, run_id: UUID) -> Ended:
    try:
        outcome, detail = await _kept(lease, job, house)
    except asyncio.CancelledError:
        # The process is stopping: the next one may begin at once.
        await _record(lease, house, run_id, "lost", "stopped")
        raise
    await _record(lease, house, run_id, outcome, detail)
    if outcome == "failed":
        _log.error("job %s failed: %s", job.name, detail)
    return outcome, detail


async def _kept(lease: Lease, job: Job, house: House) -> Ended:
    """How the job ended, its lease renewed all the while; ended at once when the lease is lost."""
    work = asyncio.create_task(_ended(job, Duty(house, lease)))
    keeping = asyncio.create_task(_keep(lease, house))
    try:
        await asyncio.wait((work, keeping), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            keeping.result()  # raises LeaseLost, or what is our bug
        return await work
    finally:
        work.cancel()
        keeping.cancel()
        await asyncio.gather(work, keeping, return_exceptions=True)


async def _keep(lease: Lease, house: House) -> None:
    while True:
        await asyncio.sleep(_RENEW_EVERY_S)
        try:
            await house.store.transact(lambda db: leases.renew(db, lease, house.clock(), LEASE_SPAN))
        except Unavailable as error:  # the lease outlasts three of these
            _log.warning("lease %s was not renewed: %s", lease.name, error.code)


async def _ended(job: Job, duty: Duty) -> Ended:
    try:
        return "done", await job.run(duty)
    except Skipped as reason:
        return "skipped", str(reason)
    except JobFailed as reason:
        return "failed", str(reason)
    except LeaseLost:
        raise
    except Error as error:
        return "failed", error.code
    except Exception as bug:  # the record says where, never with what: a statement may hold anything
        return "failed", f"{type(bug).__name__} at {_place(bug)}"


async def _record(lease: Lease, house: House, run_id: UUID, outcome: Outcome, detail: str) -> None:
    async def end(db: AsyncConnection) -> None:
        await job_runs.end(db, lease, run_id, outcome, detail, house.clock())

    await house.store.transact(end)


def _holder() -> str:
    """Names this very attempt: host, process and a random part, in ASCII."""
    host = re.sub(r"[^A-Za-z0-9.-]", "_", socket.gethostname())[:32]
    return f"{host}:{os.getpid()}:{uuid4().hex[:12]}"


def _place(bug: Exception) -> str:
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
