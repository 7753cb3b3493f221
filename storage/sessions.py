"""Sessions: everything private under the session's own key, which goes when the session does."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, bindparam, case, delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.errors import Overtaken
from core.ports import LogEntry, Session
from storage.at_commit import AtCommit
from storage.crypto import Cell, DataKey
from storage.ids import new_id
from storage.keyring import Wrapped
from storage.lifetime import Lifetime
from storage.messages import log_rows
from storage.models import ConversationLog, MessageRef, OutboxReply, UserRow, UserSession
from storage.models import DataKey as DataKeyRow
from storage.passing import end_hours
from storage.vault import Vault, batches, live_key

_log = logging.getLogger(__name__)


def newest_of(user_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ScalarSelect[UUID]:
    """The id of a person's newest session; of two begun in the same instant, the one that still runs.

    Sorting whole sessions instead, servers would put all of them, sealed columns too, into a table of their own.
    """
    one = aliased(UserSession)
    order = one.created_at.desc(), one.ended_at.is_not(None), one.session_id.desc()
    newest = select(one.session_id).where(one.user_id == user_id).order_by(*order).limit(1)
    return newest.correlate_except(one).scalar_subquery()


# What every turn sends is built once: building a statement costs as much as running it.
_KEY_COLUMNS = DataKeyRow.kind, DataKeyRow.kek_id, DataKeyRow.wrapped_key
# What `session_of` reads; a server describes each column that it sends.
OF_SESSION = (
    UserSession.session_id,
    UserSession.user_id,
    UserSession.created_at,
    UserSession.last_activity,
    UserSession.expires_at,
    UserSession.ended_at,
    UserSession.in_form,
    UserSession.next_order,
    UserSession.state_encrypted,
    UserSession.birth_datetime_encrypted,
)
LATEST = (
    select(*OF_SESSION, *_KEY_COLUMNS)
    .outerjoin(DataKeyRow, DataKeyRow.owner_id == UserSession.session_id)
    .where(UserSession.session_id == newest_of(bindparam("of_user")))
)
_SAVE = update(UserSession).where(
    UserSession.session_id == bindparam("of_session"),
    UserSession.ended_at.is_(None),
    UserSession.next_order == bindparam("at_order"),
)
_LOG = insert(ConversationLog)
_OPEN = insert(UserSession)
_LOG_IN = update(UserRow).where(UserRow.user_id == bindparam("of_user"), UserRow.erased_at.is_(None))
_NEWEST = select(newest_of(bindparam("of_user")))


class SqlSessions:
    """Fulfils `core.ports.Sessions`."""

    def __init__(self, vault: Vault, lifetime: Lifetime, at_commit: AtCommit) -> None:
        self._vault = vault
        self._db = vault.db
        self._lifetime, self._at_commit = lifetime, at_commit

    async def latest(self, user_id: UUID) -> Session | None:
        row = (await self._db.execute(LATEST, {"of_user": user_id})).one_or_none()
        return None if row is None else session_of(row, self._key(row))

    def _key(self, row: Row[*tuple[Any, ...]]) -> DataKey | None:
        if row.wrapped_key is None:
            return None
        return self._vault.unwrapped(row.session_id, row.kind, Wrapped(row.kek_id, row.wrapped_key))

    async def open(self, user_id: UUID, now: datetime) -> Session:
        session_id = new_id(now)
        await self._vault.create(session_id, "session", now)
        session = Session(session_id, user_id, now, now, self._lifetime.expires_at(now, now))
        row = {
            "session_id": session_id,
            "user_id": user_id,
            "in_form": False,
            "next_order": 1,
            "created_at": now,
            "updated_at": now,
            "last_activity": now,
            "expires_at": session.expires_at,
        }
        await self._db.execute(_OPEN, row)
        return session

    async def renew(self, user_id: UUID, latest: Session | None, now: datetime) -> Session:
        # A login, and the lock of the person: two first messages at once open one session.
        locked = await self._db.execute(_LOG_IN, {"of_user": user_id, "last_login": now})
        expected = None if latest is None else latest.session_id
        newest = await self._db.execute(_NEWEST, {"of_user": user_id})
        if locked.rowcount == 0 or newest.scalar_one_or_none() != expected:
            raise Overtaken("session_ended")
        if latest is not None:
            await self.end(latest.session_id, now)
        return await self.open(user_id, now)

    async def save(self, session: Session, entries: Sequence[LogEntry] = ()) -> None:
        key = await live_key(self._vault, session.session_id)
        birth = (
            None if session.birth is None else key.seal_json(dict(session.birth), _birth_cell(session.session_id))
        )
        written = await self._db.execute(
            _SAVE,
            {
                "of_session": session.session_id,
                "at_order": session.next_order,
                "birth_datetime_encrypted": birth,
                "state_encrypted": key.seal_json(dict(session.state), _state_cell(session.session_id)),
                "in_form": session.in_form,
                "next_order": session.next_order + len(entries),
                "updated_at": session.last_activity,
                "last_activity": session.last_activity,
                "expires_at": self._lifetime.expires_at(session.created_at, session.last_activity),
            },
        )
        if written.rowcount == 0:
            raise Overtaken("session_ended")
        self._at_commit.insert(_LOG, log_rows(session, key, entries, session.next_order, session.last_activity))

    async def end(self, session_id: UUID, now: datetime) -> None:
        await self._end([session_id], now)

    async def end_expired(self, now: datetime) -> int:
        """Passes by who is at it right now: that turn moves the end on, or the next call finds the session."""
        due = (
            select(UserSession.session_id)
            .where(UserSession.ended_at.is_(None), UserSession.expires_at <= now)
            .with_for_update(skip_locked=True)
        )
        expired = (await self._db.execute(due)).scalars().all()
        if expired:
            await self._end(expired, now)
        await end_hours(self._vault, now)
        return len(expired)

    async def _end(self, session_ids: Sequence[UUID], now: datetime) -> None:
        """Calculations, analyses and log rows keep their figures; what was private in them has lost its key."""
        await self._vault.destroy(session_ids)
        for ids in batches(session_ids):
            await self._db.execute(
                update(UserSession)
                .where(UserSession.session_id.in_(ids), UserSession.ended_at.is_(None))
                .values(
                    state_encrypted=None,
                    birth_datetime_encrypted=None,
                    updated_at=now,
                    expires_at=case((UserSession.expires_at > now, now), else_=UserSession.expires_at),
                    ended_at=now,
                )
            )
            await self._let_go(ids, now)

    async def _let_go(self, session_ids: Sequence[UUID], now: datetime) -> None:
        """What an adapter still held of these sessions: notes, and replies that can be read no more."""
        await self._db.execute(delete(MessageRef).where(MessageRef.owner_id.in_(session_ids)))
        unsent = await self._db.execute(
            update(OutboxReply)
            .where(OutboxReply.owner_id.in_(session_ids), OutboxReply.status == "waiting")
            .values(payload_encrypted=b"", status="given_up", reason="expired", settled_at=now)
        )
        if unsent.rowcount:
            _log.warning("%d replies were not sent before their session ended", unsent.rowcount)


def session_of(row: Any, key: DataKey | None) -> Session:
    """A row whose key is gone (erased after the backup that brought it back) reads as a session that is over."""
    session = Session(
        row.session_id,
        row.user_id,
        row.created_at,
        row.last_activity,
        row.expires_at,
        in_form=row.in_form,
        next_order=row.next_order,
    )
    if key is None:
        return session if row.ended_at is not None else replace(session, expires_at=row.last_activity)
    state, birth = row.state_encrypted, row.birth_datetime_encrypted
    return replace(
        session,
        state={} if state is None else key.open_json(state, _state_cell(row.session_id)),
        birth=None if birth is None else key.open_json(birth, _birth_cell(row.session_id)),
    )


def _state_cell(session_id: UUID) -> Cell:
    return Cell("user_sessions", session_id, "state_encrypted")


def _birth_cell(session_id: UUID) -> Cell:
    return Cell("user_sessions", session_id, "birth_datetime_encrypted")
