"""`saju-bot jobs`: what is done by the clock, how it last ended, and one of them by hand."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.configured import configured_store
from bot.job_runner import run_now
from bot.jobs import SEOUL, House, Job, jobs, next_due
from bot.settings import Settings, SettingsError, read_settings
from storage import job_runs
from storage.job_runs import Run


def run(args: argparse.Namespace) -> int:
    settings = read_settings()
    if args.action == "list":
        return asyncio.run(_with_house(settings, _list))
    known = {job.name: job for job in jobs(settings)}
    if args.name not in known:
        raise SettingsError(f"no job is called {args.name}: there are {', '.join(known)}")
    return asyncio.run(_with_house(settings, lambda house: _run(house, known[args.name])))


async def _with_house(settings: Settings, action: Callable[[House], Awaitable[int]]) -> int:
    clock = Clock(settings.starts_at)
    async with configured_store(settings, clock) as store:
        return await action(House(store, clock, settings))


async def _list(house: House) -> int:
    """Times in Seoul."""
    latest = await house.store.transact(job_runs.latest)
    print(f"{'job':18}{'next due':18}{'last run':18}how it ended")
    for job in jobs(house.settings):
        due = next_due(job, house.clock())
        last = latest.get(job.name)
        print(f"{job.name:18}{_told(due):18}{_told(last.started_at if last else None):18}{_ending(last)}")
    return 0


async def _run(house: House, job: Job) -> int:
    ended = await run_now(job, house)
    if ended is None:
        print(f"{job.name} is being run by another process")
        return 1
    outcome, detail = ended
    print(f"{job.name}: {outcome}{f' ({detail})' if detail else ''}")
    return 1 if outcome == "failed" else 0


def _ending(last: Run | None) -> str:
    if last is None:
        return "-"
    if last.outcome is None:
        return "runs, or its process died"
    return f"{last.outcome}{f': {last.detail}' if last.detail else ''}"


def _told(instant: datetime | None) -> str:
    return "-" if instant is None else f"{instant.astimezone(SEOUL):%Y-%m-%d %H:%M}"
