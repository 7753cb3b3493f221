"""Rotates the months of a large log while others write to it: `make campaign-partitions`.

    python -m tests.campaigns.rotate_partitions [ROWS]

Prints how long the longest insert took with and without rotation; exit code 1 when one waited
for 100 ms while months were rotated.
Each step of a rotation is some 40 fsyncs, so a slow or shared disk shows:
then both figures are high. On a MariaDB of its own, whose data lie under TMPDIR.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any, Final
from uuid import uuid4

import pymysql
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import schema
from storage.engine import make_engine
from storage.months import Month
from storage.partitions import Rotation, rotate
from tests.campaigns.mariadb_server import MariadbServer

WRITERS: Final = 4
LONGEST_S: Final = 0.1
_FIRST: Final = Month(2026, 8)  # of the months that are filled: August to November
_FILLED: Final = 4
_COLUMNS: Final = "log_id, created_at, session_id, user_id, owner_id, message_order, role, content"
_INSERT: Final = (
    f"INSERT INTO conversation_logs ({_COLUMNS}) VALUES (%s, '2027-02-27 12:00:00', %s, %s, %s, 1, 'user', %s)"
)
_FILL: Final = (
    f"INSERT INTO conversation_logs ({_COLUMNS})"
    " SELECT UNHEX(MD5(seq)), '{day} 00:00:00' + INTERVAL seq MOD 2400000 SECOND, UNHEX(MD5(seq DIV 20)),"
    " UNHEX(MD5(seq DIV 40)), UNHEX(MD5(seq DIV 20)), seq MOD 20 + 1, 'user', REPEAT('x', 128)"
    " FROM seq_{first}_to_{last}"
)


@dataclass(slots=True)
class Writes:
    """Seconds that each insert took, and what went wrong."""

    took_s: list[float] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    rows: int
    quiet: Writes
    rotating: Writes
    rotations: tuple[Rotation, ...]
    rotating_s: float
    read_for_a_month: str

    @property
    def summary(self) -> str:
        dropped = sum(len(r.dropped) for r in self.rotations)
        created = sum(len(r.created) for r in self.rotations)
        return (
            f"partitions: {self.rows} rows, {WRITERS} inserters, {created} months made and {dropped} dropped in"
            f" {self.rotating_s * 1000:.0f} ms; longest insert {max(self.rotating.took_s) * 1000:.1f} ms of"
            f" {len(self.rotating.took_s)} (without rotation {max(self.quiet.took_s) * 1000:.1f} ms of"
            f" {len(self.quiet.took_s)}), {len(self.quiet.failed) + len(self.rotating.failed)} failed;"
            f" a month's query reads {self.read_for_a_month}"
        )


def campaign(rows: int, quiet_s: float = 5.0) -> Result:
    with MariadbServer() as server:
        return asyncio.run(_campaign(server.url, rows, quiet_s))


async def _campaign(url: URL, rows: int, quiet_s: float) -> Result:
    engine = make_engine(url)
    await schema.upgrade(engine)
    await rotate(engine, "conversation_logs", _FIRST.first_day, keep_months=3)
    await rotate(engine, "conversation_logs", date(2026, 11, 23), keep_months=3)
    await asyncio.to_thread(_fill, url, rows)
    read = await _read_for_a_month(engine)
    with _writing(url) as quiet:
        await asyncio.sleep(quiet_s)
    rotations = []
    with _writing(url) as rotating:
        await asyncio.sleep(0.2)
        began = perf_counter()
        for month in range(12, 12 + _FILLED):
            today = Month(2026, 1).plus(month - 1).first_day
            rotations.append(await rotate(engine, "conversation_logs", today, keep_months=3))
        rotating_s = perf_counter() - began
        await asyncio.sleep(0.2)
    await engine.dispose()
    return Result(rows, quiet, rotating, tuple(rotations), rotating_s, read)


def _fill(url: URL, rows: int) -> None:
    """A quarter in each of four months, and on the disk: nobody writes a million rows just before a rotation."""
    share = rows // _FILLED
    with _connection(url) as db, db.cursor() as cursor:
        for n in range(_FILLED):
            day = _FIRST.plus(n).first_day
            cursor.execute(_FILL.format(day=day, first=n * share + 1, last=(n + 1) * share))
        cursor.execute("SET GLOBAL innodb_max_dirty_pages_pct = 0, innodb_max_dirty_pages_pct_lwm = 0")
        while _dirty_pages(cursor) > 10:
            sleep(0.1)
        cursor.execute("SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT, innodb_max_dirty_pages_pct_lwm = DEFAULT")


def _dirty_pages(cursor: Any) -> int:
    cursor.execute("SHOW STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")
    return int(cursor.fetchone()[1])


async def _read_for_a_month(engine: AsyncEngine) -> str:
    query = (
        "EXPLAIN PARTITIONS SELECT COUNT(*) FROM conversation_logs"
        " WHERE created_at >= '2026-10-01' AND created_at < '2026-11-01'"
    )
    async with engine.connect() as db:
        return str((await db.execute(text(query))).one().partitions)


@contextmanager
def _writing(url: URL) -> Iterator[Writes]:
    writes, enough = Writes(), Event()
    threads = [Thread(target=_write, args=(url, writes, enough)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield writes
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def _write(url: URL, writes: Writes, enough: Event) -> None:
    with _connection(url) as db, db.cursor() as cursor:
        while not enough.is_set():
            ids = [uuid4().bytes for _ in range(4)]
            began = perf_counter()
            try:
                cursor.execute(_INSERT, (*ids, bytes(128)))
            except pymysql.MySQLError as error:
                writes.failed.append(error)
            writes.took_s.append(perf_counter() - began)


def _connection(url: URL) -> pymysql.Connection[Any]:
    return pymysql.connect(
        host=url.host or "127.0.0.1",
        port=url.port or 3306,
        user=url.username or "root",
        password=url.password or "",
        database=url.database,
        autocommit=True,
    )


def main(rows: int) -> int:
    result = campaign(rows)
    print(result.summary)
    failed = result.quiet.failed or result.rotating.failed
    sound = result.read_for_a_month == "p202610" and not failed
    return 0 if sound and max(result.rotating.took_s) < LONGEST_S else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
