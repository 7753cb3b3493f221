"""People by the thousand, written in bulk with the same keys and ciphertexts that the store itself writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from storage.crypto import Cell, DataKey, new_secret
from storage.ids import new_id
from storage.keyring import KeyRing
from storage.models import DataKey as DataKeyRow
from storage.models import UserRow
from storage.store import Store

_ROWS_AT_ONCE = 2000


async def plant_people(store: Store, ring: KeyRing, count: int, now: datetime) -> list[UUID]:
    """`count` people whose accounts read `person-0`, `person-1`, …; returns their ids in that order."""
    ids = [new_id(now) for _ in range(count)]
    for start in range(0, count, _ROWS_AT_ONCE):
        batch = range(start, min(start + _ROWS_AT_ONCE, count))
        rows = [_rows(ring, ids[number], number, now) for number in batch]
        await _write(store, [user for user, _ in rows], [key for _, key in rows])
    return ids


async def _write(store: Store, users: Sequence[dict[str, Any]], keys: Sequence[dict[str, Any]]) -> None:
    async with store.unit_of_work() as work:
        await work.vault.db.execute(insert(UserRow), users)
        await work.vault.db.execute(insert(DataKeyRow), keys)
        await work.commit()


def _rows(ring: KeyRing, user_id: UUID, number: int, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    key = DataKey(user_id, new_secret())
    wrapped = ring.wrap(key.secret, user_id, "user")
    user = {
        "user_id": user_id,
        "platform": "telegram",
        "account_bidx": key.blind_index("account", str(number)),
        "account_encrypted": key.seal_json(account(number), Cell("users", user_id, "account_encrypted")),
        "preferences": {},
        "created_at": now,
        "updated_at": now,
        "last_login": now,
    }
    row = {
        "owner_id": user_id,
        "kind": "user",
        "kek_id": wrapped.kek_id,
        "wrapped_key": wrapped.wrapped_key,
        "created_at": now,
    }
    return user, row


def account(number: int) -> dict[str, str]:
    return {"user_id": f"person-{number}", "chat_id": f"chat-{number}"}
