"""Turns a second on each database, beside the same statements through the bare driver: `make bench-turns`.

    python -m tests.benchmarks.turns [TURNS]

A turn loads the session, then takes its event, moves the session on, adds two lines to the log and commits: two
transactions, with a key unwrapped and four values encrypted, as the daemon does it. The bare driver sends the very
statements that a turn was seen to send, text and values, over one connection a task, with no pool, no ORM and no
encryption. Exit code 1 when MariaDB at 16 falls below 30 % of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

import aiomysql
import aiosqlite
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url

from core.messages import Address
from core.ports import LogEntry, Session, UnitOfWork, User
from core.transaction import in_transaction
from storage import schema
from storage.engine import make_engine, sqlite_url
from storage.keyring import new_key
from storage.store import Store, open_store

TURNS: Final = 2_000
CONCURRENCIES: Final = (1, 16, 64)
BAR: Final = 0.30
BLOCKS: Final = 9
_SERVER: Final = make_url(os.environ.get("SAJU_TEST_MARIADB", "mysql+aiomysql://root@127.0.0.1:3306"))
_TOLD: Final = LogEntry("user", "올해 재물운은 어때요?"), LogEntry("assistant", "편재가 " * 60, response_time_ms=12)


Connect = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Turns a second of each block: through the store, through the bare driver."""

    blocks: Sequence[tuple[float, float]]

    @property
    def ours(self) -> list[float]:
        return [ours for ours, _ in self.blocks]

    @property
    def bare(self) -> list[float]:
        return [bare for _, bare in self.blocks]

    @property
    def share(self) -> float:
        """Of the bare driver's rate: the medians of both."""
        return median(self.ours) / median(self.bare)


@dataclass(frozen=True, slots=True)
class Person:
    """Who talks in one task."""

    address: Address
    user: User
    session: Session


async def turn(store: Store, person: Person) -> None:
    """What a turn does to the database, without the deciding in between."""
    now, turn_id = datetime.now(UTC), uuid4()

    async def load(work: UnitOfWork) -> Session | None:
        user = await work.users.get_or_add(person.address, now)
        return await work.sessions.latest(user.user_id)

    async def save(work: UnitOfWork) -> None:
        assert await work.updates.take("terminal", str(turn_id), now, turn_id)
        await work.sessions.save(replace(session, state={"turn": str(turn_id)}, last_activity=now), _TOLD)

    found = await in_transaction(store.unit_of_work, load)
    assert found is not None
    session = found
    await in_transaction(store.unit_of_work, save)


async def meet(store: Store, name: str) -> Person:
    now, address = datetime.now(UTC), Address("terminal", name, name)
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(address, now)
        session = await work.sessions.renew(user.user_id, None, now)
        await work.commit()
    return Person(address, user, session)


