"""Simulated months of two daemons on one database: `make campaign-months`.

    python -m tests.campaigns.months [DAYS] [KEEP_MONTHS] [sqlite|mariadb]

Every day is checked (tests/jobs/simulated.py). Exit code 1 when anything was missed, doubled, kept or lost amiss.
On a MariaDB of its own, whose data lie under TMPDIR, or on a SQLite file there.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.engine import URL

from storage import schema
from storage.engine import make_engine, sqlite_url
from storage.keyring import new_key
from storage.store import open_store
from tests.campaigns.mariadb_server import MariadbServer
from tests.jobs.simulated import Found, Months

BEGIN = datetime(2026, 11, 23, 3, tzinfo=UTC)


async def run(url: URL, folder: Path, days: int, keep_months: int) -> Found:
    engine = make_engine(url)
    await schema.upgrade(engine)
    await engine.dispose()
    keys = new_key()
    first = await open_store(folder, BEGIN, url=url, encryption_keys=keys)
    second = await open_store(folder, BEGIN, url=url, encryption_keys=keys)
    try:
        months = Months(first, second, folder, BEGIN, keep_months=keep_months)
        return await months.run(days, lambda day: print(f"\rday {day} of {days}", end="", file=sys.stderr))
    finally:
        await first.close()
        await second.close()


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.WARNING)
    days = int(arguments[0]) if arguments else 365
    keep_months = int(arguments[1]) if len(arguments) > 1 else 3
    kind = arguments[2] if len(arguments) > 2 else "mariadb"
    with TemporaryDirectory() as folder:
        server: AbstractContextManager[MariadbServer | None] = nullcontext()
        if kind == "mariadb":
            server = MariadbServer()
        with server as running:
            url = sqlite_url(Path(folder)) if running is None else running.url
            began = perf_counter()
            found = asyncio.run(run(url, Path(folder), days, keep_months))
    print(file=sys.stderr)
    for line in found.wrong[:20]:
        print(line)
    runs = ", ".join(f"{name} {count}" for name, count in found.runs.items())
    print(
        f"{kind}: {found.days} days, {found.steps} steps, two daemons; runs: {runs}; {found.backups} backups made;"
        f" log rows kept {found.rows_kept}, gone {found.rows_gone}; {len(found.wrong)} faults"
        f" ({perf_counter() - began:.0f} s)"
    )
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
