"""Inbox, outbox and notes in memory, on the tables of a MemoryStore."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from core.messages import Address, Outgoing
from core.ports import Session, StoredUpdate
from core.reply_json import address_and_reply, outgoing_to_json

Tables = dict[str, dict[str, str]]


class MemoryInbox:
    def __init__(self, tables: Tables) -> None:
        self._rows = tables["inbox"]

    async def put(self, platform: str, updates: Sequence[StoredUpdate], now: datetime) -> Sequence[str]:
        new = []
        for update in updates:
            key = f"{platform}:{update.event_id}"
            if key not in self._rows:
                stored = [update.event_id, update.chat_key, update.payload.hex()]
                self._rows[key] = json.dumps({"platform": platform, "update": stored}, ensure_ascii=False)
                new.append(update.event_id)
        return new

    async def pending(self, platform: str) -> Sequence[StoredUpdate]:
        rows = [json.loads(row) for row in self._rows.values()]
        waiting = [row["update"] for row in rows if row["platform"] == platform and row["update"]]
        return [StoredUpdate(event_id, chat_key, bytes.fromhex(payload)) for event_id, chat_key, payload in waiting]

    async def done(self, platform: str, event_ids: Sequence[str], now: datetime) -> None:
        for event_id in event_ids:
            if (key := f"{platform}:{event_id}") in self._rows:
                self._rows[key] = json.dumps({"platform": platform, "update": None})


class MemoryOutbox:
    def __init__(self, tables: Tables) -> None:
        self._rows, self._updates = tables["outbox"], tables["updates"]

    async def add(
        self, user_id: UUID, session: Session | None, turn_id: UUID, replies: Sequence[Outgoing], now: datetime
    ) -> None:
        for outgoing in replies:
            row = {
                "user_id": str(user_id),
                "session_id": session and str(session.session_id),
                "turn_id": str(turn_id),
                "platform": outgoing.address.platform,
                "position": outgoing.position,
                "attempts": outgoing.attempts,
                "status": "waiting",
                "reason": None,
                "content": outgoing_to_json(outgoing),
            }
            self._rows[str(outgoing.outbox_id)] = json.dumps(row, ensure_ascii=False)

    async def of_event(self, platform: str, event_id: str) -> Sequence[Outgoing]:
        turn_id = json.loads(self._updates.get(f"{platform}:{event_id}", "{}")).get("turn_id")
        return self._waiting("turn_id", turn_id)

    async def pending(self, platform: str) -> Sequence[Outgoing]:
        return self._waiting("platform", platform)

    async def attempt(self, outbox_id: UUID) -> None:
        row = self._row(outbox_id)
        self._change(outbox_id, attempts=row["attempts"] + 1)

    async def sent(self, outbox_ids: Sequence[UUID], now: datetime) -> None:
        for outbox_id in outbox_ids:
            self._change(outbox_id, status="sent", content=None, reason=None)

    async def failed(self, outbox_id: UUID, reason: str, now: datetime) -> None:
        if self._row(outbox_id)["status"] == "waiting":
            self._change(outbox_id, status="given_up", content=None, reason=reason)

    def _waiting(self, name: str, value: str | None) -> Sequence[Outgoing]:
        rows = [(UUID(key), json.loads(row)) for key, row in self._rows.items()]
        return [
            Outgoing(key, *address_and_reply(row["content"]), row["position"], row["attempts"])
            for key, row in rows
            if row["status"] == "waiting" and row[name] == value
        ]

    def _row(self, outbox_id: UUID) -> dict[str, Any]:
        row: dict[str, Any] = json.loads(self._rows.get(str(outbox_id), '{"status": null, "attempts": 0}'))
        return row

    def _change(self, outbox_id: UUID, **changed: object) -> None:
        if str(outbox_id) in self._rows:
            self._rows[str(outbox_id)] = json.dumps(self._row(outbox_id) | changed, ensure_ascii=False)


class MemoryRefs:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, address: Address) -> str | None:
        row = json.loads(self._tables["message_refs"].get(_key(address), "{}"))
        ref: str | None = row.get("ref")
        return ref

    async def set(self, refs: Mapping[Address, str], now: datetime) -> None:
        for address, ref in refs.items():
            self._set(address, ref)

    def _set(self, address: Address, ref: str) -> None:
        user = self._tables["users"].get(f"{address.platform}:{address.user_id}")
        rows = [json.loads(row) for row in self._tables["sessions"].values()]
        live = [row for row in rows if user and row["user_id"] == json.loads(user)["user_id"] and row["state"]]
        if live:
            row = {"user_id": live[-1]["user_id"], "session_id": live[-1]["session_id"], "ref": ref}
            self._tables["message_refs"][_key(address)] = json.dumps(row, ensure_ascii=False)


def give_up(tables: Tables, session_id: UUID) -> None:
    """The end of a session: its notes go, and what was not sent of it will not be."""
    refs, outbox = tables["message_refs"], tables["outbox"]
    for key in [k for k, row in refs.items() if json.loads(row)["session_id"] == str(session_id)]:
        del refs[key]
    for key, text in list(outbox.items()):
        row = json.loads(text)
        if row["session_id"] == str(session_id) and row["status"] == "waiting":
            given_up = row | {"status": "given_up", "content": None, "reason": "expired"}
            outbox[key] = json.dumps(given_up, ensure_ascii=False)


def _key(address: Address) -> str:
    return f"{address.platform}:{address.chat_id}:{address.user_id}"