async def rate(turns: int, tasks: Sequence[Callable[[], Awaitable[None]]]) -> float:
    """Turns a second of `tasks` that do one turn each time they are called, side by side."""

    async def work(one: Callable[[], Awaitable[None]]) -> None:
        for _ in range(turns // len(tasks)):
            await one()

    began = perf_counter()
    await asyncio.gather(*(work(one) for one in tasks))
    return turns // len(tasks) * len(tasks) / (perf_counter() - began)


async def side_by_side(store: Store, connect: Connect, concurrency: int, turns: int) -> Compared:
    """Blocks by turns of the one and the other, since a busy machine slows whichever has its turn.

    Each task of the bare driver sends what a turn of its own person was seen to send, with new ids and the next
    numbers.
    """
    people = [await meet(store, uuid4().hex) for _ in range(concurrency)]
    ours = [partial(turn, store, person) for person in people]
    replays, writer = [], asyncio.Lock()
    for _ in range(concurrency):
        person = await meet(store, uuid4().hex)
        await turn(store, person)
        with listening(store) as heard:
            await turn(store, person)
        replays.append(Replay(await connect(), heard, writer))
    bare = [replay.turn for replay in replays]
    await rate(concurrency, ours)  # connections are opened, statements compiled
    blocks = [(await rate(turns // BLOCKS, ours), await rate(turns // BLOCKS, bare)) for _ in range(BLOCKS)]
    for replay in replays:
        await replay.close()
    return Compared(blocks)


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement as the driver got it; the empty one is a commit."""

    sql: str
    parameters: Any = ()
    many: bool = False


@contextmanager
def listening(store: Store) -> Iterator[list[Heard]]:
    heard: list[Heard] = []
    engine = store._access.engine.sync_engine

    def statement(_db: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        heard.append(Heard(sql, parameters, many))

    def commit(_db: Any) -> None:
        heard.append(Heard(""))

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


class Replay:
    """The statements of a person's second turn, again and again, as those of the turns that would follow.

    The second turn moves the order from 3 to 5 and writes the lines 3 and 4, so these numbers grow by two a turn.
    """

    def __init__(self, connection: Any, heard: Sequence[Heard], writer: asyncio.Lock) -> None:
        self._connection, self._heard, self._turns = connection, tuple(heard), 0
        self._writer = writer if isinstance(connection, aiosqlite.Connection) else None

    async def turn(self) -> None:
        self._turns += 1
        cursor = await self._connection.cursor()
        for each in self._heard:
            if each.sql.startswith("BEGIN") and self._writer is not None:
                await self._writer.acquire()  # SQLite lets one write at a time
            if not each.sql:
                await self._connection.commit()
                if self._writer is not None:
                    self._writer.release()
            elif each.many:
                await cursor.executemany(each.sql, [self._moved(each.sql, row) for row in each.parameters])
            else:
                await cursor.execute(each.sql, self._moved(each.sql, each.parameters))
                if each.sql.startswith("SELECT"):
                    assert await cursor.fetchall()
                elif not each.sql.startswith("BEGIN"):
                    assert cursor.rowcount == 1, each.sql
        await cursor.close()

    def _moved(self, sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        if sql.startswith("INSERT INTO processed_updates"):
            return (os.urandom(32), *parameters[1:])
        if sql.startswith("INSERT INTO conversation_logs"):
            return (uuid4().bytes, *map(self._number, parameters[1:]))
        if sql.startswith("UPDATE user_sessions"):
            return tuple(map(self._number, parameters))
        return tuple(parameters)

    def _number(self, value: Any) -> Any:
        return value + 2 * self._turns if isinstance(value, int) and value in (3, 4, 5) else value

    async def close(self) -> None:
        if isinstance(self._connection, aiosqlite.Connection):
            await self._connection.close()
        else:
            await self._connection.ensure_closed()


async def measured(url: URL, connect: Connect, turns: int) -> dict[int, Compared]:
    """By concurrency."""
    engine = make_engine(url)
    await schema.upgrade(engine)
    await engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder), datetime.now(UTC), url=url, encryption_keys=new_key())
        found = {number: await side_by_side(store, connect, number, turns) for number in CONCURRENCIES}
        await store.close()
    return found


async def on_mariadb(turns: int) -> dict[int, Compared]:
    name = f"saju_bench_{uuid4().hex}"
    url = _SERVER.set(database=name)

    async def connect() -> Any:
        return await aiomysql.connect(
            host=url.host, port=url.port or 3306, user=url.username, password=url.password or "", db=name
        )

    await _on_server(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    try:
        return await measured(url, connect, turns)
    finally:
        await _on_server(f"DROP DATABASE {name}")


async def on_sqlite(turns: int) -> dict[int, Compared]:
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder))

        async def connect() -> Any:
            connection = await aiosqlite.connect(str(url.database), isolation_level=None)
            await connection.execute("PRAGMA synchronous=FULL")
            return connection

        return await measured(url, connect, turns)


async def _on_server(statement: str) -> None:
    engine = make_engine(_SERVER)
    async with engine.begin() as db:
        await db.execute(text(statement))
    await engine.dispose()


def table(name: str, found: dict[int, Compared]) -> str:
    return "\n".join(
        f"turns {name}, {number:2} at once: median {median(c.ours):5.0f}/s, best {max(c.ours):5.0f}/s;"
        f" bare driver median {median(c.bare):5.0f}/s, best {max(c.bare):5.0f}/s; {c.share:.0%}"
        for number, c in found.items()
    )


def main(turns: int) -> int:
    print(table("SQLite ", asyncio.run(on_sqlite(turns))))
    mariadb = asyncio.run(on_mariadb(turns))
    print(table("MariaDB", mariadb))
    return 0 if mariadb[16].share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS))
