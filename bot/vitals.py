"""How the daemon is: what /health, /ready, the watchdog and the admins' /health all look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Final

from bot.adapter import Adapter, AdapterState, AdapterStatus
from core.errors import Unavailable
from knowledge.library import ChromaLibrary
from storage.store import Store

_PATIENCE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Condition:
    """At one instant. `database_ms`: how long it took to answer, None when it did not."""

    at: datetime
    database_ms: float | None
    adapters: tuple[tuple[str, AdapterStatus], ...]
    knowledge_degraded: bool
    stopping: bool

    @property
    def is_alive(self) -> bool:
        """Whether a restart would not help."""
        return self.database_ms is not None

    @property
    def is_ready(self) -> bool:
        """Whether people are answered: every messenger is connected, and what they say can be stored."""
        states = [status.state for _, status in self.adapters]
        running = all(state in (AdapterState.RUNNING, AdapterState.DEGRADED) for state in states)
        return self.is_alive and running and bool(states) and not self.stopping

    def __str__(self) -> str:
        database = "database down" if self.database_ms is None else f"database {self.database_ms:.0f} ms"
        adapters = [f"{name} {status.state.value}" for name, status in self.adapters]
        return ", ".join([*adapters, database, *(["knowledge degraded"] if self.knowledge_degraded else [])])


class Vitals:
    """`stopping` is set when the end has begun."""

    def __init__(
        self, store: Store, library: ChromaLibrary, adapters: Sequence[Adapter], clock: Callable[[], datetime]
    ) -> None:
        self._store, self._library, self._adapters, self._clock = store, library, adapters, clock
        self.stopping = False

    async def look(self, patience_s: float = _PATIENCE_S) -> Condition:
        return Condition(
            at=self._clock(),
            database_ms=await self._database_ms(patience_s),
            adapters=tuple((adapter.name, adapter.status) for adapter in self._adapters),
            knowledge_degraded=self._library.degraded,
            stopping=self.stopping,
        )

    async def _database_ms(self, patience_s: float) -> float | None:
        began = perf_counter()
        try:
            async with asyncio.timeout(patience_s):
                await self._store.ping()
        except (Unavailable, TimeoutError):
            return None
        return (perf_counter() - began) * 1000
