"""Births, names and words told in conversations, looked for in tables, files, logs, dumps, backups and Chroma.

python -m tests.campaigns.plaintext --people 1000 --seed 1 --database sqlite
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.application import Application
from bot.clock import Clock
from bot.settings import Settings
from core.messages import Address, Inbound
from storage.age import read_identity
from storage.backup import refresh_stale_key_set
from storage.backup_keys import whole_copies
from storage.backup_sealing import unseal
from storage.crypto import Cell, DataKey
from storage.errors import Damaged
from storage.keyring import new_key
from storage.models import Base
from storage.models import DataKey as DataKeyRow
from storage.store import open_store
from storage.vault import SYSTEM_ID, Vault
from tests.campaigns.planted import Planted, Search, planted
from tests.campaigns.scratch import scratch_pair, spelled
from tests.storage.backups import Vaulted, vaulted

STARTS: Final = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_ID_BYTES: Final = 16
_OTHER_KEYS: Final = 20


@dataclass
class Report:
    """`clear`: where something planted stands readable. Counts of what decrypting gave, at each stage."""

    people: int
    clear: list[str] = field(default_factory=list)
    live: int = 0  # people readable with all keys while their sessions live: the search can find something
    expired: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    remembered: int = 0  # names under which births were remembered, readable with their owners' keys after expiry
    lost: list[str] = field(default_factory=list)  # those of them that are not
    kept: int = 0  # people who were not erased and are readable in the restored backup
    searched: int = 0
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        found = self.clear or self.expired or self.erased or self.lost
        return not found and self.live == self.people and self.kept == self.people - self.people // 2


async def scan(vault: Vaulted, elsewhere: URL, people: Sequence[Planted]) -> Report:
    """Conversations, then the search while they live, after they expired, and after half of the people left."""
    began, report, said = time.monotonic(), Report(len(people)), _Said()
    logging.getLogger().addHandler(said)
    logging.getLogger().setLevel(logging.DEBUG)
    clock = Clock(STARTS)
    settings = Settings(data_dir=vault.data_dir, database_url=spelled(vault.url), encryption_keys=vault.keys)
    application = Application(settings, clock)
    await application.start()
    try:
        for person in people:
            await _talk(application, clock, person)
        search = Search(people)
        made = await vault.create(clock())
        await _search_everything(vault, search, report, "while they live")
        report.live = len(set(search.hits(await _decrypted(vault, vault.url, clock()))) & _words(people))

        clock.advance(timedelta(minutes=31).total_seconds())
        await application.end_expired()
        await _search_everything(vault, search, report, "after they expired")
        remembered = _remembered(people)
        opened = _without_accounts(search.hits(await _decrypted(vault, vault.url, clock())))
        report.remembered = len(remembered & set(opened))
        report.lost = sorted(remembered - set(opened))
        report.expired += [hit for hit in opened if hit not in remembered]

        leaving = people[: len(people) // 2]
        for person in leaving:
            await _leave(application, clock, person)
        await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, clock())
        await vault.restore(elsewhere, clock(), made.manifest.name)
        restored = await _decrypted(vault, elsewhere, clock())
        theirs = _remembered(people[len(people) // 2 :])  # two may be of one name
        report.erased += [hit for hit in Search(leaving).hits(restored) if hit not in theirs]
        report.kept = len({p.account for p in people[len(people) // 2 :]} & set(search.hits(restored)))
        report.expired += [hit for hit in _without_accounts(search.hits(restored)) if hit not in remembered]
        report.clear += [f"log: {hit}" for hit in search.hits(said.written())]
    finally:
        await application.stop()
        logging.getLogger().removeHandler(said)
    report.seconds = time.monotonic() - began
    return report


async def _talk(application: Application, clock: Clock, person: Planted) -> None:
    turns = [
        ("command", "/start"),
        ("choice", "begin"),
        ("choice", "consent:yes"),
        ("text", person.told),
        ("choice", "confirm:yes"),
        ("text", f"제 이름은 {person.name}이에요. {person.words}"),
    ]
    if _remembers(person):
        turns += [
            ("choice", "amend"),
            ("choice", "fix:subject"),
            ("choice", "subject:other"),
            ("text", person.name),
            ("choice", "confirm:yes"),
            ("choice", "people:remember"),
            ("choice", "remember:yes"),
        ]
    for number, (kind, value) in enumerate(turns):
        await _say(application, clock, person, f"{person.number}-{number}", kind, value)


def _remembers(person: Planted) -> bool:
    """Every second one has the birth remembered, under the planted name."""
    return person.number % 2 == 1


def _remembered(people: Sequence[Planted]) -> set[str]:
    return {person.name for person in people if _remembers(person)}


async def _leave(application: Application, clock: Clock, person: Planted) -> None:
    await _say(application, clock, person, f"{person.number}-delete", "command", "/delete")
    await _say(application, clock, person, f"{person.number}-yes", "choice", "delete:yes")


async def _say(
    application: Application, clock: Clock, person: Planted, event_id: str, kind: Any, value: str
) -> None:
    address = Address("telegram", person.account, person.account)
    replies = await application.conversation.handle(Inbound(event_id, address, clock(), kind, value))
    if not replies:
        raise RuntimeError(f"no answer to {kind} {value}")


async def _search_everything(vault: Vaulted, search: Search, report: Report, when: str) -> None:
    """Every file (database, logs of it, Chroma, backups), every value of every table, every backup opened."""
    for path in sorted(vault.data_dir.rglob("*")) + sorted(vault.folder.path.rglob("*")):
        if path.is_file():
            _look(search, path.read_bytes() + path.name.encode(), report, f"{when}: {path.name}")
    _look(search, await _raw_values(vault), report, f"{when}: tables")
    secret = read_identity(vault.identity)
    for sealed in [*vault.folder.path.glob("saju-*.age"), *whole_copies(vault.folder)]:
        opened = BytesIO()
        unseal(sealed, secret, opened)
        _look(search, opened.getvalue(), report, f"{when}: {sealed.name} opened")


def _look(search: Search, haystack: bytes, report: Report, where: str) -> None:
    report.searched += len(haystack)
    report.clear += [f"{where}: {hit}" for hit in search.hits(haystack)]


async def _raw_values(vault: Vaulted) -> bytes:
    store = await open_store(vault.data_dir, STARTS, url=vault.url, encryption_keys=vault.keys)
    values = []
    async with store.unit_of_work() as work:
        for table in Base.metadata.sorted_tables:
            for row in await work.vault.db.execute(select(table)):
                values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    await store.close()
    return b"\n".join(values)


async def _decrypted(vault: Vaulted, url: URL, now: datetime) -> bytes:
    """What the keys that are there open, tried on every value of every row."""
    store = await open_store(vault.data_dir, now, url=url, encryption_keys=vault.keys)
    try:
        async with store.unit_of_work() as work:
            keys = await _keys(work.vault)
            cells = [cell async for cell in _cells(work.vault)]
    finally:
        await store.close()
    return await asyncio.to_thread(_opened, keys, cells)


def _opened(keys: Mapping[UUID, DataKey], cells: Sequence[tuple[Cell, set[UUID], bytes]]) -> bytes:
    """Every key on every value where they are few; else those that the row names, and a handful of others."""
    chance, found = Random(1), []
    for cell, named, content in cells:
        others = chance.sample(sorted(keys), min(len(keys), _OTHER_KEYS))
        for key in (keys[owner] for owner in {*(named & keys.keys()), SYSTEM_ID, *others}):
            try:
                found.append(key.open(content, cell))
            except Damaged:
                continue
    return b"\n".join(found)


async def _keys(vault: Vault) -> dict[UUID, DataKey]:
    owners = (await vault.db.execute(select(DataKeyRow.owner_id))).scalars().all()
    return {owner: key for owner in owners if (key := await vault.find(owner)) is not None}


async def _cells(vault: Vault) -> AsyncIterator[tuple[Cell, set[UUID], bytes]]:
    """Each value with its place and all the ids of its row."""
    for table in Base.metadata.sorted_tables:
        for row in (await vault.db.execute(select(table))).mappings():
            place = next(iter(row.values()))
            row_id = UUID(bytes=place[:_ID_BYTES]) if isinstance(place, bytes) else place
            ids = {value for value in row.values() if isinstance(value, UUID)}
            if isinstance(row_id, UUID):
                for column, value in row.items():
                    if isinstance(value, bytes) and len(value) > _ID_BYTES:
                        yield Cell(table.name, row_id, column), ids, value


def _words(people: Sequence[Planted]) -> set[str]:
    return {person.words for person in people}


def _without_accounts(hits: Iterator[str]) -> list[str]:
    """A person's own account may stay until the person leaves: it is where pushes go."""
    return [hit for hit in hits if not hit.startswith("seeker-")]


