"""Whether two databases hold the same rows: the number of rows and a checksum, table by table.

Without data_keys, whose rows are never in the main backup.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LEFT_OUT: Final = "data_keys"
_TELL_EVERY_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class TableDigest:
    rows: int
    checksum: str


Digests = Mapping[str, TableDigest]


def differing(expected: Digests, found: Digests) -> tuple[str, ...]:
    """The tables that are not equal, or are on one side only."""
    return tuple(sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)))


async def mysql_tables(db: AsyncConnection) -> tuple[str, ...]:
    """The base tables of the schema that `db` is in, with data_keys."""
    found = await db.execute(
        text(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name"
        )
    )
    return tuple(row[0] for row in found)


async def mysql_digests(db: AsyncConnection, tables: Sequence[str]) -> Digests:
    """As the transaction of `db` sees them; the server computes, so no row crosses the line."""
    return {table: await _mysql_digest(db, table) for table in tables if table != LEFT_OUT}


async def _mysql_digest(db: AsyncConnection, table: str) -> TableDigest:
    columns = await db.execute(
        text(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = DATABASE() AND table_name = :name ORDER BY ordinal_position"
        ),
        {"name": table},
    )
    # Each value after its length, so that no two rows are spelled the same; XOR, because rows come in any order.
    values = [f"COALESCE(CONCAT(OCTET_LENGTH(`{c}`), ':', CAST(`{c}` AS BINARY)), '-')" for (c,) in columns]
    halves = [f"BIT_XOR(CAST(CONV(SUBSTRING(h, {start}, 16), 16, 10) AS UNSIGNED))" for start in (1, 17)]
    hashed = f"SELECT SHA2(CONCAT({', '.join(values)}), 256) AS h FROM `{table}`"
    query = f"SELECT COUNT(*), {', '.join(halves)} FROM ({hashed}) AS hashed"
    found: Any = (await db.exec_driver_sql(query)).one()
    return TableDigest(found[0], f"{found[1]:016x}{found[2]:016x}")


def sqlite_tables(db: sqlite3.Connection) -> tuple[str, ...]:
    found = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    return tuple(row[0] for row in found)


def sqlite_digests(db: sqlite3.Connection, tell: Callable[[int], None]) -> Digests:
    """As the transaction of `db` sees them. `tell` is given the number of rows so far."""
    digests: dict[str, TableDigest] = {}
    for table in sqlite_tables(db):
        if table != LEFT_OUT:
            before = sum(each.rows for each in digests.values())
            digests[table] = _sqlite_digest(db, table, before, tell)
    return digests


def _sqlite_digest(db: sqlite3.Connection, table: str, before: int, tell: Callable[[int], None]) -> TableDigest:
    columns = db.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = [f'"{name}"' for _, name, *_, place in sorted(columns, key=lambda column: column[5]) if place]
    digest, rows = hashlib.sha256(), 0
    for row in db.execute(f'SELECT * FROM "{table}" ORDER BY {", ".join(key) or "rowid"}'):
        digest.update(_spelled(row))
        rows += 1
        if rows % _TELL_EVERY_ROWS == 0:
            tell(before + rows)
    return TableDigest(rows, digest.hexdigest())


def _spelled(row: tuple[Any, ...]) -> bytes:
    parts = [(type(value).__name__, value if isinstance(value, bytes) else str(value).encode()) for value in row]
    return b"".join(f"{kind}{len(value)}:".encode() + value for kind, value in parts)
