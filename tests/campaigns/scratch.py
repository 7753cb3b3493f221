"""A database for a campaign: a MariaDB of its own, or an empty SQLite file."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.engine import URL

from storage import schema
from storage.engine import make_engine, sqlite_url
from tests.campaigns.mariadb_server import MariadbServer


@asynccontextmanager
async def scratch_database(kind: str) -> AsyncIterator[tuple[URL, Path]]:
    """The address of a database at the newest schema and an empty data folder; both go afterwards."""
    with TemporaryDirectory(prefix="saju-campaign-") as folder:
        if kind == "sqlite":
            yield await upgraded(sqlite_url(Path(folder))), Path(folder)
        else:
            with MariadbServer() as server:
                yield await upgraded(server.url), Path(folder)


@asynccontextmanager
async def scratch_pair(kind: str) -> AsyncIterator[tuple[URL, Path, URL]]:
    """As `scratch_database`, and the address of a second database that has nothing in it."""
    async with scratch_database(kind) as (url, data_dir):
        if kind == "sqlite":
            yield url, data_dir, sqlite_url(data_dir.with_name(f"{data_dir.name}-elsewhere"))
            shutil.rmtree(data_dir.with_name(f"{data_dir.name}-elsewhere"), ignore_errors=True)
            return
        engine = make_engine(url)
        async with engine.begin() as db:
            await db.execute(text("CREATE DATABASE elsewhere CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
        await engine.dispose()
        yield url, data_dir, url.set(database="elsewhere")


async def upgraded(url: URL) -> URL:
    engine = make_engine(url)
    try:
        await schema.upgrade(engine)
    finally:
        await engine.dispose()
    return url


def spelled(url: URL) -> str:
    return url.render_as_string(hide_password=False)
