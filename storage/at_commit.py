"""Rows that nobody reads before their commit: written with it, those of several turns by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.ext.asyncio import AsyncConnection


class AtCommit:
    """What one unit of work has yet to insert."""

    def __init__(self, db: AsyncConnection) -> None:
        self._db = db
        self._rows: dict[Insert, list[Mapping[str, Any]]] = {}

    def insert(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """`statement` is one that was built once: its rows are gathered by which it is."""
        if rows:
            self._rows.setdefault(statement, []).extend(rows)

    async def write(self) -> None:
        waiting, self._rows = self._rows, {}
        for statement, rows in waiting.items():
            await self._db.execute(statement, rows)
