"""A database for a campaign: a MariaDB of its own, or an empty SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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


async def upgraded(url: URL) -> URL:
    engine = make_engine(url)
    try:
        await schema.upgrade(engine)
    finally:
        await engine.dispose()
    return url


def spelled(url: URL) -> str:
    return url.render_as_string(hide_password=False)
