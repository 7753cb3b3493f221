"""Many rows backed up, restored into an empty database, and compared by other means than the program's own.

python -m tests.campaigns.restore --rows 1000000 --database mariadb
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.digests import LEFT_OUT
from storage.engine import make_engine
from storage.ids import new_id
from storage.keyring import new_key, parse_keys
from storage.models import Base, ConversationLog
from storage.store import Store
from tests.campaigns.people import plant_people
from tests.campaigns.scratch import scratch_pair
from tests.storage.backups import Vaulted, vaulted

_ROWS_AT_ONCE: Final = 2000
_PEOPLE: Final = 1000
_LETTERS: Final = (125, 189, 253, 381)  # of a ciphertext: a sentence or two, padded
# A restore changes these on purpose: it ends sessions and writes into the access log, whose head is by the canary.
_CHANGED_BY_RESTORING: Final = frozenset({"user_sessions", "access_log", "canary", "outbox", LEFT_OUT})


@dataclass(frozen=True, slots=True)
class Outcome:
    rows: int
    different: tuple[str, ...]
    backup_s: float
    restore_s: float
    backup_bytes: int

    @property
    def good(self) -> bool:
        return not self.different


async def back_up_and_restore(vault: Vaulted, elsewhere: URL, rows: int) -> Outcome:
    now = datetime.now(UTC)
    store = await vault.open(now)
    await plant_people(store, parse_keys(vault.keys), min(rows, _PEOPLE), now)
    await _plant_lines(store, rows, now)
    await store.close()

    began = time.monotonic()
    made = await vault.create(now)
    backed_up = time.monotonic()
    restored = await vault.restore(elsewhere, now)
    done = time.monotonic()
    different = await _different(vault.url, elsewhere)
    return Outcome(restored.manifest.rows, different, backed_up - began, done - backed_up, made.manifest.size)


async def _plant_lines(store: Store, rows: int, now: datetime) -> None:
    """Lines of conversations over four months; random bytes compress as little as ciphertexts do."""
    for start in range(0, rows, _ROWS_AT_ONCE):
        lines = [_line(number, now) for number in range(start, min(start + _ROWS_AT_ONCE, rows))]
        async with store.unit_of_work() as work:
            await work.vault.db.execute(insert(ConversationLog), lines)
            await work.commit()


def _line(number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=number % 170_000, microseconds=number)
    session_id = new_id(at)
    return {
        "log_id": new_id(at),
        "created_at": at,
        "session_id": session_id,
        "user_id": session_id,
        "owner_id": session_id,
        "message_order": number % 40 + 1,
        "role": "user" if number % 2 else "assistant",
        "content": os.urandom(_LETTERS[number % 4]),
        "response_time_ms": number % 900 if number % 2 else None,
    }


async def _different(one: URL, other: URL) -> tuple[str, ...]:
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in _CHANGED_BY_RESTORING]
    if one.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_different_files, str(one.database), str(other.database), tables)
    async with _connected(one) as first, _connected(other) as second:
        return tuple([each for each in tables if await _checksum(first, each) != await _checksum(second, each)])


def _different_files(one: str, other: str, tables: list[str]) -> tuple[str, ...]:
    """The database says which rows are on one side only."""
    with closing(sqlite3.connect(one)) as db:
        db.execute("ATTACH ? AS other", (other,))
        return tuple(
            table
            for table in tables
            for left, right in (("main", "other"), ("other", "main"))
            if db.execute(f"SELECT * FROM {left}.{table} EXCEPT SELECT * FROM {right}.{table} LIMIT 1").fetchone()
        )


async def _checksum(db: AsyncConnection, table: str) -> tuple[int, int]:
    """The server's own CHECKSUM TABLE, and the number of rows."""
    checksum = (await db.execute(text(f"CHECKSUM TABLE {table}"))).one()[1]
    count = (await db.execute(text(f"SELECT COUNT(*) FROM {table}"))).scalar_one()
    return checksum, count


@asynccontextmanager
async def _connected(url: URL) -> AsyncIterator[AsyncConnection]:
    engine = make_engine(url)
    async with engine.connect() as db:
        yield db
    await engine.dispose()


async def _campaign(args: argparse.Namespace) -> int:
    async with scratch_pair(args.database) as (url, data_dir, elsewhere):
        with TemporaryDirectory(prefix="saju-campaign-") as safe:
            vault = vaulted(url, data_dir, Path(safe) / "safe", new_key())
            outcome = await back_up_and_restore(vault, elsewhere, args.rows)
    print(
        f"restore {'passed' if outcome.good else 'FAILED'}: {args.database}, {outcome.rows} rows, "
        f"{outcome.backup_bytes >> 20} MiB; backup with its own trial restore {outcome.backup_s:.1f} s, restore "
        f"{outcome.restore_s:.1f} s, different tables: {', '.join(outcome.different) or 'none'}"
    )
    return 0 if outcome.good else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("mariadb", "sqlite"), default="mariadb")
    return asyncio.run(_campaign(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
