"""The schema goes up, down and up again, and is what the models say, on both kinds of database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import event, func, insert, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import LogEntry
from storage import schema
from storage.engine import make_engine
from storage.errors import StartRefused
from storage.models import SCHEMA_REVISION, Base, SchemaMigration, SystemMetric
from storage.store import Store
from tests.storage.definitions import fingerprint
from tests.storage.people import BIRTH, begin, chart

_PROJECT = Path(__file__).parents[2]


async def test_up_down_and_up_again(database: URL) -> None:
    engine = make_engine(database)
    assert await schema.upgrade(engine)
    first = await fingerprint(engine)
    assert await schema.differences(engine) == ()

    await schema.downgrade(engine, "base")
    assert await schema.current(engine) is None
    assert await tables(engine) == ["alembic_version"]

    assert await schema.upgrade(engine)
    assert await fingerprint(engine) == first
    assert await schema.current(engine) == SCHEMA_REVISION
    await engine.dispose()


async def test_the_migrations_make_what_the_models_say(database: URL) -> None:
    """Letter by letter: Alembic's own comparison sees neither a lost CHECK nor DATETIME(6) become DATETIME."""
    engine = make_engine(database)
    await schema.upgrade(engine)
    migrated = await fingerprint(engine)
    await schema.downgrade(engine, "base")
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.create_all)

    by_models = await fingerprint(engine)
    assert migrated.keys() - by_models.keys() == {"masked_user_sessions"}
    assert {name: migrated[name] for name in by_models} == by_models
    assert by_models.keys() == Base.metadata.tables.keys()
    await engine.dispose()


