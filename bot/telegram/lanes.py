"""One lane for each chat: what came there is worked off in order, the lanes side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

E = TypeVar("E")
Work = Callable[["deque[E]"], Awaitable[None]]
"""Takes one thing or more from the front of what waits and works it off."""


class Lanes(Generic[E]):
    """`work` is called while something waits; never twice at once for the same lane."""

    def __init__(self, work: Work[E]) -> None:
        self._work = work
        self._waiting: dict[str, deque[E]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}

    def push(self, lane: str, thing: E) -> None:
        self._waiting.setdefault(lane, deque()).append(thing)
        if lane not in self._workers:
            self._workers[lane] = asyncio.create_task(self._drive(lane))

    @property
    def at_work(self) -> int:
        """How many lanes are worked off right now."""
        return len(self._workers)

    async def drain(self, seconds: float) -> bool:
        """Waits until nothing is left, then cancels what still runs. True when all was done in time."""
        workers = list(self._workers.values())
        if not workers:
            return True
        _, late = await asyncio.wait(workers, timeout=seconds)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    async def _drive(self, lane: str) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                await self._work(waiting)
        finally:
            # also when cancelled: what waits here is still in the store
            del self._workers[lane], self._waiting[lane]
