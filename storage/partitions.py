"""Keeps the monthly partitions of a table: months ahead made, months past their time dropped.

Thin: months.py decides. Several callers at once are harmless: each reads what stands, does one step and reads
again, and a step that another did first is no error. No step waits for a lock: a waiting ALTER makes every writer
queue up behind it, for as long as the slowest reader takes (6 s measured). On SQLite, which has no partitions, rows
past their time are deleted, month for month the same.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import Unavailable
from storage.engine import is_sqlite
from storage.months import AHEAD_MONTHS, FUTURE, Month, Partition, oldest_kept, plan
from storage.outages import code_of, translated

Table = Literal["conversation_logs", "system_metrics"]
TABLES: Final[tuple[Table, ...]] = ("conversation_logs", "system_metrics")

# A p_future with rows is copied when a month is cut from it, and writers wait: 6.3 s for a million rows. So few
# rows take some milliseconds; more must be moved by an operator, at a quiet hour.
_FEW_ROWS: Final = 10_000
_ROWS_AT_ONCE: Final = 5_000
_LOCKED: Final = (1205, 1213)
# Another caller was first: the same name or bound stands already, or the partition is gone.
_DONE_BY_ANOTHER: Final = (1493, 1507, 1517, 1735)
_FIRST_PAUSE_S: Final = 0.002
_LONGEST_PAUSE_S: Final = 0.25
# After each step, so that writers that waited for it need not wait for the next as well.
_BREATH_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Rotation:
    """What one call did. `stray_rows` is the alarm: rows that p_future held, counted up to 10,001."""

    table: str
    created: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    stray_rows: int = 0
    deleted_rows: int = 0  # on SQLite

    @property
    def alarm(self) -> str | None:
        """One line for the operator, or None: the months were not made in time."""
        if not self.stray_rows:
            return None
        count = f"more than {_FEW_ROWS}" if self.stray_rows > _FEW_ROWS else str(self.stray_rows)
        return f"{self.table}: p_future holds rows ({count})"


async def rotate(
    engine: AsyncEngine,
    table: Table,
    today: date,
    *,
    keep_months: int | None,
    ahead_months: int = AHEAD_MONTHS,
    patience_s: float = 60.0,
    force: bool = False,
) -> Rotation:
    """Brings `table` to where months.plan wants it on `today` (UTC). `keep_months` None: nothing is dropped.

    `Unavailable("database_busy")` when no free moment came within `patience_s`; what was done stays done, and the
    next call goes on. `force` cuts months from a p_future however full it is: writers wait meanwhile.
    """
    with translated():
        if is_sqlite(engine):
            oldest = date.min if keep_months is None else oldest_kept(today, keep_months)
            return await _delete(engine, table, oldest)
        async with engine.connect() as connection:
            db = await connection.execution_options(isolation_level="AUTOCOMMIT")
            stray_rows = await _stray_rows(db, table)
            may_create = force or stray_rows <= _FEW_ROWS
            work = _Rotating(db, table, monotonic() + patience_s)
            while True:
                standing = await partitions(db, table)
                if not standing:
                    # They are there, for their rows were just counted: the server leaves a table out of its
                    # information_schema that it cannot open at this moment.
                    await work.pause()
                    continue
                wanted = plan(standing, today, keep_months=keep_months, ahead_months=ahead_months)
                if wanted.create and may_create:
                    await work.create(wanted.create)
                elif wanted.drop:
                    await work.drop(wanted.drop[0])
                else:
                    return Rotation(table, tuple(work.created), tuple(work.dropped), stray_rows)


async def partitions(db: AsyncConnection, table: Table) -> tuple[Partition, ...]:
    """What stands, oldest first; empty where the table is not partitioned."""
    rows = await db.execute(
        text(
            "SELECT partition_name, partition_description FROM information_schema.partitions"
            " WHERE table_schema = DATABASE() AND table_name = :table AND partition_name IS NOT NULL"
            " ORDER BY partition_ordinal_position"
        ),
        {"table": table},
    )
    return tuple(Partition(name, _bound(description)) for name, description in rows)


class _Rotating:
    """One caller's steps, each tried until it finds a free moment or its time is up."""

    def __init__(self, db: AsyncConnection, table: Table, until: float) -> None:
        self.created: list[str] = []
        self.dropped: list[str] = []
        self._db, self._table, self._until = db, table, until
        self._pause_s = _FIRST_PAUSE_S

    async def create(self, months: tuple[Month, ...]) -> None:
        parts = [f"PARTITION {m.partition} VALUES LESS THAN ('{m.plus(1).first_day}')" for m in months]
        parts.append(f"PARTITION {FUTURE} VALUES LESS THAN (MAXVALUE)")
        if await self._step(f"REORGANIZE PARTITION {FUTURE} INTO ({', '.join(parts)})"):
            self.created += [month.partition for month in months]

    async def drop(self, name: str) -> None:
        if await self._step(f"DROP PARTITION {name}"):
            self.dropped.append(name)

    async def pause(self, cause: Exception | None = None) -> None:
        """Before the next try; `Unavailable` when the time is up."""
        if monotonic() > self._until:
            raise Unavailable("database_busy") from cause
        await asyncio.sleep(self._pause_s * random.uniform(0.5, 1.5))
        self._pause_s = min(self._pause_s * 1.5, _LONGEST_PAUSE_S)

    async def _step(self, change: str) -> bool:
        """False when it is to be planned anew: the table was in use, or another caller did it."""
        try:
            await _alter(self._db, self._table, change)
        except DBAPIError as error:
            if code_of(error) in _DONE_BY_ANOTHER:
                return False
            if code_of(error) not in _LOCKED:
                raise
            await self.pause(error)
            return False
        self._pause_s = _FIRST_PAUSE_S
        await asyncio.sleep(_BREATH_S)
        return True


