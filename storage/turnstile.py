"""Lets one unit of work at a time through where the database takes one writer: SQLite.

SQLite's own waiting is a poll with growing sleeps and no order; this is a queue.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class Turnstile:
    """An async context. Raises `TimeoutError` after `patience_s`: also for a unit of work opened inside another."""

    def __init__(self, *, patience_s: float | None) -> None:
        """`patience_s` None: everybody passes at once."""
        self._patience_s = patience_s
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        if self._patience_s is not None:
            async with asyncio.timeout(self._patience_s):
                await self._lock.acquire()

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._patience_s is not None:
            self._lock.release()
