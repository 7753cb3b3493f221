"""One transaction over one connection. Commit is explicit; leaving without it rolls back."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.messages import Address
from core.ports import Session, User
from storage import meeting
from storage.access_log import SqlAccessLog
from storage.at_commit import AtCommit
from storage.cache import SessionCache
from storage.cached_sessions import CachedSessions
from storage.crypto import DataKey
from storage.engine import empty_write_ahead_log
from storage.inbox import SqlInbox
from storage.keyring import KeyRing
from storage.lifetime import Lifetime
from storage.message_refs import SqlMessageRefs
from storage.messages import SqlMessages
from storage.metrics import SqlMetrics
from storage.outages import as_unavailable, is_outage, translated
from storage.outbox import SqlOutbox
from storage.passing import HourKey
from storage.readings import SqlReadings
from storage.saved_births import SqlSavedBirths
from storage.sessions import SqlSessions
from storage.turnstile import Turnstile
from storage.updates import SqlUpdates
from storage.users import SqlUsers
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Access:
    """What every unit of work of one store shares."""

    engine: AsyncEngine
    ring: KeyRing
    system: DataKey
    lifetime: Lifetime
    turnstile: Turnstile
    cache: SessionCache | None = None
    hour: HourKey = field(default_factory=HourKey)


class SqlUnitOfWork:
    """Fulfils `core.ports.UnitOfWork`. Used once."""

    users: SqlUsers
    sessions: SqlSessions
    saved_births: SqlSavedBirths
    readings: SqlReadings
    messages: SqlMessages
    updates: SqlUpdates
    inbox: SqlInbox
    outbox: SqlOutbox
    message_refs: SqlMessageRefs
    metrics: SqlMetrics
    access_log: SqlAccessLog

    def __init__(self, access: Access) -> None:
        self._access = access
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        with translated():
            await self._stack.enter_async_context(self._access.turnstile)
            try:
                self._open(await self._stack.enter_async_context(self._access.engine.connect()))
                await self._db.begin()
            except BaseException:
                await self._stack.aclose()
                raise
        return self

    async def meet(self, address: Address, now: datetime) -> tuple[User, Session | None]:
        if self._access.cache is None:
            found = await meeting.find(self.vault, self._access.system, address)
            if found is not None:
                return found
        user = await self.users.get_or_add(address, now)
        return user, await self.sessions.latest(user.user_id)

    async def commit(self) -> None:
        with translated():
            await self._at_commit.write()
            await self._db.commit()
            if self.vault.destroyed:
                await empty_write_ahead_log(self._access.engine)
        if isinstance(self.sessions, CachedSessions):
            await self.sessions.settle()

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        with translated():
            await self._stack.__aexit__(exc_type, exc, tb)
        if exc is not None and is_outage(exc):
            raise as_unavailable(exc) from exc

    def _open(self, db: AsyncConnection) -> None:
        self._db = db
        self.vault = Vault(db, self._access.ring)
        self._at_commit = AtCommit(db)
        self.users = SqlUsers(self.vault, self._access.system)
        cache, lifetime = self._access.cache, self._access.lifetime
        self.sessions = SqlSessions(self.vault, lifetime, self._at_commit)
        if cache is not None:
            self.sessions = CachedSessions(self.vault, lifetime, self._at_commit, cache)
        self.saved_births = SqlSavedBirths(self.vault)
        self.readings = SqlReadings(self.vault)
        self.messages = SqlMessages(self.vault)
        self.updates = SqlUpdates(self.vault, self._access.system)
        self.inbox = SqlInbox(self.vault, self._access.system, self._access.hour)
        self.outbox = SqlOutbox(self.vault, self._access.system, self._access.hour, self._at_commit)
        self.message_refs = SqlMessageRefs(self.vault, self._access.system)
        self.metrics = SqlMetrics(self._at_commit)
        self.access_log = SqlAccessLog(db, self._access.system)
