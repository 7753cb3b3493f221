"""What a server tells of itself, asked of one that keeps it: MariaDB leaves both sources off by default."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import schema
from storage.database_figures import NOT_AVAILABLE, database_figures
from storage.engine import make_engine
from storage.statistics import Figures
from tests.campaigns.mariadb_server import MariadbServer

INDEX = "ix_processed_updates_received_at"
STORES = (
    "INSERT INTO processed_updates (update_bidx, platform, received_at) VALUES (REPEAT('x', 32), 'test', NOW())"
)
READS = f"SELECT COUNT(*) FROM processed_updates FORCE INDEX ({INDEX}) WHERE received_at > '2000-01-01'"


async def told_after(server: MariadbServer, *statements: str) -> Figures:
    """The figures of the whole schema, after these statements were run."""
    engine = make_engine(server.url)
    try:
        await schema.upgrade(engine)
        async with engine.connect() as db:
            for statement in statements:
                await db.execute(text(statement))
            return await database_figures(db)
    finally:
        await engine.dispose()


@pytest.mark.parametrize(
    ("option", "source"),
    [("--performance-schema=ON", "performance_schema"), ("--userstat=ON", "userstat")],
)
async def test_an_index_is_named_until_it_served_somebody(option: str, source: str) -> None:
    with MariadbServer(option) as server:
        before = await told_after(server)
        after = await told_after(server, STORES, READS)

    assert before["indexes_unused_from"] == source
    unused, still = (set(str(figures["indexes_unused_names"]).split(", ")) for figures in (before, after))
    assert before["indexes_unused"] == len(unused)
    assert f"processed_updates.{INDEX}" in unused - still
    assert "PRIMARY" not in str(before["indexes_unused_names"])


async def test_a_statement_that_took_more_than_a_second_is_counted() -> None:
    with MariadbServer("--performance-schema=ON") as server:
        quick = await told_after(server)
        slow = await told_after(server, "SELECT SLEEP(1.1)")

    assert quick["slow_statements_from"] == "performance_schema"
    assert quick["slow_statements"] != NOT_AVAILABLE
    assert int(slow["slow_statements"] or 0) == int(quick["slow_statements"] or 0) + 1
