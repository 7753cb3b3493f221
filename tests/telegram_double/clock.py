"""The double's own time: real time made faster, and moved on by hand."""

from __future__ import annotations

import asyncio
import time

EPOCH = 1_795_402_800.0  # 2026-11-23T03:00:00Z, the day of every test


class VirtualClock:
    """Seconds since 1970 as the service sees them.

    `scale` is how many of its seconds pass in one of ours: limits, waits and expiries all shrink by it, and what
    the service announces (`retry_after`) is told in real seconds, so that a client's waits shrink with them.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._started = time.monotonic()
        self._moved = 0.0

    def now(self) -> float:
        return EPOCH + (time.monotonic() - self._started) * self.scale + self._moved

    def advance(self, seconds: float) -> None:
        self._moved += seconds

    def real(self, seconds: float) -> float:
        """Virtual seconds as real ones; whole numbers stay whole when time is not scaled."""
        return seconds if self.scale == 1.0 else seconds / self.scale

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))
