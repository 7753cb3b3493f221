"""Does Redis before sessions help? `python -m tests.benchmarks.session_cache [TURNS]`

A turn reads the latest session and writes it. Prints the median of both with and without the cache, and of a mere
second reading, which the cache should like best. Needs the MariaDB and the Redis of the tests.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.cache import SessionCache
from storage.engine import make_engine
from storage.keyring import new_key
from storage.store import Store, open_store
from tests.storage.people import BIRTH, begin

_SERVER = make_url(os.environ.get("SAJU_TEST_MARIADB", "mysql+aiomysql://root@127.0.0.1:3306"))
_REDIS = "redis://127.0.0.1:6379"


def _now() -> datetime:
    return datetime.now(UTC)


async def measured(store: Store, turns: int, state_bytes: int) -> tuple[float, float]:
    """Median milliseconds of a turn (read and write) and of a reading alone, after 50 to warm up."""
    user, session = await begin(store, _now())
    state = {"words": os.urandom(state_bytes // 2).hex()}
    whole, reading = [], []
    for _ in range(turns + 50):
        began = perf_counter()
        async with store.unit_of_work() as work:
            found = await work.sessions.latest(user.user_id)
            await work.commit()
        assert found is not None
        async with store.unit_of_work() as work:
            await work.sessions.save(replace(found, state=state, birth=BIRTH, last_activity=_now()))
            await work.commit()
        whole.append(perf_counter() - began)
    for _ in range(turns + 50):
        began = perf_counter()
        async with store.unit_of_work() as work:
            await work.sessions.latest(user.user_id)
        reading.append(perf_counter() - began)
    async with store.unit_of_work() as work:
        await work.sessions.end(session.session_id, _now())  # and what lies in Redis of it
        await work.commit()
    return median(whole[50:]) * 1000, median(reading[50:]) * 1000


async def compare(url: URL, folder: Path, turns: int) -> None:
    engine = make_engine(url)
    await schema.upgrade(engine)
    await engine.dispose()
    keys = new_key()
    for state_bytes in (1_000, 100_000):
        for name in ("without", "with"):
            cache = SessionCache(_REDIS, _now, prefix=f"saju:bench:{uuid4().hex}:") if name == "with" else None
            store = await open_store(folder, _now(), url=url, encryption_keys=keys, cache=cache)
            turn_ms, read_ms = await measured(store, turns, state_bytes)
            print(f"state {state_bytes:7} bytes, {name:8} cache: turn {turn_ms:6.2f} ms, reading {read_ms:6.2f} ms")
            await store.close()


async def main(turns: int) -> None:
    name = f"saju_bench_{uuid4().hex}"
    engine = make_engine(_SERVER)
    async with engine.begin() as db:
        await db.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
    try:
        with TemporaryDirectory() as folder:
            await compare(_SERVER.set(database=name), Path(folder), turns)
    finally:
        async with engine.begin() as db:
            await db.execute(text(f"DROP DATABASE {name}"))
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