async def _alter(db: AsyncConnection, table: Table, change: str) -> None:
    if db.dialect.is_mariadb:  # type: ignore[attr-defined]  # of the MySQL dialects
        await db.execute(text(f"ALTER TABLE {table} NOWAIT {change}"))
        return
    # MySQL has no NOWAIT here; a second is the shortest wait that it knows.
    before = (await db.execute(text("SELECT @@SESSION.lock_wait_timeout"))).scalar_one()
    await db.execute(text("SET SESSION lock_wait_timeout = 1"))
    try:
        await db.execute(text(f"ALTER TABLE {table} {change}"))
    finally:
        await db.execute(text(f"SET SESSION lock_wait_timeout = {int(before)}"))


async def _stray_rows(db: AsyncConnection, table: Table) -> int:
    some = f"SELECT 1 FROM {table} PARTITION ({FUTURE}) LIMIT {_FEW_ROWS + 1}"
    count: int = (await db.execute(text(f"SELECT COUNT(*) FROM ({some}) AS some"))).scalar_one()
    return count


async def _delete(engine: AsyncEngine, table: Table, oldest: date) -> Rotation:
    """A few rows at a time, so that the one writer of SQLite is never away for long."""
    some = f"SELECT rowid FROM {table} WHERE created_at < :oldest LIMIT {_ROWS_AT_ONCE}"
    deleted = 0
    while True:
        async with engine.begin() as db:
            gone = await db.execute(text(f"DELETE FROM {table} WHERE rowid IN ({some})"), {"oldest": str(oldest)})
        deleted += gone.rowcount
        if gone.rowcount < _ROWS_AT_ONCE:
            return Rotation(table, deleted_rows=deleted)


def _bound(description: str) -> date | None:
    """Of `'2026-12-01 00:00:00'`, quotes included, or `MAXVALUE`."""
    return None if description == "MAXVALUE" else date.fromisoformat(description.strip("'")[:10])
