"""Sessions with Redis before them: the row without its ciphertexts first, these from there if they are the same.

Measured, it costs more than it saves (README): one statement by key already brings all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select

from core.ports import LogEntry, Session
from storage.at_commit import AtCommit
from storage.cache import Sealed, SessionCache
from storage.crypto import DataKey
from storage.errors import Damaged
from storage.lifetime import Lifetime
from storage.models import UserSession
from storage.sessions import LATEST, SqlSessions, newest_of, session_of
from storage.vault import Vault

_TAG_BYTES: Final = 13  # version and nonce (crypto.py): no two sealings share them
_PRIVATE: Final = ("state_encrypted", "birth_datetime_encrypted")
_HINT = select(
    UserSession.session_id,
    func.substr(UserSession.state_encrypted, 1, _TAG_BYTES).label("state_tag"),
    func.substr(UserSession.birth_datetime_encrypted, 1, _TAG_BYTES).label("birth_tag"),
    *(column for column in UserSession.__table__.columns if column.name not in (*_PRIVATE, "session_id")),
).where(UserSession.session_id == newest_of(bindparam("of_user")))


class CachedSessions(SqlSessions):
    """`SqlSessions` of one unit of work; `settle` is called after its commit."""

    def __init__(self, vault: Vault, lifetime: Lifetime, at_commit: AtCommit, cache: SessionCache) -> None:
        super().__init__(vault, lifetime, at_commit)
        self._cache = cache
        self._written: list[UUID] = []

    async def latest(self, user_id: UUID) -> Session | None:
        hint = (await self._db.execute(_HINT, {"of_user": user_id})).one_or_none()
        if hint is None:
            return None
        if (known := await self._known(hint)) is not None:
            return known
        row = (await self._db.execute(LATEST, {"of_user": user_id})).one_or_none()
        if row is None:
            return None
        if row.state_encrypted is not None and row.wrapped_key is not None:
            sealed = Sealed(row.state_encrypted, row.birth_datetime_encrypted)
            await self._cache.put(row.session_id, sealed, row.expires_at)
        return session_of(row, self._key(row))

    async def save(self, session: Session, entries: Sequence[LogEntry] = ()) -> None:
        await super().save(session, entries)
        self._written.append(session.session_id)

    async def settle(self) -> None:
        """Removes what was written or lost its key. Also what was meant to and rolled back: it comes again."""
        await self._cache.forget([*self._written, *self._vault.destroyed_ids])

    async def _known(self, hint: Row[*tuple[Any, ...]]) -> Session | None:
        """From the cache, if it holds what the row holds, and the session's key still stands."""
        if hint.state_tag is None or (sealed := await self._cache.get(hint.session_id)) is None:
            return None
        if (_tag(sealed.state), _tag(sealed.birth)) != (hint.state_tag, hint.birth_tag):
            return None
        key = await self._vault.find(hint.session_id)
        return None if key is None else _opened(hint, sealed, key)


def _opened(hint: Row[*tuple[Any, ...]], sealed: Sealed, key: DataKey) -> Session | None:
    row = SimpleNamespace(**hint._mapping, state_encrypted=sealed.state, birth_datetime_encrypted=sealed.birth)
    try:
        return session_of(row, key)
    except Damaged:  # there, not in the database
        return None


def _tag(sealed: bytes | None) -> bytes | None:
    return None if sealed is None else sealed[:_TAG_BYTES]
