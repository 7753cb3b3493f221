"""Months made ahead and dropped behind, on a table that others write to."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Unavailable
from storage import partitions, schema
from storage.engine import make_engine
from storage.models import SystemMetric
from storage.months import Partition
from storage.partitions import Rotation, Table, rotate

_TODAY = date(2026, 11, 23)


@pytest.fixture
async def engine(database: URL) -> AsyncEngine:
    made = make_engine(database)
    await schema.upgrade(made)
    return made


async def measure(engine: AsyncEngine, *moments: datetime) -> None:
    rows = [
        {"metric_id": UUID(int=n), "created_at": moment, "metric_name": "turn_ms", "metric_value": 0.5}
        for n, moment in enumerate(moments)
    ]
    async with engine.begin() as db:
        await db.execute(insert(SystemMetric), rows)


async def months(engine: AsyncEngine, table: Table = "system_metrics") -> list[str]:
    async with engine.connect() as db:
        return [partition.name for partition in await partitions.partitions(db, table)]


async def test_retention_is_exact_to_the_month(engine: AsyncEngine) -> None:
    """July goes, August stays, to the microsecond: by dropping a partition or by deleting rows."""
    await rotate(engine, "system_metrics", date(2026, 7, 1), keep_months=3)
    last_of_july = datetime(2026, 8, 1, tzinfo=UTC) - timedelta(microseconds=1)
    first_of_august = datetime(2026, 8, 1, tzinfo=UTC)
    await measure(engine, datetime(2026, 7, 1, tzinfo=UTC), last_of_july, first_of_august)

    for day in (date(2026, 10, 31), _TODAY, _TODAY):
        done = await rotate(engine, "system_metrics", day, keep_months=3)
        assert done.alarm is None

    async with engine.connect() as db:
        left = (await db.execute(select(SystemMetric.created_at))).scalars().all()
    assert left == [first_of_august]
    await engine.dispose()


@pytest.mark.parametrize("table", ["conversation_logs", "system_metrics"])
async def test_three_months_stand_ahead_and_a_second_run_does_nothing(mariadb: URL, table: Table) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    first = await rotate(engine, table, _TODAY, keep_months=3)
    again = await rotate(engine, table, _TODAY, keep_months=3)

    assert first.created == ("p202611", "p202612", "p202701", "p202702")
    assert again == Rotation(table)
    assert await months(engine, table) == [*first.created, "p_future"]
    await engine.dispose()


async def test_several_callers_at_once_end_in_the_same_state(mariadb: URL) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    day = date(2025, 1, 15)
    for _ in range(4):
        done = await asyncio.gather(*(rotate(engine, "conversation_logs", day, keep_months=3) for _ in range(6)))
        made = [name for rotation in done for name in rotation.created]
        dropped = [name for rotation in done for name in rotation.dropped]
        assert len(made) == len(set(made))
        assert len(dropped) == len(set(dropped))
        day += timedelta(days=7 * 30)
    assert len(await months(engine, "conversation_logs")) == 8
    await engine.dispose()


async def test_one_month_is_read_for_a_month_s_query(mariadb: URL) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    await rotate(engine, "system_metrics", _TODAY, keep_months=3)
    await measure(engine, *(datetime(2026, month, 5, tzinfo=UTC) for month in (11, 12)))
    query = (
        "EXPLAIN PARTITIONS SELECT COUNT(*) FROM system_metrics"
        " WHERE created_at >= '2026-12-01' AND created_at < '2027-01-01'"
    )
    async with engine.connect() as db:
        assert (await db.execute(text(query))).one().partitions == "p202612"
    await engine.dispose()


async def test_rows_in_the_future_are_an_alarm(mariadb: URL) -> None:
    """Nobody rotated for months: told, and the few rows find their months."""
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    await rotate(engine, "system_metrics", date(2026, 1, 1), keep_months=3)
    await measure(engine, datetime(2026, 11, 23, tzinfo=UTC))

    late = await rotate(engine, "system_metrics", _TODAY, keep_months=12)
    assert late.alarm == "system_metrics: p_future holds rows (1)"
    assert (await rotate(engine, "system_metrics", _TODAY, keep_months=12)).alarm is None
    await engine.dispose()


async def test_a_table_that_the_server_leaves_out_for_a_moment_is_asked_for_again(
    mariadb: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen once on a busy server: nothing was made, and nothing told of it."""
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    asked: list[str] = []
    found = partitions.partitions

    async def left_out_at_first(db: AsyncConnection, table: Table) -> tuple[Partition, ...]:
        asked.append(table)
        return () if len(asked) == 1 else await found(db, table)

    monkeypatch.setattr("storage.partitions.partitions", left_out_at_first)
    rotation = await rotate(engine, "system_metrics", _TODAY, keep_months=3)
    await engine.dispose()

    assert len(rotation.created) == 4


async def test_a_full_future_is_left_to_the_operator(mariadb: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.partitions._FEW_ROWS", 2)
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    await measure(engine, *(datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3)))

    refused = await rotate(engine, "system_metrics", _TODAY, keep_months=3)
    assert refused.alarm == "system_metrics: p_future holds rows (more than 2)"
    assert refused.created == ()
    forced = await rotate(engine, "system_metrics", _TODAY, keep_months=3, force=True)
    assert len(forced.created) == 4
    await engine.dispose()


async def test_a_long_reader_does_not_make_writers_wait(mariadb: URL) -> None:
    """The ALTER gives way at once instead of queueing up in front of everybody, and comes again later."""
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    async with engine.connect() as reader:
        await reader.execute(select(SystemMetric))
        rotating = asyncio.create_task(rotate(engine, "system_metrics", _TODAY, keep_months=3))
        for n in range(20):
            await asyncio.sleep(0.01)
            async with asyncio.timeout(0.5):
                await measure_one(engine, n)
        assert not rotating.done()
        await reader.rollback()
    assert len((await rotating).created) == 4
    await engine.dispose()


async def test_no_free_moment_is_told(mariadb: URL) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    async with engine.connect() as reader:
        await reader.execute(select(SystemMetric))
        with pytest.raises(Unavailable, match="database_busy"):
            await rotate(engine, "system_metrics", _TODAY, keep_months=3, patience_s=0.1)
    await engine.dispose()


async def measure_one(engine: AsyncEngine, n: int) -> None:
    async with engine.begin() as db:
        await db.execute(
            insert(SystemMetric).values(
                metric_id=UUID(int=n),
                created_at=datetime(2026, 11, 23, tzinfo=UTC),
                metric_name="turn_ms",
                metric_value=0.5,
            )
        )
