"""What admins ask in their chat: /health and /stats. Each question is in the access log before it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from bot.adapter import AdapterStatus
from bot.clock import Clock
from bot.jobs import SEOUL
from bot.vitals import Condition, Vitals
from core.birth_form import birth_form
from core.ports import UnitOfWork
from core.texts import text
from core.transaction import in_transaction
from storage import job_runs, leases
from storage.job_runs import Run
from storage.leases import Lease
from storage.statistics import Figures, statistics
from storage.store import Store
from storage.unit_of_work import SqlUnitOfWork
from storage.waiting import Waiting, waiting

PERIODS: Final = ("today", "7d", "30d")
_SPANS: Final = {"7d": timedelta(days=7), "30d": timedelta(days=30)}


class AdminCommands:
    """Fulfils `bot.adapter.AdminDesk`."""

    commands: frozenset[str] = frozenset({"health", "stats"})

    def __init__(self, store: Store, vitals: Vitals, clock: Clock) -> None:
        self._store, self._vitals, self._clock = store, vitals, clock

    async def answer(self, actor: str, command: str, words: str, language: str) -> str:
        """Raises `core.errors.Unavailable` where the question cannot be written down."""
        if command == "health":
            await self._note(actor, {"what": "health"})
            return await self._health(language)
        period = words.strip().lower() or PERIODS[0]
        if period not in PERIODS:
            return text("admin.stats.usage", language)
        await self._note(actor, {"what": "stats", "period": period})
        return await self._stats(period, language)

    async def _note(self, actor: str, details: dict[str, int | str]) -> None:
        async def append(work: UnitOfWork) -> None:
            assert isinstance(work, SqlUnitOfWork)
            await work.access_log.append(actor, "look_up", self._clock(), details=details)

        await in_transaction(self._store.unit_of_work, append)

    async def _health(self, language: str) -> str:
        now = self._clock()
        condition = await self._vitals.look()
        waits = await self._store.transact(waiting)
        held = await self._store.transact(lambda db: leases.held(db, now))
        runs = await self._store.transact(job_runs.latest)
        return "\n".join([*_condition(condition, language), *_work(waits, held, runs, language)])

    async def _stats(self, period: str, language: str) -> str:
        now = self._clock()
        figures = await self._store.transact(lambda db: statistics(db, since(period, now), now))
        steps = [step.key for step in birth_form(self._clock.today())]
        title = text("admin.stats.title", language, period=text(f"admin.stats.{period}", language))
        return "\n".join([title, *_figures(figures, steps, language)])


def since(period: str, now: datetime) -> datetime:
    """When the period began; today began at midnight in Seoul."""
    if period in _SPANS:
        return now - _SPANS[period]
    return datetime.combine(now.astimezone(SEOUL).date(), time(), SEOUL).astimezone(now.tzinfo)


def _condition(condition: Condition, language: str) -> Iterator[str]:
    say = partial(text, language=language)
    yield say("admin.health.title", at=_at(condition.at))
    if condition.database_ms is None:
        yield say("admin.health.database_down")
    else:
        yield say("admin.health.database", ms=round(condition.database_ms))
    yield say("admin.health.knowledge_degraded" if condition.knowledge_degraded else "admin.health.knowledge")
    for name, status in condition.adapters:
        yield _adapter(name, status, condition.at, language)
        if status.repeats_possible:
            yield say("admin.health.repeats", name=name, count=status.repeats_possible)


def _adapter(name: str, status: AdapterStatus, now: datetime, language: str) -> str:
    say = partial(text, language=language)
    age_s, error = status.age_s(now), say("admin.health.none")
    if status.last_error is not None and status.last_error_at is not None:
        seconds = round((now - status.last_error_at).total_seconds())
        error = say("admin.health.error", code=status.last_error, seconds=seconds)
    return say(
        "admin.health.adapter",
        name=name,
        state=say(f"admin.state.{status.state.value}"),
        age=say("admin.health.none") if age_s is None else say("admin.health.age", seconds=round(age_s)),
        error=error,
    )


def _work(waits: Waiting, held: list[Lease], runs: dict[str, Run], language: str) -> Iterator[str]:
    say = partial(text, language=language)
    yield say("admin.health.waiting", replies=waits.replies, updates=waits.updates)
    for lease in held:
        yield say("admin.health.job", name=lease.name.removeprefix("job:"), holder=lease.holder)
    for name, run in runs.items():
        if run.outcome == "failed":
            yield say("admin.health.job_failed", name=name, at=_at(run.started_at))


def _figures(figures: Figures, steps: list[str], language: str) -> Iterator[str]:
    say = partial(text, language=language)
    yield say(
        "admin.stats.people",
        people=figures["people_active"],
        new=figures["people_new"],
        sessions=figures["sessions"],
    )
    yield say(
        "admin.stats.form",
        begun=figures["forms"],
        charts=figures["charts"],
        refusals=figures["form_refusals"],
    )
    reached = [
        say("admin.stats.step", name=say(f"admin.step.{step}"), count=figures[f"form_steps_{step}"])
        for step in steps
        if f"form_steps_{step}" in figures
    ]
    if reached:
        yield say("admin.stats.steps", steps=" → ".join(reached))
    yield say("admin.stats.answers", answers=figures["answers"], missing=figures["answers_missing"])
    kinds = [
        f"{key.removeprefix('errors_')} {count}" for key, count in figures.items() if key.startswith("errors_")
    ]
    yield say("admin.stats.errors", errors=figures["errors"], kinds=f" ({', '.join(kinds)})" if kinds else "")
    if figures["latency_p50_ms"] is None:
        yield say("admin.stats.latency_none")
    else:
        yield say(
            "admin.stats.latency",
            p50=figures["latency_p50_ms"],
            p95=figures["latency_p95_ms"],
            turns=figures["turns"],
        )


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(SEOUL):%Y-%m-%d %H:%M}"
