"""kill -9 of a MariaDB under sixteen writers, again and again: `make campaign-kill`.

    python -m tests.campaigns.kill_mariadb [KILLS]

Each writer is a person who talks, turn after turn, through the store as the daemon uses it. A turn that was
acknowledged must be there; none may be there twice, none in half (a line without its answer, a count that does not
fit, a state of another turn, an event without its lines). Exit code 1 otherwise. The server is a throw-away one.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Unavailable
from core.messages import Address
from core.ports import LogEntry, Session, UnitOfWork
from core.transaction import in_transaction
from storage import schema
from storage.crypto import Cell
from storage.engine import make_engine
from storage.keyring import new_key
from storage.models import ConversationLog, UserSession
from storage.store import Store, open_store
from tests.campaigns.mariadb_server import MariadbServer

WRITERS: Final = 16
SEED: Final = 20261123
_BETWEEN_KILLS_S: Final = (0.5, 1.5)


@dataclass(slots=True)
class Tally:
    """What writers were told, and what was found at the end. `acknowledged` by person: numbers of turns."""

    kills: int = 0
    acknowledged: dict[str, list[int]] = field(default_factory=dict)
    refused: int = 0
    resolved: int = 0
    unacknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    longest_outage_s: float = 0.0

    @property
    def summary(self) -> str:
        acknowledged = sum(map(len, self.acknowledged.values()))
        return (
            f"kill: {self.kills} x kill -9 under {WRITERS} writers; {acknowledged} turns acknowledged,"
            f" {len(self.lost)} lost, {len(self.twice)} twice, {len(self.half)} half; {self.resolved} commits of"
            f" unknown end found done when repeated; {self.refused} refused, {self.unacknowledged} of them stored;"
            f" longest outage {self.longest_outage_s:.1f} s"
        )

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.twice or self.half) and all(self.acknowledged.values())


def campaign(kills: int, seed: int = SEED) -> Tally:
    with MariadbServer() as server, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_campaign(server, Path(folder), kills, random.Random(seed)))


async def _campaign(server: MariadbServer, folder: Path, kills: int, draw: random.Random) -> Tally:
    now, keys, tally = datetime.now(UTC), new_key(), Tally()
    engine = make_engine(server.url)
    await schema.upgrade(engine)
    await engine.dispose()
    store = await open_store(folder, now, url=server.url, encryption_keys=keys)
    enough = asyncio.Event()
    writers = [asyncio.create_task(_Writer(store, f"w{n}", tally, enough).write()) for n in range(WRITERS)]
    for _ in range(kills):
        await asyncio.sleep(draw.uniform(*_BETWEEN_KILLS_S))
        began = perf_counter()
        server.kill()
        await asyncio.to_thread(server.start)
        tally.longest_outage_s = max(tally.longest_outage_s, perf_counter() - began)
        tally.kills += 1
    await asyncio.sleep(_BETWEEN_KILLS_S[1])
    enough.set()
    await asyncio.gather(*writers)
    await _look(store, tally, now)
    await store.close()
    return tally


class _Writer:
    """One person. What was refused is sent again as the same event, as a messenger does."""

    def __init__(self, store: Store, name: str, tally: Tally, enough: asyncio.Event) -> None:
        self._store, self._name, self._tally, self._enough = store, name, tally, enough
        self._address = Address("terminal", name, name)
        tally.acknowledged[name] = []

    async def write(self) -> None:
        number = 0
        while not self._enough.is_set():
            number += 1
            await self._until_taken(number)

    async def _until_taken(self, number: int) -> None:
        while not self._enough.is_set():
            try:
                if await self._turn(number):
                    self._tally.acknowledged[self._name].append(number)
                else:
                    self._tally.unacknowledged += 1
                return
            except Unavailable:
                self._tally.refused += 1
                await asyncio.sleep(0.05)

    async def _turn(self, number: int) -> bool:
        """False when the event had been taken by an earlier turn, whose end nobody was told."""
        now, turn_id, event_id = datetime.now(UTC), uuid4(), f"{self._name}-{number}"

        async def load(work: UnitOfWork) -> tuple[UUID, Session | None]:
            user = await work.users.get_or_add(self._address, now)
            return user.user_id, await work.sessions.latest(user.user_id)

        async def store(work: UnitOfWork) -> bool:
            if not await work.updates.take("terminal", event_id, now, turn_id):
                mine = await work.updates.taken_by("terminal", event_id) == turn_id
                self._tally.resolved += mine
                return mine
            session = latest or await work.sessions.renew(user_id, None, now)
            told = LogEntry("user", f"ask {number}"), LogEntry("assistant", f"answer {number}")
            await work.sessions.save(replace(session, state={"turn": number}, last_activity=now), told)
            return True

        user_id, latest = await in_transaction(self._store.unit_of_work, load)
        return await in_transaction(self._store.unit_of_work, store)


async def _look(store: Store, tally: Tally, now: datetime) -> None:
    for name, acknowledged in tally.acknowledged.items():
        async with store.unit_of_work() as work:
            user = await work.users.get_or_add(Address("terminal", name, name), now)
            session = await work.sessions.latest(user.user_id)
            if session is None:
                tally.lost += [f"{name}: no session"] * bool(acknowledged)
                continue
            key = await work.vault.find(session.session_id)
            assert key is not None
            rows = await _lines(work.vault.db, session)
            told = [
                (row.role, key.open(row.content, Cell("conversation_logs", row.log_id, "content")).decode())
                for row in rows
            ]
        asked = Counter(int(words.split()[1]) for role, words in told if role == "user")
        tally.lost += [f"{name}: {number}" for number in acknowledged if number not in asked]
        tally.twice += [f"{name}: {number}" for number, count in asked.items() if count > 1]
        expected = [line for n in asked for line in (("user", f"ask {n}"), ("assistant", f"answer {n}"))]
        whole = (
            told == expected
            and [row.message_order for row in rows] == list(range(1, len(rows) + 1))
            and session.next_order == len(rows) + 1
            and session.state == {"turn": max(asked, default=0)}
        )
        tally.half += [] if whole else [f"{name}: {len(rows)} lines, at {session.next_order}, {session.state}"]


async def _lines(db: AsyncConnection, session: Session) -> list[Any]:
    which = ConversationLog.session_id == session.session_id
    since = ConversationLog.created_at >= session.created_at - timedelta(seconds=1)
    assert (await db.execute(select(UserSession.session_id).where(UserSession.user_id == session.user_id))).one()
    rows = await db.execute(
        select(*ConversationLog.__table__.columns).where(which, since).order_by(ConversationLog.message_order)
    )
    return list(rows.all())


def main(kills: int) -> int:
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # it tells each connection that was cut
    tally = campaign(kills)
    print(tally.summary)
    for what in (*tally.lost, *tally.twice, *tally.half):
        print(what)
    return 0 if tally.is_sound else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
