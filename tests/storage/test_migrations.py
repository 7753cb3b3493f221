"""The schema goes up, down and up again, and is what the models say, on both kinds of database."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import schema
from storage.engine import make_engine
from storage.errors import StartRefused
from storage.models import SCHEMA_REVISION, Base, SchemaMigration
from tests.storage.definitions import fingerprint

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


async def test_a_revision_cut_off_before_its_version_was_written_runs_again(mariadb: URL) -> None:
    """MariaDB commits each DDL by itself, so a kill may fall between the table and the row that says so."""
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    whole = await fingerprint(engine)
    for done, left in (("0008", "0009"), ("0004", "0005")):
        await schema.upgrade(engine)
        async with engine.begin() as db:
            await db.execute(text("UPDATE alembic_version SET version_num = :done"), {"done": done})
            await db.execute(text("DELETE FROM schema_migrations WHERE version >= :left"), {"left": left})
        assert await schema.upgrade(engine)
        assert await fingerprint(engine) == whole
    await engine.dispose()


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


def test_the_pin_of_pymysql_is_still_needed() -> None:
    """aiomysql 0.3.2 breaks on PyMySQL 1.2.1 and later; when a newer one is out, try without the pin."""
    assert version("aiomysql") == "0.3.2"


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
