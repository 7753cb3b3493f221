"""Replies from the commit of their turn until the messenger has taken them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, insert, select, update

from core.messages import Outgoing
from core.ports import Session
from core.reply_json import address_and_reply, outgoing_to_json
from storage.at_commit import AtCommit
from storage.crypto import Cell, DataKey
from storage.models import OutboxReply, ProcessedUpdate
from storage.passing import HourKey
from storage.vault import Vault, live_key

# Built once: what every reply sends.
_ADD = insert(OutboxReply)
_THIS = OutboxReply.outbox_id == bindparam("of_reply")
_ATTEMPT = update(OutboxReply).where(_THIS).values(attempts=OutboxReply.attempts + 1)
_SENT = update(OutboxReply).where(
    OutboxReply.outbox_id.in_(bindparam("of_replies", expanding=True)), OutboxReply.status != "sent"
)
_FAILED = update(OutboxReply).where(_THIS, OutboxReply.status == "waiting")


class SqlOutbox:
    """Fulfils `core.ports.Outbox`. `system` is the key of the blind index of updates."""

    def __init__(self, vault: Vault, system: DataKey, hour: HourKey, at_commit: AtCommit) -> None:
        self._vault = vault
        self._db = vault.db
        self._system, self._hour, self._at_commit = system, hour, at_commit

    async def add(
        self, user_id: UUID, session: Session | None, turn_id: UUID, replies: Sequence[Outgoing], now: datetime
    ) -> None:
        if session is None:
            key = await self._hour.of(self._vault, now)
        else:
            key = await live_key(self._vault, session.session_id)
        rows = [_row(reply, key, now) | {"user_id": user_id, "turn_id": turn_id} for reply in replies]
        self._at_commit.insert(_ADD, rows)

    async def of_event(self, platform: str, event_id: str) -> Sequence[Outgoing]:
        index = self._system.blind_index("update", platform, event_id)
        turn = select(ProcessedUpdate.turn_id).where(ProcessedUpdate.update_bidx == index).scalar_subquery()
        return await self._waiting(OutboxReply.turn_id == turn)

    async def pending(self, platform: str) -> Sequence[Outgoing]:
        return await self._waiting(OutboxReply.platform == platform)

    async def attempt(self, outbox_id: UUID) -> None:
        await self._db.execute(_ATTEMPT, {"of_reply": outbox_id})

    async def sent(self, outbox_ids: Sequence[UUID], now: datetime) -> None:
        """Also those that were given up meanwhile: the person has them."""
        settled = {"of_replies": list(outbox_ids), "status": "sent", "reason": None}
        await self._db.execute(_SENT, settled | _gone(now))

    async def failed(self, outbox_id: UUID, reason: str, now: datetime) -> None:
        settled = {"of_reply": outbox_id, "status": "given_up", "reason": reason}
        await self._db.execute(_FAILED, settled | _gone(now))

    async def _waiting(self, which: ColumnElement[bool]) -> Sequence[Outgoing]:
        """A row without its key (a restored backup) cannot be read: it is passed by until it is given up."""
        rows = (
            await self._db.execute(
                select(
                    OutboxReply.outbox_id,
                    OutboxReply.owner_id,
                    OutboxReply.payload_encrypted,
                    OutboxReply.reply_order,
                    OutboxReply.attempts,
                )
                .where(which, OutboxReply.status == "waiting")
                .order_by(OutboxReply.created_at, OutboxReply.turn_id, OutboxReply.reply_order)
            )
        ).all()
        keys = [await self._vault.find(row.owner_id) for row in rows]
        return [_outgoing(row, key) for row, key in zip(rows, keys, strict=True) if key is not None]


def _gone(now: datetime) -> dict[str, Any]:
    return {"payload_encrypted": b"", "settled_at": now}


def _row(outgoing: Outgoing, key: DataKey, now: datetime) -> dict[str, Any]:
    if outgoing.outbox_id is None:
        raise ValueError("a reply without an id cannot be stored")
    return {
        "outbox_id": outgoing.outbox_id,
        "owner_id": key.owner_id,
        "platform": outgoing.address.platform,
        "reply_order": outgoing.position,
        "payload_encrypted": key.seal_json(outgoing_to_json(outgoing), _cell(outgoing.outbox_id)),
        "status": "waiting",
        "attempts": outgoing.attempts,
        "not_before": now,
        "created_at": now,
    }


def _outgoing(row: Row[*tuple[Any, ...]], key: DataKey) -> Outgoing:
    raw = key.open_json(row.payload_encrypted, _cell(row.outbox_id))
    return Outgoing(row.outbox_id, *address_and_reply(raw), row.reply_order, row.attempts)


def _cell(outbox_id: UUID) -> Cell:
    return Cell("outbox", outbox_id, "payload_encrypted")
