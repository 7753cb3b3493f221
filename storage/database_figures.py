"""What the database knows of itself: slow statements and unused indexes. Where it does not say, so do we.

MySQL has it in performance_schema. MariaDB leaves that off by default, and its tables then look empty and healthy:
the counter of slow queries and the plugin `userstat` stand in. SQLite keeps no such figures.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outages import code_of
from storage.statistics import Figures

NOT_AVAILABLE: Final = "not available"
_ACCESS_DENIED: Final = (1044, 1045, 1142, 1143, 1227)
_SLOW_US: Final = 1_000_000

_UNUSED_BY_PERFORMANCE_SCHEMA: Final = (
    "SELECT CONCAT(object_name, '.', index_name) FROM performance_schema.table_io_waits_summary_by_index_usage"
    " WHERE object_schema = DATABASE() AND index_name IS NOT NULL AND index_name <> 'PRIMARY' AND count_star = 0"
)
_UNUSED_BY_USERSTAT: Final = (
    "SELECT DISTINCT CONCAT(s.table_name, '.', s.index_name) FROM information_schema.statistics s"
    " LEFT JOIN information_schema.index_statistics u ON u.table_schema = s.table_schema"
    " AND u.table_name = s.table_name AND u.index_name = s.index_name"
    " WHERE s.table_schema = DATABASE() AND s.index_name <> 'PRIMARY' AND u.rows_read IS NULL"
)
_SLOW_DIGESTS: Final = (
    "SELECT COUNT(*), COALESCE(SUM(count_star), 0) FROM performance_schema.events_statements_summary_by_digest"
    f" WHERE schema_name = DATABASE() AND max_timer_wait >= {_SLOW_US} * 1000000"
)


async def database_figures(db: AsyncConnection) -> Figures:
    """Flat; a value that the server does not keep, or does not show to us, is "not available"."""
    if db.dialect.name == "sqlite":
        version = (await db.execute(text("SELECT sqlite_version()"))).scalar_one()
        return {"database": f"SQLite {version}"} | _nothing("SQLite keeps none")
    version = str((await db.execute(text("SELECT VERSION()"))).scalar_one())
    name = "MariaDB" if "MariaDB" in version else "MySQL"
    source = {"database": f"{name} {version.partition('-')[0]}"}
    if await _switched_on(db, "performance_schema"):
        return {**source, **await _of_performance_schema(db)}
    return {**source, **await _of_mariadb(db)}


def _nothing(why: str) -> Figures:
    return {
        "slow_statements": NOT_AVAILABLE,
        "slow_statements_from": why,
        "indexes_unused": NOT_AVAILABLE,
        "indexes_unused_names": NOT_AVAILABLE,
        "indexes_unused_from": why,
    }


async def _of_performance_schema(db: AsyncConnection) -> Figures:
    source = "performance_schema"
    try:
        slow = int((await db.execute(text(_SLOW_DIGESTS))).one()[0])
        unused = await _unused(db, _UNUSED_BY_PERFORMANCE_SCHEMA, source)
        return {"slow_statements": slow, "slow_statements_from": source, **unused}
    except DBAPIError as error:
        if code_of(error) not in _ACCESS_DENIED:
            raise
        return _nothing("this account may not read performance_schema")


async def _of_mariadb(db: AsyncConnection) -> Figures:
    figures = _nothing("performance_schema and userstat are off")
    counted = (await db.execute(text("SHOW GLOBAL STATUS LIKE 'Slow_queries'"))).one_or_none()
    if counted is not None:
        seconds = (await db.execute(text("SELECT @@GLOBAL.long_query_time"))).scalar_one()
        log = "on" if await _switched_on(db, "slow_query_log") else "off"
        figures |= {
            "slow_statements": int(counted[1]),
            "slow_statements_from": f"server counter, over {float(seconds):g} s; the slow log is {log}",
        }
    if await _switched_on(db, "userstat"):
        figures |= await _unused(db, _UNUSED_BY_USERSTAT, "userstat")
    return figures


async def _unused(db: AsyncConnection, statement: str, source: str) -> Figures:
    names = sorted(str(name) for name in (await db.execute(text(statement))).scalars())
    return {
        "indexes_unused": len(names),
        "indexes_unused_names": ", ".join(names),
        "indexes_unused_from": source,
    }


async def _switched_on(db: AsyncConnection, variable: str) -> bool:
    found = (await db.execute(text("SHOW GLOBAL VARIABLES LIKE :name"), {"name": variable})).one_or_none()
    return found is not None and str(found[1]).upper() in ("ON", "1")
