"""Figures for operators: what they count, what they cannot know, and what is wrong with an installation."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import Finding, examine
from bot.settings import Settings
from core.ports import LogEntry, Metric
from storage.database_figures import NOT_AVAILABLE, database_figures
from storage.engine import is_sqlite
from storage.keyring import KEY_FILE_NAME, new_key
from storage.statistics import Figures, statistics
from storage.store import Store, open_store
from tests.storage.people import begin, chart

WEEK = timedelta(days=7)


async def figures(store: Store, now: datetime) -> Figures:
    return await store.transact(lambda db: statistics(db, now - WEEK, now))


async def test_a_person_who_asked_twice_is_counted(store: Store, now: datetime) -> None:
    user, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.users.save(replace(user, consent_version="1", consented_at=now), now)
        await work.readings.save(session, chart(), now)
        timed = [LogEntry("assistant", "answer:wealth", response_time_ms=ms, tokens_out=10) for ms in range(1, 101)]
        await work.messages.append(session, timed, now)
        measured = [Metric("form_begun", 1), Metric("form_step", 1, "date"), Metric("form_step", 1, "time")]
        answered = [Metric("answer", 1, "wealth"), Metric("answer", 1, "wealth"), Metric("error", 1, "bug")]
        await work.metrics.record([*measured, *answered], now)
        await work.commit()

    found = await figures(store, now)
    expected = {
        "people": 1,
        "people_new": 1,
        "people_consented": 1,
        "sessions": 1,
        "sessions_live": 1,
        "charts": 1,
        "forms": 1,
        "form_steps": 2,
        "form_steps_date": 1,
        "form_steps_time": 1,
        "answers": 2,
        "answers_wealth": 2,
        "errors": 1,
        "errors_bug": 1,
        "turns": 100,
        "latency_p50_ms": 50,
        "latency_p95_ms": 95,
        "tokens_out": 1000,
    }
    assert {key: found[key] for key in expected} == expected


async def test_what_happened_before_the_period_is_not_counted(store: Store, now: datetime) -> None:
    await begin(store, now - WEEK - timedelta(seconds=1))
    found = await figures(store, now)

    assert (found["people"], found["people_new"], found["sessions"], found["sessions_live"]) == (1, 0, 0, 0)
    assert (found["turns"], found["latency_p50_ms"]) == (0, None)


async def test_what_the_database_does_not_keep_is_said_to_be_not_available(store: Store) -> None:
    found = await store.transact(database_figures)

    assert all(isinstance(value, int | str) for value in found.values())
    if is_sqlite(store.engine):
        assert found["slow_statements"] == found["indexes_unused"] == NOT_AVAILABLE
    elif found["indexes_unused_from"] == "performance_schema and userstat are off":
        assert found["indexes_unused"] == NOT_AVAILABLE
        assert isinstance(found["slow_statements"], int)


async def told(settings: Settings, now: datetime) -> dict[str, Finding]:
    return {each.check: each for each in await examine(settings, now)}


async def test_nothing_is_wrong_before_the_first_start_and_looking_makes_nothing(
    tmp_path: Path, now: datetime
) -> None:
    found = await told(Settings(data_dir=tmp_path / "data"), now)

    assert {each.verdict for each in found.values()} == {"ok", "not used"}
    assert not any(await asyncio.to_thread(os.listdir, tmp_path))


async def test_a_sound_folder_is_sound(data_dir: Path, now: datetime) -> None:
    await (await open_store(data_dir, now)).close()
    found = await told(Settings(data_dir=data_dir), now)

    assert [each for each in found.values() if each.verdict == "wrong"] == []
    assert {found[check].verdict for check in ("key_file", "database", "schema", "canary", "clock")} == {"ok"}


async def test_each_fault_is_told_with_its_remedy(data_dir: Path, now: datetime) -> None:
    await (await open_store(data_dir, now)).close()
    settings = Settings(data_dir=data_dir)
    key_file = data_dir / KEY_FILE_NAME
    key_file.chmod(0o644)
    assert f"chmod 600 {key_file}" in (await told(settings, now))["key_file"].note
    key_file.chmod(0o600)
    await asyncio.to_thread(data_dir.chmod, 0o755)
    assert f"chmod 700 {data_dir}" in (await told(settings, now))["data_folder"].note
    await asyncio.to_thread(data_dir.chmod, 0o700)

    other_keys = await told(replace(settings, encryption_keys=new_key()), now)
    assert "not in the key ring" in other_keys["canary"].note
    assert (await told(settings, datetime.fromisoformat("1970-01-01T00:00:00+00:00")))["clock"].verdict == "wrong"
    no_backups = await told(replace(settings, backup_recipient="age1x"), now)
    assert "saju-bot backup create" in no_backups["backups"].note
    no_redis = await told(replace(settings, redis_url="redis://127.0.0.1:1"), now)
    assert no_redis["redis"].verdict == "wrong"
    key_file.unlink()
    assert (await told(settings, now))["key_file"].verdict == "wrong"


async def test_a_server_that_is_not_there_is_told_without_its_address(tmp_path: Path, now: datetime) -> None:
    found = await told(Settings(data_dir=tmp_path, database_url="mysql://me:hush@127.0.0.1:1/db"), now)

    assert found["database"].verdict == "wrong"
    assert "hush" not in repr(found)


async def test_a_filled_future_partition_is_an_alarm(store: Store, data_dir: Path, now: datetime) -> None:
    if is_sqlite(store.engine):
        pytest.skip("SQLite has no partitions")
    _, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.messages.append(session, [LogEntry("user", "begin")], now)
        await work.commit()
    url = store.engine.url.render_as_string(hide_password=False)
    found = await told(Settings(data_dir=data_dir, database_url=url, encryption_keys=new_key()), now)

    assert "conversation_logs" in found["partitions"].note
    assert "jobs run rotate_partitions" in found["partitions"].note
