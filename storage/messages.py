"""The log of a conversation, line by line, under the session's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.errors import Overtaken
from core.ports import LogEntry, Session
from storage.crypto import Cell, DataKey
from storage.ids import new_id
from storage.models import ConversationLog, UserSession
from storage.vault import Vault, live_key


class SqlMessages:
    """Fulfils `core.ports.Messages`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._db = vault.db

    async def append(self, session: Session, entries: Sequence[LogEntry], now: datetime) -> None:
        if not entries:
            return
        key = await live_key(self._vault, session.session_id)
        which = UserSession.session_id == session.session_id
        # The row stays locked until the commit: no two units of work give out the same number.
        counter = select(UserSession.next_order).where(which, UserSession.ended_at.is_(None)).with_for_update()
        first = (await self._db.execute(counter)).scalar_one_or_none()
        if first is None:
            raise Overtaken("session_ended")
        rows = log_rows(session, key, entries, first, now)
        await self._db.execute(insert(ConversationLog), rows)
        await self._db.execute(update(UserSession).where(which).values(next_order=first + len(rows)))


def log_rows(
    session: Session, key: DataKey, entries: Sequence[LogEntry], first: int, now: datetime
) -> list[dict[str, Any]]:
    """The rows of `entries`, numbered from `first`."""
    return [_row(session, key, entry, order, now) for order, entry in enumerate(entries, start=first)]


def _row(session: Session, key: DataKey, entry: LogEntry, order: int, now: datetime) -> dict[str, Any]:
    log_id = new_id(now)
    content, calls = Cell("conversation_logs", log_id, "content"), Cell("conversation_logs", log_id, "tool_calls")
    return {
        "log_id": log_id,
        "created_at": now,
        "session_id": session.session_id,
        "user_id": session.user_id,
        "owner_id": key.owner_id,
        "message_order": order,
        "role": entry.role,
        "content": None if entry.tool_calls and not entry.content else key.seal(entry.content.encode(), content),
        "model_name": entry.model_name,
        "tool_calls": key.seal_json([dict(call) for call in entry.tool_calls], calls) if entry.tool_calls else None,
        "tool_call_id": entry.tool_call_id,
        "tokens_in": entry.tokens_in,
        "tokens_out": entry.tokens_out,
        "response_time_ms": entry.response_time_ms,
    }
