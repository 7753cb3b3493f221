"""The 45 defects of the database document as it was asked for, each with the tests that hold its correction.

The table names them, so that nobody repairs one of them back in; what no other file tests is tested here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.engine import URL

from core.ports import LogEntry
from storage import schema
from storage.engine import make_engine
from storage.models import Base, ProcessedUpdate, SystemMetric
from storage.store import Store
from tests.storage.people import BIRTH, begin, chart

_TESTS = Path(__file__).parents[1]

# Number: what was wrong, and the tests, or "-" and why none is needed.
DEFECTS: dict[int, tuple[str, str]] = {
    1: ("a partitioned table with a foreign key", "test_the_schema_is_as_it_was_agreed"),
    2: ("partitions by a function of a TIMESTAMP", "test_the_schema_is_as_it_was_agreed"),
    3: ("a primary key without the partition's column", "test_the_schema_is_as_it_was_agreed"),
    4: ("partitions that prune nothing", "test_one_month_is_read_for_a_month_s_query"),
    5: ("months that end, and all rows in p_future", "test_rows_in_the_future_are_an_alarm"),
    6: ("no unique order on a partitioned table", "test_two_writers_of_one_conversation_give_out_no_number_twice"),
    7: ("metrics in DECIMAL(10,4)", "test_a_metric_is_kept_as_it_was_measured"),
    8: ("a leap month takes the place of the month", "test_every_input_tells_two_charts_apart"),
    9: ("an hour that must be known", "test_a_chart_without_an_hour_is_stored"),
    10: ("a lunar date in a DATETIME", "test_a_day_that_only_the_moon_has_is_stored"),
    11: ("no sex", "test_every_input_tells_two_charts_apart"),
    12: ("births and pillars in clear", "test_nothing_private_stands_readable_in_any_file"),
    13: ("names of accounts compared loosely", "test_a_person_is_known_again_by_platform_and_account"),
    14: ("the end of a session takes its log along", "test_the_end_of_a_session_leaves_its_figures"),
    15: ("sessions that do not slide", "test_a_session_slides_but_not_for_ever"),
    16: ("TIMESTAMP ends in 2038 and at the second", "test_an_instant_is_kept_beyond_2038_and_to_the_microsecond"),
    17: ("roles and contents too narrow", "test_a_long_answer_and_a_system_line_are_stored"),
    18: ("two lines with one number", "test_two_writers_of_one_conversation_give_out_no_number_twice"),
    19: ("two analyses of a chart, minus five of wood", "test_a_chart_whose_elements_do_not_add_up_is_refused"),
    20: ("contradictory rows", "- births are validated values before they are encrypted: tests/core/saju"),
    21: ("a masked view by chance, with real ids", "test_the_view_shows_references_and_days_and_says_the_same"),
    22: ("indexes that are the beginning of others", "test_no_index_is_the_beginning_of_another"),
    23: ("silence of performance_schema taken for health", "tests/jobs/test_figures.py"),
    24: ("a ledger written by hand", "test_each_step_has_its_row_in_the_ledger"),
    25: ("damaged letters in comments", "test_the_catalogue_is_ascii"),
    26: ("a new key over old data", "test_a_lost_key_file_is_not_replaced"),
    27: ("base64 over base64", "- columns are bytes: test_the_schema_is_as_it_was_agreed"),
    28: ("ciphertexts that can be moved", "test_a_value_moved_to_another_row_is_refused"),
    29: ("imports that are missing", "- no such snippet here; mypy sees each name"),
    30: ("a cache that outlives its session", "tests/storage/test_cache.py"),
    31: ("a driver that blocks the loop", "test_a_connection_that_is_cut_is_replaced"),
    32: ("more connections than the server has", "test_the_pool_is_small"),
    33: ("a password on a command line", "test_no_password_stands_on_a_command_line"),
    34: ("a dump of nothing that replaces the good ones", "test_the_server_is_down"),
    35: ("a dump in clear", "test_no_key_of_anybody_is_in_the_main_backup"),
    36: ("a tar of a living Chroma folder", "- it is rebuilt from the texts in the tree, never backed up"),
    37: ("nested metadata", "tests/knowledge/test_ingest.py"),
    38: ("empty lists in metadata", "tests/knowledge/test_ingest.py"),
    39: ("numbers that metadata lose", "tests/knowledge/test_ingest.py"),
    40: ("add, which ignores what is known", "tests/knowledge/test_ingest.py"),
    41: ("two models in one collection", "tests/knowledge/test_library.py"),
    42: ("conditions without $and", "tests/knowledge/test_library.py"),
    43: ("a folder relative to wherever one is", "- bot/settings.py: SAJU_DATA_DIR, absolute by default"),
    44: ("a build time that is always now", "tests/knowledge/test_ingest.py"),
    45: ("no consent, no erasure, no access log", "test_an_erased_person_leaves_a_nameless_row_and_nothing_else"),
}


def test_each_defect_is_named_once_with_a_test_that_is_there() -> None:
    assert sorted(DEFECTS) == list(range(1, 46))
    written = "\n".join(file.read_text("utf-8") for file in _TESTS.rglob("test_*.py"))
    for number, (_, held_by) in DEFECTS.items():
        if held_by.startswith("tests/"):
            assert (_TESTS.parent / held_by).is_file(), number
        elif not held_by.startswith("- "):
            assert re.search(rf"def {held_by}", written), number


async def test_a_metric_is_kept_as_it_was_measured(store: Store, now: datetime) -> None:
    measured = [8.0 * 2**30, 999_999.99999, 0.00001234]
    rows = [
        {"metric_id": UUID(int=n), "created_at": now, "metric_name": "m", "metric_value": value}
        for n, value in enumerate(measured)
    ]
    async with store.unit_of_work() as work:
        await work.vault.db.execute(insert(SystemMetric), rows)
        query = select(SystemMetric.metric_value).order_by(SystemMetric.metric_id)
        assert (await work.vault.db.execute(query)).scalars().all() == measured


async def test_every_input_tells_two_charts_apart(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    births: list[dict[str, Any]] = [
        {},
        {"leap_month": True},
        {"sex": "male"},
        {"zone": "Asia/Tokyo"},
        {"calendar": "lunar"},
    ]
    async with store.unit_of_work() as work:
        ids = {await work.readings.save(session, chart(**changed), now) for changed in births}
        engine_renewed = {**chart(), "calculation_version": "2"}
        ids.add(await work.readings.save(session, engine_renewed, now))
    assert len(ids) == len(births) + 1


async def test_a_chart_without_an_hour_is_stored(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    pillars = {**chart()["pillars"], "time": None}
    counts = {"wood": 2, "fire": 2, "earth": 1, "metal": 0, "water": 1}
    hourless = {**chart(time=None, time_unknown=True), "pillars": pillars, "ohang": counts}
    async with store.unit_of_work() as work:
        assert await work.readings.save(session, hourless, now)


async def test_a_day_that_only_the_moon_has_is_stored(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    birth = {**BIRTH, "calendar": "lunar", "date": "1987-02-30"}
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, birth=birth))
        found = await work.sessions.latest(hana.user_id)
    assert found is not None
    assert found.birth == birth


async def test_the_end_of_a_session_leaves_its_figures(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.save(session, [LogEntry("user", "안녕하세요", response_time_ms=7)])
        await work.readings.save(session, chart(), now)
        await work.sessions.end(session.session_id, now)
        await work.commit()
    async with store.unit_of_work() as work:
        for table, column in (("conversation_logs", "response_time_ms"), ("saju_calculations", "day_ganji")):
            query = f"SELECT {column} FROM {table}"
            assert (await work.vault.db.exec_driver_sql(query)).scalars().all() in ([7], ["丙辰"])
    assert hana.user_id == session.user_id


async def test_an_instant_is_kept_beyond_2038_and_to_the_microsecond(store: Store) -> None:
    instant = datetime(2040, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    async with store.unit_of_work() as work:
        await work.updates.take("telegram", "7", instant)
        assert (await work.vault.db.execute(select(ProcessedUpdate.received_at))).scalar_one() == instant


async def test_a_long_answer_and_a_system_line_are_stored(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    lines = [
        LogEntry("system", "규칙"),
        LogEntry("assistant", "가" * 22_000),
        LogEntry("assistant", "", tool_calls=({"name": "seun"},)),
    ]
    async with store.unit_of_work() as work:
        await work.sessions.save(session, lines)
        await work.commit()


async def test_no_index_is_the_beginning_of_another(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    async with engine.connect() as db:
        assert await db.run_sync(_beginnings) == []
    await engine.dispose()


def _beginnings(db: Connection) -> list[str]:
    found = []
    for table in inspect(db).get_table_names():
        primary = tuple(inspect(db).get_pk_constraint(table)["constrained_columns"])
        # On MySQL a unique key is an index too, and told as one.
        others = {
            (*(column or "" for column in index["column_names"]),) for index in inspect(db).get_indexes(table)
        }
        for one in others:
            found += [f"{table}: {one}" for other in {primary, *others} - {one} if other[: len(one)] == one]
    return found


def test_the_catalogue_is_ascii() -> None:
    """The files are what each database said of itself (test_fingerprint.py)."""
    folder = Path(__file__).parent / "fingerprints"
    assert [file.read_text("utf-8").isascii() for file in folder.iterdir()] == [True, True]


def test_the_pool_is_small() -> None:
    """Eight and eight more for each process: nine of them fit into the 151 connections that a server has."""
    pool = make_engine("mysql://root@127.0.0.1/x").sync_engine.pool
    assert (pool.size(), pool._max_overflow) == (8, 8)  # type: ignore[attr-defined]  # of a QueuePool


@pytest.mark.parametrize("table", ["conversation_logs", "system_metrics"])
def test_what_is_partitioned_has_no_foreign_key(table: str) -> None:
    assert not Base.metadata.tables[table].foreign_keys
    assert all(key.column.table.name != table for t in Base.metadata.tables.values() for key in t.foreign_keys)
