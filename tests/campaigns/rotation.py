"""Rotation under load: people are read and new ones come while the program that rotates is killed again and again.

python -m tests.campaigns.rotation --people 100000 --kills 5 --seed 1 --database mariadb
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from core.messages import Address
from storage.crypto import Cell
from storage.keyring import key_id, new_key, parse_keys
from storage.models import DataKey as DataKeyRow
from storage.models import UserRow
from storage.store import Store, open_store
from tests.campaigns.people import account, plant_people
from tests.campaigns.scratch import scratch_database, spelled

_PROJECT = Path(__file__).parents[2]
_READERS = 4
_READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """What happened beside the rotation."""

    reads: int
    failed: tuple[str, ...]
    newcomers: int


@dataclass(frozen=True, slots=True)
class Outcome:
    people: int
    wanted: int
    kills: int
    load: Load
    readable: int  # with the new key alone
    old_key_in_use: bool
    said: str  # the last run's words
    seconds: float

    @property
    def good(self) -> bool:
        return (
            self.kills == self.wanted
            and not self.load.failed
            and self.readable == self.people
            and not self.old_key_in_use
        )


async def rotate_under_load(url: URL, data_dir: Path, people: int, kills: int, seed: int) -> Outcome:
    """`kills` times the rotation is killed where chance wants it, then it is left to finish."""
    old, new, now, chance = new_key(), new_key(), datetime.now(UTC), Random(seed)
    planting = await open_store(data_dir, now, url=url, encryption_keys=old)
    ids = await plant_people(planting, parse_keys(old), people, now)
    await planting.close()

    keys = f"{new},{old}"
    store = await open_store(data_dir, now, url=url, encryption_keys=keys)
    stop, began = asyncio.Event(), time.monotonic()
    load = asyncio.create_task(_load(store, ids, stop, chance.randrange(1 << 30), now))
    old_id = key_id(parse_keys(old).keys[0])
    # One in each stretch of the way, so that no run comes to its end before its kill.
    shares = [(kill - chance.random() * 0.5) / (kills + 1) for kill in range(kills, 0, -1)]
    done = 0
    for share in shares:
        done += await _killed_at(store, url, data_dir, keys, old_id, share * people)
    said = await _finished(url, data_dir, keys)
    seconds = time.monotonic() - began
    stop.set()
    beside = await load
    left = await _under(store, old_id)
    await store.close()

    alone = await open_store(data_dir, now, url=url, encryption_keys=new)
    readable = await _readable(alone, ids)
    await alone.close()
    return Outcome(people, kills, done, beside, readable, left > 0, said, seconds)


async def _load(store: Store, ids: Sequence[UUID], stop: asyncio.Event, seed: int, now: datetime) -> Load:
    failed: list[str] = []
    counts = await asyncio.gather(
        *(_read(store, ids, stop, Random(seed + reader), failed) for reader in range(_READERS)),
        _welcome(store, stop, failed, now),
    )
    return Load(sum(counts[:-1]), tuple(failed), counts[-1])


async def _read(store: Store, ids: Sequence[UUID], stop: asyncio.Event, chance: Random, failed: list[str]) -> int:
    reads = 0
    while not stop.is_set():
        number = chance.randrange(len(ids))
        reads += 1
        try:
            if await _account(store, ids[number]) != account(number):
                failed.append("another person's account was read")
        except Exception as error:  # whatever a reader meets is what the campaign counts
            failed.append(f"{type(error).__name__}: {error}")
        await asyncio.sleep(0.001)
    return reads


async def _welcome(store: Store, stop: asyncio.Event, failed: list[str], now: datetime) -> int:
    """New people come meanwhile; each is read back."""
    came = 0
    while not stop.is_set():
        came += 1
        try:
            async with store.unit_of_work() as work:
                user = await work.users.get_or_add(Address("telegram", f"new-{came}", f"new-{came}"), now)
                await work.commit()
            await _account(store, user.user_id)
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
        await asyncio.sleep(0.02)
    return came


async def _account(store: Store, user_id: UUID) -> object:
    async with store.unit_of_work() as work:
        wanted = select(UserRow.account_encrypted).where(UserRow.user_id == user_id)
        sealed = (await work.vault.db.execute(wanted)).scalar_one()
        key = await work.vault.find(user_id)
    assert key is not None
    assert sealed is not None
    return key.open_json(sealed, Cell("users", user_id, "account_encrypted"))


async def _readable(store: Store, ids: Sequence[UUID]) -> int:
    """How many of the people read as they were planted."""
    numbers, readable = {user_id: number for number, user_id in enumerate(ids)}, 0
    for start in range(0, len(ids), _READ_AT_ONCE):
        batch = ids[start : start + _READ_AT_ONCE]
        async with store.unit_of_work() as work:
            rows = select(UserRow.user_id, UserRow.account_encrypted).where(UserRow.user_id.in_(batch))
            for user_id, sealed in (await work.vault.db.execute(rows)).all():
                key = await work.vault.find(user_id)
                assert key is not None
                assert sealed is not None
                cell = Cell("users", user_id, "account_encrypted")
                readable += key.open_json(sealed, cell) == account(numbers[user_id])
    return readable


async def _killed_at(store: Store, url: URL, data_dir: Path, keys: str, old_id: str, left: float) -> int:
    """Starts a rotation and kills it once no more than `left` keys are under the old key. 1 if it still ran."""
    process = await _start(url, data_dir, keys)
    while process.returncode is None and await _under(store, old_id) > left:  # noqa: ASYNC110 - another process moves it on
        await asyncio.sleep(0.005)
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.communicate()
    return int(process.returncode == -signal.SIGKILL)


async def _finished(url: URL, data_dir: Path, keys: str) -> str:
    process = await _start(url, data_dir, keys)
    said, complaint = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(complaint.decode())
    return said.decode()


async def _start(url: URL, data_dir: Path, keys: str) -> Process:
    environment = os.environ | {
        "SAJU_DATABASE_URL": spelled(url),
        "SAJU_DATA_DIR": str(data_dir),
        "SAJU_ENCRYPTION_KEYS": keys,
    }
    command = (sys.executable, "-m", "bot", "keys", "rotate")
    return await asyncio.create_subprocess_exec(*command, cwd=_PROJECT, env=environment, stdout=PIPE, stderr=PIPE)


async def _under(store: Store, kek_id: str) -> int:
    counted = select(func.count()).select_from(DataKeyRow).where(DataKeyRow.kek_id == kek_id)
    async with store.engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        return (await db.execute(counted)).scalar_one()


async def _campaign(args: argparse.Namespace) -> int:
    async with scratch_database(args.database) as (url, data_dir):
        outcome = await rotate_under_load(url, data_dir, args.people, args.kills, args.seed)
    print(
        f"rotation {'passed' if outcome.good else 'FAILED'}: seed {args.seed}, {args.database}, "
        f"{outcome.people} people, killed {outcome.kills} times, {outcome.load.reads} reads beside it, "
        f"{len(outcome.load.failed)} failed, {outcome.load.newcomers} newcomers, {outcome.readable} people read "
        f"with the new key alone, the old key {'is in use' if outcome.old_key_in_use else 'may go'}, "
        f"{outcome.seconds:.1f} s"
    )
    for failure in sorted(set(outcome.load.failed))[:5]:
        print(f"  {failure}")
    return 0 if outcome.good else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("mariadb", "sqlite"), default="mariadb")
    return asyncio.run(_campaign(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