class _Said(logging.Handler):
    """All that anybody logs, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(f"{record.getMessage()} {record.args} {record.exc_info}")

    def written(self) -> bytes:
        return "\n".join(self._lines).encode()


async def _campaign(args: argparse.Namespace) -> int:
    async with scratch_pair(args.database) as (url, data_dir, elsewhere):
        with TemporaryDirectory(prefix="saju-campaign-") as safe:
            vault = vaulted(url, data_dir, Path(safe) / "safe", new_key())
            report = await scan(vault, elsewhere, planted(args.people, args.seed))
    print(
        f"plaintext {'passed' if report.good else 'FAILED'}: seed {args.seed}, {args.database}, "
        f"{report.people} people, {report.searched >> 20} MiB searched, {len(report.clear)} in clear; with the "
        f"keys {report.live} readable while live, {len(report.expired)} after expiry, of {report.remembered} names "
        f"to be remembered {len(report.lost)} lost; {report.people // 2} left: "
        f"{len(report.erased)} of them readable in the restored backup, {report.kept} of the others; "
        f"{report.seconds:.0f} s"
    )
    for each in sorted({*report.clear, *report.expired, *report.erased})[:10]:
        print(f"  {each}")
    return 0 if report.good else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("mariadb", "sqlite"), default="sqlite")
    return asyncio.run(_campaign(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
