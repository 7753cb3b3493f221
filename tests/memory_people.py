"""The saved births of a store in memory: obeys `core.ports.SavedBirths` and keeps JSON text only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from core.errors import Overtaken
from core.ports import SavedBirth

Tables = dict[str, dict[str, str]]
_MOST = 10


class MemorySavedBirths:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def of(self, user_id: UUID) -> Sequence[SavedBirth]:
        rows = self._rows(user_id).values()
        return [SavedBirth(UUID(row["id"]), row["label"], row["birth"]) for row in rows]

    async def save(
        self, user_id: UUID, label: str, birth: Mapping[str, Any], identity: bytes, now: datetime
    ) -> None:
        if not any(json.loads(row)["user_id"] == str(user_id) for row in self._tables["users"].values()):
            raise Overtaken("person_erased")
        key, rows = f"{user_id}:{identity.decode()}", self._rows(user_id)
        if key not in rows and len(rows) >= _MOST:
            raise Overtaken("births_full")
        row = {"id": str(uuid4()), "user_id": str(user_id), "label": label, "birth": dict(birth)}
        self._tables["saved_births"][key] = json.dumps(row, ensure_ascii=False)

    async def forget(self, user_id: UUID, profile_id: UUID) -> None:
        for key, row in self._rows(user_id).items():
            if row["id"] == str(profile_id):
                del self._tables["saved_births"][key]

    def _rows(self, user_id: UUID) -> dict[str, dict[str, Any]]:
        rows = {key: json.loads(row) for key, row in self._tables["saved_births"].items()}
        return {key: row for key, row in rows.items() if row["user_id"] == str(user_id)}
