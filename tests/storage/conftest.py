"""A store as the daemon opens it: on SQLite in a folder of its own, and on MariaDB in a schema of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.engine import make_engine, sqlite_url
from storage.keyring import new_key
from storage.store import Store, open_store
from tests.storage.backups import Vaulted, people, vaulted
from tests.storage.people import begin
from tests.storage.redis_entries import PORT, Redis, reached

_SERVER = make_url(os.environ.get("SAJU_TEST_MARIADB", "mysql+aiomysql://root@127.0.0.1:3306"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="session")
def mariadb_answers() -> bool:
    async def answers() -> bool:
        try:
            reader, writer = await asyncio.open_connection(_SERVER.host, _SERVER.port)
        except OSError:
            return False
        await reader.read(1)
        writer.close()
        await writer.wait_closed()
        return True

    return asyncio.run(answers())


@pytest.fixture
def mariadb(mariadb_answers: bool) -> Iterator[URL]:
    """The address of an empty schema, dropped afterwards."""
    if not mariadb_answers:
        if os.environ.get("SAJU_REQUIRE_SERVICES") == "1":
            pytest.fail(f"no MariaDB at {_SERVER.host}:{_SERVER.port}")
        pytest.skip(f"no MariaDB at {_SERVER.host}:{_SERVER.port}")
    name = f"saju_test_{uuid4().hex}"
    asyncio.run(_on_server(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    yield _SERVER.set(database=name)
    asyncio.run(_on_server(f"DROP DATABASE {name}"))


@pytest.fixture(params=["sqlite", "mariadb"])
def database(request: pytest.FixtureRequest, data_dir: Path) -> URL:
    if request.param == "sqlite":
        return sqlite_url(data_dir)
    url: URL = request.getfixturevalue("mariadb")
    return url


@pytest.fixture
def elsewhere(database: URL, tmp_path: Path) -> Iterator[URL]:
    """The address of a second, empty database of the same kind."""
    if database.get_backend_name() == "sqlite":
        yield sqlite_url(tmp_path / "elsewhere")
        return
    name = f"saju_test_{uuid4().hex}"
    asyncio.run(_on_server(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    yield _SERVER.set(database=name)
    asyncio.run(_on_server(f"DROP DATABASE {name}"))


@pytest.fixture
async def vault(database: URL, data_dir: Path, tmp_path: Path, now: datetime) -> Vaulted:
    """A database with Hana and eleven others in it, and a place for its backups."""
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    made = vaulted(database, data_dir, tmp_path / "safe", new_key())
    opened = await made.open(now)
    await begin(opened, now)
    await people(opened, 11, now)
    await opened.close()
    return made


@pytest.fixture
async def store(database: URL, data_dir: Path, now: datetime) -> AsyncIterator[Store]:
    """An open store on each kind of database."""
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    opened = await open_store(data_dir, now, url=database, encryption_keys=new_key())
    yield opened
    await opened.close()


@pytest.fixture
async def redis_if_there() -> AsyncIterator[Redis | None]:
    """For what runs without it as well."""
    async with reached() as found:
        if found is None and os.environ.get("SAJU_REQUIRE_SERVICES") == "1":
            pytest.fail(f"no Redis at 127.0.0.1:{PORT}")
        yield found


@pytest.fixture
def server(redis_if_there: Redis | None) -> Redis:
    if redis_if_there is None:
        pytest.skip(f"no Redis at 127.0.0.1:{PORT}")
    return redis_if_there


async def _on_server(statement: str) -> None:
    engine = make_engine(_SERVER)
    async with engine.begin() as db:
        await db.execute(text(statement))
    await engine.dispose()
