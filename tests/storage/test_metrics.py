"""Measurements: raw for 90 days, a row a day after that, and never a word of a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ports import Metric
from storage import metrics
from storage.models import SystemMetric, SystemMetricDaily
from storage.store import Store


async def record(store: Store, at: datetime, *what: Metric) -> None:
    async with store.unit_of_work() as work:
        await work.metrics.record(what, at)
        await work.commit()


async def roll_up(store: Store, today: date) -> int:
    return await store.transact(lambda db: metrics.roll_up(db, today))


async def raw(store: Store) -> int:
    return await store.transact(_count)


async def _count(db: AsyncConnection) -> int:
    return int((await db.execute(select(func.count()).select_from(SystemMetric))).scalar_one())


async def daily(store: Store) -> list[tuple[object, ...]]:
    columns = (
        SystemMetricDaily.day,
        SystemMetricDaily.metric_name,
        SystemMetricDaily.endpoint,
        SystemMetricDaily.metric_count,
        SystemMetricDaily.metric_total,
        SystemMetricDaily.metric_lowest,
        SystemMetricDaily.metric_highest,
    )
    async with store.unit_of_work() as work:
        rows = await work.vault.db.execute(select(*columns).order_by(*columns[:3]))
        return [tuple(row) for row in rows]


async def test_each_day_becomes_one_row_a_name_and_endpoint(store: Store, now: datetime) -> None:
    yesterday = now - timedelta(days=1)
    await record(store, yesterday, Metric("turn_ms", 10, "telegram"), Metric("turn_ms", 30, "telegram"))
    await record(store, yesterday, Metric("turn_ms", 5, "discord"), Metric("form_begun", 1))
    await record(store, now, Metric("turn_ms", 99, "telegram"))

    assert await roll_up(store, now.date()) == 3
    day = yesterday.date()
    assert await daily(store) == [
        (day, "form_begun", "", 1, 1, 1, 1),
        (day, "turn_ms", "discord", 1, 5, 5, 5),
        (day, "turn_ms", "telegram", 2, 40, 10, 30),
    ]
    assert await roll_up(store, now.date()) == 0


async def test_days_without_a_measurement_and_days_that_were_missed_are_caught_up(
    store: Store, now: datetime
) -> None:
    for days in (40, 3, 1):
        await record(store, now - timedelta(days=days), Metric("form_begun", 1))

    assert await roll_up(store, now.date()) == 3
    assert [row[0] for row in await daily(store)] == [now.date() - timedelta(days=d) for d in (40, 3, 1)]


async def test_what_was_rolled_up_goes_after_ninety_days_and_the_day_stays(store: Store, now: datetime) -> None:
    midnight = now.replace(hour=0, minute=0)
    for days in (90, 91):
        for second in (0, 86399):
            await record(store, midnight - timedelta(days=days, seconds=-second), Metric("form_begun", 1))

    assert await store.transact(lambda db: metrics.forget_raw(db, now.date())) == 0  # not rolled up yet
    await roll_up(store, now.date())
    assert await store.transact(lambda db: metrics.forget_raw(db, now.date())) == 2
    assert await store.transact(lambda db: metrics.forget_raw(db, now.date())) == 0
    assert await raw(store) == 2
    assert [row[3] for row in await daily(store)] == [2, 2]


@pytest.mark.parametrize(
    "metric",
    [Metric("birth", 1), Metric("answer", 1, "하나"), Metric("answer", 1, "1987-03-08"), Metric("error", 1, "")],
)
async def test_what_is_no_code_word_is_not_recorded(store: Store, now: datetime, metric: Metric) -> None:
    with pytest.raises(ValueError, match=r"no metric|no code word"):
        await record(store, now, metric)
