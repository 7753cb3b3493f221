"""Measurements: one row each for 90 days, one row a day, name and endpoint after that. No personal values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ports import Metric
from storage.at_commit import AtCommit
from storage.ids import new_id
from storage.models import SystemMetric, SystemMetricDaily

# Every name there is, with its unit. An endpoint is a code word of the program: a step, a topic, a platform.
UNITS: Final = {
    "turn_ms": "ms",
    "form_begun": "count",
    "form_step": "count",
    "form_refusal": "count",
    "chart": "count",
    "answer": "count",
    "answer_missing": "count",
    "error": "count",
}
RAW_DAYS: Final = 90
RAW_MONTHS: Final = 4
"""Full months that hold 90 days whatever the date: February, March and April have 89."""

_ENDPOINT: Final = re.compile(r"[a-z][a-z0-9_.]{0,47}")
_DAY: Final = timedelta(days=1)
_ROWS_AT_ONCE: Final = 5000

_ADD: Final = insert(SystemMetric)


class SqlMetrics:
    """Fulfils `core.ports.Metrics`."""

    def __init__(self, at_commit: AtCommit) -> None:
        self._at_commit = at_commit

    async def record(self, metrics: Sequence[Metric], now: datetime) -> None:
        self._at_commit.insert(_ADD, [_row(metric, now) for metric in metrics])


async def roll_up(db: AsyncConnection, today: date) -> int:
    """Sums up the days before `today` (UTC) that are not yet; returns how many rows that made.

    A day is summed up once, whole, in one transaction; a late row of that day (a clock that was set back) is not
    counted twice and not at all: statistics, not accounts.
    """
    first = (await db.execute(select(func.max(SystemMetricDaily.day)))).scalar()
    begin = await _first_day(db) if first is None else first + _DAY
    made = 0
    while begin is not None and begin < today:
        made += await _sum_up(db, begin)
        begin = await _first_day(db, begin + _DAY)
    return made


async def forget_raw(db: AsyncConnection, today: date) -> int:
    """Removes measurements older than 90 days, some at a time (0: none is left). Never before the roll-up."""
    rolled_up = (await db.execute(select(func.max(SystemMetricDaily.day)))).scalar()
    if rolled_up is None:
        return 0
    oldest = _instant(min(today - timedelta(days=RAW_DAYS), rolled_up + _DAY))
    some = select(SystemMetric.metric_id).where(SystemMetric.created_at < oldest).limit(_ROWS_AT_ONCE)
    ids = (await db.execute(some)).scalars().all()
    if not ids:
        return 0
    # The bound on the time again: it keeps MySQL to the oldest partitions.
    which = SystemMetric.metric_id.in_(ids), SystemMetric.created_at < oldest
    return (await db.execute(delete(SystemMetric).where(*which))).rowcount


async def _first_day(db: AsyncConnection, not_before: date | None = None) -> date | None:
    oldest = select(func.min(SystemMetric.created_at))
    if not_before is not None:
        oldest = oldest.where(SystemMetric.created_at >= _instant(not_before))
    instant: datetime | None = (await db.execute(oldest)).scalar()
    return None if instant is None else instant.date()


async def _sum_up(db: AsyncConnection, day: date) -> int:
    endpoint = func.coalesce(SystemMetric.endpoint, literal_column("''"))
    value = SystemMetric.metric_value
    columns: dict[str, Any] = {
        "metric_name": SystemMetric.metric_name,
        "endpoint": endpoint,
        "metric_unit": func.max(SystemMetric.metric_unit),
        "metric_count": func.count(),
        "metric_total": func.sum(value),
        "metric_lowest": func.min(value),
        "metric_highest": func.max(value),
    }
    sums: Select[Any] = (
        select(*(column.label(name) for name, column in columns.items()))
        .where(SystemMetric.created_at >= _instant(day), SystemMetric.created_at < _instant(day + _DAY))
        .group_by(SystemMetric.metric_name, endpoint)
    )
    rows = [dict(row._mapping) | {"day": day} for row in await db.execute(sums)]
    if rows:
        await db.execute(insert(SystemMetricDaily), rows)
    return len(rows)


def _row(metric: Metric, now: datetime) -> dict[str, Any]:
    if metric.name not in UNITS:
        raise ValueError(f"no metric is called {metric.name}")
    if metric.endpoint is not None and _ENDPOINT.fullmatch(metric.endpoint) is None:
        raise ValueError(f"the endpoint of {metric.name} is no code word")
    return {
        "metric_id": new_id(now),
        "created_at": now,
        "metric_name": metric.name,
        "metric_value": metric.value,
        "metric_unit": UNITS[metric.name],
        "endpoint": metric.endpoint,
    }


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