async def test_each_step_has_its_row_in_the_ledger(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    revisions = [script.revision for script in reversed(list(scripts().walk_revisions()))]

    assert [version for version, _, _ in await ledger(engine)] == revisions
    assert all(description and rollback for _, description, rollback in await ledger(engine))

    await schema.downgrade(engine)
    assert [version for version, _, _ in await ledger(engine)] == revisions[:-1]
    await engine.dispose()


async def test_the_rollback_in_the_ledger_is_the_way_back(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    *_, (_, _, rollback) = await ledger(engine)
    async with engine.begin() as db:
        await db.execute(text(rollback.rstrip(";")))
    by_hand = await tables(engine)
    await schema.downgrade(engine)
    assert await tables(engine) == by_hand
    await engine.dispose()


async def test_up_down_and_up_again_with_rows_in_the_tables(store: Store, database: URL, now: datetime) -> None:
    """Down to each revision and up again: what a revision does not concern stays, to the byte."""
    _, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.updates.take("telegram", "7", now)
        await work.sessions.save(replace(session, birth=BIRTH), [LogEntry("user", "안녕하세요")])
        await work.readings.save(session, chart(), now)
        await work.vault.db.execute(insert(SystemMetric), metrics(now))
        await work.commit()
    engine = make_engine(database)
    before = await rows(engine)
    for target in ("0024", "0015", "0010", "0009"):
        await schema.downgrade(engine, target)
        await schema.upgrade(engine)
        assert await schema.differences(engine) == ()
    kept = ("users", "data_keys", "user_sessions", "saju_calculations", "saju_analyses", "conversation_logs")
    after = await rows(engine)
    assert all(before[table] for table in kept)
    assert {table: after[table] for table in kept} == {table: before[table] for table in kept}

    await schema.downgrade(engine, "base")
    await schema.upgrade(engine)
    assert all(not found for table, found in (await rows(engine)).items() if table != "schema_migrations")
    await engine.dispose()


async def test_a_kill_after_any_statement_of_a_migration_is_made_good_by_the_next_run(mariadb: URL) -> None:
    """MariaDB commits each DDL by itself, so a kill may fall between it and the row that says so: on the way up
    and on the way down, after each one.
    """
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    whole = await fingerprint(engine)
    await schema.downgrade(engine, "base")
    kills = 0
    with killing_after_each_change(engine):
        while await schema.current(engine) != SCHEMA_REVISION:
            try:
                await schema.upgrade(engine)
            except Killed:
                kills += 1
    assert await fingerprint(engine) == whole
    assert kills >= len(whole), "after each table and view at the least"
    with killing_after_each_change(engine):
        while await schema.current(engine) is not None:
            with suppress(Killed):
                await schema.downgrade(engine, "base")
    assert await tables(engine) == ["alembic_version"]
    await engine.dispose()


class Killed(BaseException):
    """Nothing of ours catches it, as nothing catches a kill."""


@contextmanager
def killing_after_each_change(engine: AsyncEngine) -> Iterator[None]:
    """Each DDL statement is done, and then cuts its run off; the next time the same one may pass."""
    seen: set[str] = set()

    def after(_db: Any, _cursor: Any, statement: str, *_: object) -> None:
        changes = re.match(r"\s*(CREATE|ALTER|DROP)\b", statement) and "alembic_version" not in statement
        if changes and statement not in seen:
            seen.add(statement)
            raise Killed

    event.listen(engine.sync_engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "after_cursor_execute", after)


async def test_a_current_schema_is_left_alone(database: URL) -> None:
    engine = make_engine(database)
    assert await schema.upgrade(engine)
    assert not await schema.upgrade(engine)
    assert not await schema.upgrade(engine, SCHEMA_REVISION)
    await schema.require_current(engine)
    await engine.dispose()


async def test_a_revision_that_is_not_there_is_told(database: URL) -> None:
    engine = make_engine(database)
    with pytest.raises(StartRefused, match="cannot move to 4711"):
        await schema.upgrade(engine, "4711")
    await engine.dispose()


def test_the_program_knows_the_newest_revision() -> None:
    assert scripts().get_current_head() == SCHEMA_REVISION


async def test_a_difference_is_told(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    async with engine.begin() as db:
        await db.execute(text("ALTER TABLE users DROP COLUMN last_login"))
    (difference,) = await schema.differences(engine)
    assert "last_login" in difference
    await engine.dispose()


@pytest.mark.parametrize("role", ["assistant", "robot"])
async def test_the_checks_hold(database: URL, role: str) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    line = text(
        "INSERT INTO conversation_logs (log_id, created_at, session_id, user_id, owner_id, message_order, role)"
        " VALUES (:id, '2026-11-23 03:00:00', :id, :id, :id, 1, :role)"
    )
    async with engine.connect() as db:
        with pytest.raises(Exception, match="ck_conversation_logs_"):
            await db.execute(line, {"id": bytes(16), "role": role})
    await engine.dispose()


async def test_foreign_keys_hold(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    orphan = text(
        "INSERT INTO user_sessions (session_id, user_id, in_form, next_order, created_at, updated_at,"
        " last_activity, expires_at) VALUES (:id, :id, 0, 1, :t, :t, :t, :t)"
    )
    async with engine.connect() as db:
        with pytest.raises(IntegrityError):
            await db.execute(orphan, {"id": bytes(16), "t": "2026-11-23 03:00:00"})
    await engine.dispose()


def metrics(now: datetime) -> list[dict[str, Any]]:
    return [{"metric_id": uuid4(), "created_at": now, "metric_name": "turn_ms", "metric_value": 8.5}]


async def rows(engine: AsyncEngine) -> dict[str, list[tuple[Any, ...]]]:
    async with engine.connect() as db:
        return {
            table.name: sorted((tuple(row) for row in await db.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def scripts() -> ScriptDirectory:
    """By the configuration in pyproject.toml, which the `alembic` command uses."""
    return ScriptDirectory.from_config(Config(toml_file=_PROJECT / "pyproject.toml"))


async def tables(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as db:
        return await db.run_sync(lambda connection: sorted(inspect(connection).get_table_names()))


async def ledger(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    columns = (SchemaMigration.version, SchemaMigration.description, SchemaMigration.rollback_sql)
    async with engine.connect() as db:
        rows = (await db.execute(select(*columns).order_by(func.length(columns[0]), columns[0]))).all()
    return [(row[0], row[1], row[2]) for row in rows]
