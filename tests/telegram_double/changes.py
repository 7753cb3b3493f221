"""Waiting for something to happen, without sleeping and looking again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes who waits whenever anything in the service changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, happened: Callable[[], T], timeout_s: float) -> T:
        """The first true answer of `happened`, asked now and after every change; TimeoutError when none comes."""
        async with asyncio.timeout(timeout_s):
            while not (answer := happened()):
                waiter = asyncio.get_running_loop().create_future()
                self._waiting.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiting.discard(waiter)
        return answer
