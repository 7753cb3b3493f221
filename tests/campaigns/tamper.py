"""Ciphertexts changed in the database: bits flipped, values put under other rows, ends cut off. None may be taken.

python -m tests.campaigns.tamper --count 10000 --seed 1 --database mariadb
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.engine import URL

from core.messages import Address
from core.ports import LogEntry, Session
from storage.crypto import Cell
from storage.errors import Damaged, WrongKeys
from storage.keyring import KeyRing, new_key, parse_keys
from storage.models import Base
from storage.store import Store, open_store
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import SYSTEM_ID, Vault
from tests.campaigns.scratch import scratch_database
from tests.storage.people import BIRTH, chart

_PEOPLE: Final = 8
_KINDS: Final = ("flip", "swap", "cut")
# Where a row names the key that it is under; all others say `owner_id`, or are under the system's.
_OWNERS: Final = {"users": "user_id", "birth_profiles": "profile_id", "user_sessions": "session_id"}
_NOT_CIPHERTEXT: Final = ("_bidx", "_id", "_hash")


@dataclass(frozen=True, slots=True)
class Value:
    """One ciphertext where it stands. `owner` names the key it is under; None for a wrapped key itself."""

    table: Table
    column: str
    row_id: UUID
    owner: UUID | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Tally:
    refused: Counter[str]
    taken: tuple[str, ...]
    crashed: tuple[str, ...]
    columns: int


async def tamper(url: URL, data_dir: Path, count: int, seed: int) -> Tally:
    """`count` changes, one at a time, each read by the store and taken back."""
    now, chance, keys = datetime.now(UTC), Random(seed), new_key()
    store = await open_store(data_dir, now, url=url, encryption_keys=keys)
    try:
        await _fill(store, now)
        async with store.unit_of_work() as work:
            values = await _values(work)
            return await _tampered(work, parse_keys(keys), values, count, chance)
    finally:
        await store.close()


async def _tampered(
    work: SqlUnitOfWork, ring: KeyRing, values: Sequence[Value], count: int, chance: Random
) -> Tally:
    refused: Counter[str] = Counter()
    taken, crashed = [], []
    for number in range(count):
        value, kind = values[number % len(values)], _KINDS[chance.randrange(3)]
        changed = _changed(value, kind, values, chance)
        await _put(work, value, changed)
        try:
            await _read(work, ring, value)
            taken.append(f"{value.table.name}.{value.column}: {kind}")
        except (Damaged, WrongKeys) as error:
            if not str(error):
                crashed.append(f"{value.table.name}.{value.column}: no clear error")
            refused[kind] += 1
        except Exception as error:  # whatever else comes up is what the campaign looks for
            crashed.append(f"{value.table.name}.{value.column}: {kind}: {type(error).__name__}")
        await _put(work, value, value.content)
        await _read(work, ring, value)  # unchanged it is read: the refusal was for the change
    columns = {(value.table.name, value.column) for value in values}
    return Tally(refused, tuple(taken), tuple(crashed), len(columns))


def _changed(value: Value, kind: str, values: Sequence[Value], chance: Random) -> bytes:
    if kind == "flip":
        content = bytearray(value.content)
        bit = chance.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        return bytes(content)
    if kind == "cut":
        return value.content[: chance.randrange(len(value.content))]
    # Most tempting first: the same column of another row, then anything that is under the same key.
    same_column = [v for v in values if v.column == value.column and v.table is value.table]
    pool = same_column if chance.random() < 0.5 else [v for v in values if v.owner == value.owner]
    others = [v.content for v in pool if v.content != value.content and _fits(value, v.content)]
    return chance.choice(others or [value.content[::-1]])


def _fits(value: Value, content: bytes) -> bool:
    """A server refuses by itself what is longer than the column."""
    length = getattr(value.table.c[value.column].type, "length", None)
    return length is None or len(content) <= length


async def _put(work: SqlUnitOfWork, value: Value, content: bytes) -> None:
    key = next(iter(value.table.primary_key.columns))
    await work.vault.db.execute(update(value.table).where(key == value.row_id).values({value.column: content}))


async def _read(work: SqlUnitOfWork, ring: KeyRing, value: Value) -> None:
    """As the store reads it: the key from its table, then the value under it."""
    vault = Vault(work.vault.db, ring)
    if value.owner is None:
        assert await vault.find(value.row_id) is not None
        return
    key_column = next(iter(value.table.primary_key.columns))
    wanted = select(value.table.c[value.column]).where(key_column == value.row_id)
    content: bytes = (await work.vault.db.execute(wanted)).scalar_one()
    key = await vault.find(value.owner)
    assert key is not None
    key.open(content, Cell(value.table.name, value.row_id, value.column))


async def _values(work: SqlUnitOfWork) -> list[Value]:
    """Every ciphertext of every table."""
    found = []
    for table in Base.metadata.sorted_tables:
        key = next(iter(table.primary_key.columns)).name
        for row in (await work.vault.db.execute(select(table))).mappings():
            if not isinstance(row[key], UUID):
                continue
            owner = None if table.name == "data_keys" else row.get(_OWNERS.get(table.name, "owner_id"), SYSTEM_ID)
            found += [
                Value(table, name, row[key], owner, content)
                for name, content in row.items()
                if isinstance(content, bytes) and not name.endswith(_NOT_CIPHERTEXT)
            ]
    return found


async def _fill(store: Store, now: datetime) -> None:
    for number in range(_PEOPLE):
        async with store.unit_of_work() as work:
            user = await work.users.get_or_add(Address("telegram", f"chat-{number}", f"person-{number}"), now)
            session = await work.sessions.open(user.user_id, now)
            await work.commit()
        await _talk(store, session, number, now)


async def _talk(store: Store, session: Session, number: int, now: datetime) -> None:
    said = [
        LogEntry("user", f"질문 {number}"),
        LogEntry("assistant", "답", tool_calls=[{"name": "year", "n": number}]),
    ]
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, state={"step": "confirm", "n": number}, birth=BIRTH))
        await work.saved_births.save(session.user_id, f"other:{number}", BIRTH, b"1987-03-08", now)
        await work.readings.save(session, chart(), now)
        await work.messages.append(session, said, now)
        await work.commit()


async def _campaign(args: argparse.Namespace) -> int:
    async with scratch_database(args.database) as (url, data_dir):
        tally = await tamper(url, data_dir, args.count, args.seed)
    bad = [*tally.taken, *tally.crashed]
    by_kind = ", ".join(f"{tally.refused[kind]} {name}" for kind, name in zip(_KINDS, _NAMES, strict=True))
    print(
        f"tamper {'FAILED' if bad else 'passed'}: seed {args.seed}, {args.database}, {args.count} changes in "
        f"{tally.columns} columns ({by_kind}), {len(tally.taken)} taken, {len(tally.crashed)} crashed"
    )
    for each in sorted(set(bad))[:10]:
        print(f"  {each}")
    return 1 if bad else 0


_NAMES: Final = ("flipped bits", "swapped values", "truncations")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("mariadb", "sqlite"), default="sqlite")
    return asyncio.run(_campaign(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
