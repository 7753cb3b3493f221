"""Three months of two daemons, day by day: nothing missed, nothing doubled, no row kept or lost amiss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from storage import engine as engine_module
from storage import schema
from storage.engine import make_engine
from storage.keyring import new_key
from storage.store import Store, open_store
from tests.jobs.simulated import Months


@pytest.fixture
async def stores(
    database: URL, data_dir: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes' views of one database. Nobody pulls the plug of this one: it need not wait for the disk."""
    await asyncio.to_thread(data_dir.mkdir, 0o700)
    quick = tuple(p.replace("synchronous=FULL", "synchronous=OFF") for p in engine_module._SQLITE_PRAGMAS)
    monkeypatch.setattr(engine_module, "_SQLITE_PRAGMAS", quick)
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    keys = new_key()
    first = await open_store(data_dir, now, url=database, encryption_keys=keys)
    second = await open_store(data_dir, now, url=database, encryption_keys=keys)
    yield first, second
    await first.close()
    await second.close()


async def test_three_months_of_two_daemons(stores: tuple[Store, Store], data_dir: Path, now: datetime) -> None:
    found = await Months(*stores, data_dir, now, keep_months=1).run(days=92)

    assert found.wrong == []
    assert (found.days, found.backups) == (92, 93)  # the one that was due the night before was owed
    assert found.rows_gone == 3 * (8 + 31)  # what November and December had
