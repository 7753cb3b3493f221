"""Births, names and words told in conversations, looked for in tables, files, logs, backups, Chroma, Redis.

python -m tests.campaigns.plaintext --people 1000 --seed 1 --database sqlite
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import URL

from bot.application import make_conversation, open_library
from bot.clock import Clock
from bot.expiry import end_expired
from bot.settings import Settings
from core.conversation import Conversation
from core.messages import Address, Inbound
from storage.age import read_identity
from storage.backup import refresh_stale_key_set
from storage.backup_keys import whole_copies
from storage.backup_sealing import unseal
from storage.keyring import new_key
from storage.models import Base
from storage.store import Store, open_store
from tests.campaigns.plaintext_opened import Sealed, decrypted
from tests.campaigns.plaintext_redis import RedisBeside
from tests.campaigns.planted import Planted, Search, planted
from tests.campaigns.scratch import scratch_pair, spelled
from tests.storage.backups import Vaulted, vaulted
from tests.storage.redis_entries import Redis, reached

STARTS: Final = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


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
    left: list[str] = field(default_factory=list)  # in Redis, where it should have gone
    cached: int | None = None  # people readable in Redis with all keys while they live; None: there is no Redis
    searched: int = 0
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        found = self.clear or self.expired or self.erased or self.lost or self.left
        seen = self.live == self.people and self.cached in (None, self.people)
        return not found and seen and self.kept == self.people - self.people // 2


async def scan(vault: Vaulted, elsewhere: URL, people: Sequence[Planted], redis: Redis | None = None) -> Report:
    """Conversations, then the search while they live, after they expired, and after half of the people left."""
    began, report, said = time.monotonic(), Report(len(people)), _Said()
    logging.getLogger().addHandler(said)
    logging.getLogger().setLevel(logging.DEBUG)
    clock = Clock(STARTS)
    beside = None if redis is None else RedisBeside(redis, clock)
    copies: list[Sealed] = [] if beside is None else beside.copies
    search, leaving = Search(people), people[: len(people) // 2]
    try:
        async with _daemon(vault, clock, beside) as daemon:
            for person in people:
                await _talk(daemon, clock, person)
            made = await vault.create(clock())
            if beside is not None:
                await beside.fill(daemon.store, people, clock())
                opened = await decrypted(vault, vault.url, clock(), copies, of_tables=False)
                report.cached = len(set(search.hits(opened)) & {person.spellings[0] for person in people})
            await _search_everything(vault, search, report, "while they live", redis)
            report.live = len(set(search.hits(await decrypted(vault, vault.url, clock()))) & _words(people))

            clock.advance(timedelta(minutes=31).total_seconds())
            await end_expired(daemon.store.unit_of_work, clock())
            await _search_everything(vault, search, report, "after they expired", redis)
            report.left += [] if redis is None else await redis.entries()
            remembered = _remembered(people)
            opened = await decrypted(vault, vault.url, clock(), copies)
            found = _without_accounts(search.hits(opened))
            report.remembered = len(remembered & set(found))
            report.lost = sorted(remembered - set(found))
            report.expired += [hit for hit in found if hit not in remembered]

            for person in leaving:
                await _say(daemon, clock, person, f"{person.number}-delete", "command", "/delete")
            if beside is not None:
                await beside.fill(daemon.store, leaving, clock())
            for person in leaving:
                await _say(daemon, clock, person, f"{person.number}-yes", "choice", "delete:yes")
            await _search_everything(vault, search, report, "after half of them left", redis)
            report.left += [] if redis is None else await redis.entries()
            await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, clock())
            await vault.restore(elsewhere, clock(), made.manifest.name)
            restored = await decrypted(vault, elsewhere, clock(), copies)
            theirs = _remembered(people[len(people) // 2 :])  # two may be of one name
            report.erased += [hit for hit in Search(leaving).hits(restored) if hit not in theirs]
            report.kept = len({p.account for p in people[len(people) // 2 :]} & set(search.hits(restored)))
            report.expired += [hit for hit in _without_accounts(search.hits(restored)) if hit not in remembered]
            report.clear += [f"log: {hit}" for hit in search.hits(said.written())]
    finally:
        logging.getLogger().removeHandler(said)
    report.seconds = time.monotonic() - began
    return report


@dataclass(frozen=True, slots=True)
class _Daemon:
    store: Store
    conversation: Conversation


@asynccontextmanager
async def _daemon(vault: Vaulted, clock: Clock, beside: RedisBeside | None) -> AsyncIterator[_Daemon]:
    """As the daemon wires it, without a messenger."""
    settings = Settings(data_dir=vault.data_dir, database_url=spelled(vault.url), encryption_keys=vault.keys)
    library = open_library(settings)
    await library.warm()
    cache = None if beside is None else beside.cache
    store = await open_store(vault.data_dir, clock(), url=vault.url, encryption_keys=vault.keys, cache=cache)
    try:
        yield _Daemon(store, make_conversation(settings, store, library, clock, pictures=True))
    finally:
        await store.close()


async def _talk(daemon: _Daemon, clock: Clock, person: Planted) -> None:
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
        await _say(daemon, clock, person, f"{person.number}-{number}", kind, value)


def _remembers(person: Planted) -> bool:
    """Every second one has the birth remembered, under the planted name."""
    return person.number % 2 == 1


def _remembered(people: Sequence[Planted]) -> set[str]:
    return {person.name for person in people if _remembers(person)}


async def _say(daemon: _Daemon, clock: Clock, person: Planted, event_id: str, kind: Any, value: str) -> None:
    address = Address("telegram", person.account, person.account)
    replies = await daemon.conversation.handle(Inbound(event_id, address, clock(), kind, value))
    if not replies:
        raise RuntimeError(f"no answer to {kind} {value}")


async def _search_everything(
    vault: Vaulted, search: Search, report: Report, when: str, redis: Redis | None
) -> None:
    """Every file (database, logs of it, Chroma, backups), every value of every table and of Redis, every backup
    opened.
    """
    for path in sorted(vault.data_dir.rglob("*")) + sorted(vault.folder.path.rglob("*")):
        if path.is_file():
            _look(search, path.read_bytes() + path.name.encode(), report, f"{when}: {path.name}")
    _look(search, await _raw_values(vault), report, f"{when}: tables")
    if redis is not None:
        _look(search, await redis.everything(), report, f"{when}: Redis")
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
    async with AsyncExitStack() as house:
        url, data_dir, elsewhere = await house.enter_async_context(scratch_pair(args.database))
        redis = await house.enter_async_context(reached())
        safe = house.enter_context(TemporaryDirectory(prefix="saju-campaign-"))
        vault = vaulted(url, data_dir, Path(safe) / "safe", new_key())
        report = await scan(vault, elsewhere, planted(args.people, args.seed), redis)
    cached = (
        "no Redis" if report.cached is None else f"{report.cached} readable in Redis, {len(report.left)} left there"
    )
    print(
        f"plaintext {'passed' if report.good else 'FAILED'}: seed {args.seed}, {args.database}, "
        f"{report.people} people, {report.searched >> 20} MiB searched, {len(report.clear)} in clear; with the "
        f"keys {report.live} readable while live ({cached}), {len(report.expired)} after expiry, of "
        f"{report.remembered} names to be remembered {len(report.lost)} lost; {report.people // 2} left: "
        f"{len(report.erased)} of them readable in the restored backup, {report.kept} of the others; "
        f"{report.seconds:.0f} s"
    )
    for each in sorted({*report.clear, *report.expired, *report.erased, *report.left})[:10]:
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
