"""What Alembic runs: on the connection that the program hands over, or on its own for the `alembic` command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from alembic import context
from sqlalchemy import Connection, Dialect
from sqlalchemy.engine import make_url

from bot.settings import read_settings
from migrations.ledger import ledger_writer, render_rollbacks
from storage.engine import make_engine, sqlite_url
from storage.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite can take DDL back, so all revisions of one run stand or fall together, and a second process that
        # starts at the same time waits and then finds nothing to do.
        transactional_ddl=connection.dialect.name == "sqlite",
        on_version_apply=writer_for(connection.dialect),
    )
    with context.begin_transaction():
        context.run_migrations()


def run_offline(url: str) -> None:
    dialect = make_url(url).get_dialect()()
    context.configure(
        url=url,
        target_metadata=Base.metadata,
        literal_binds=True,
        on_version_apply=writer_for(dialect),
    )
    with context.begin_transaction():
        context.run_migrations()


def writer_for(dialect: Dialect) -> Callable[..., None]:
    return ledger_writer(render_rollbacks(context.script, dialect))


async def run_online(url: str) -> None:
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


def database_url() -> str:
    settings = read_settings()
    url = settings.database_url or sqlite_url(settings.data_dir)
    return make_url(url).render_as_string(hide_password=False)


if (handed_over := context.config.attributes.get("connection")) is not None:
    run(handed_over)
elif context.is_offline_mode():
    run_offline(database_url())
else:
    asyncio.run(run_online(database_url()))
