"""What the daemon knows of a messenger: it runs, it stops, it tells how it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


class AdapterState(Enum):
    """STARTING: not connected yet. DEGRADED: running, but the messenger or the store did not answer last."""

    STARTING = "starting"
    RUNNING = "running"
    DEGRADED = "degraded"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(slots=True)
class AdapterStatus:
    """How an adapter is, for /health. `last_error` is a code word, never a message: those may hold secrets.

    `repeats_possible` counts the replies that were sent again although they may have arrived before.
    """

    state: AdapterState = AdapterState.STARTING
    last_update_at: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    repeats_possible: int = 0

    def troubled(self, error: str, now: datetime) -> None:
        self.last_error, self.last_error_at = error, now
        if self.state is AdapterState.RUNNING:
            self.state = AdapterState.DEGRADED

    def well(self) -> None:
        if self.state in (AdapterState.STARTING, AdapterState.DEGRADED):
            self.state = AdapterState.RUNNING

    def age_s(self, now: datetime) -> float | None:
        """Seconds since the last update; None when there was none."""
        return None if self.last_update_at is None else (now - self.last_update_at).total_seconds()


class Adapter(Protocol):
    """One messenger. Used once."""

    name: str
    status: AdapterStatus

    async def run(self) -> None:
        """Receives and answers until `stop`. Raises `Misconfigured` for what no repetition mends."""

    async def stop(self, drain_s: float = 8.0) -> None:
        """Takes nothing new, finishes what is under way within `drain_s`; what is left is resumed at the start."""


class Misconfigured(Exception):
    """The messenger refuses us as we are: a wrong token, a webhook that it does not take. Names the variable."""


class DeliveryError(Exception):
    """A reply could not be delivered. `permanent`: it never will be (blocked, kicked, chat gone).

    `reason` is a code word of at most 16 characters.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent


class AdminDesk(Protocol):
    """Answers the commands of admins and writes down who asked; who is an admin is checked before."""

    commands: frozenset[str]  # without the slash

    async def answer(self, actor: str, command: str, words: str, language: str) -> str:
        """The plain text of the answer to `/command words`. `actor` reads like `telegram:123`. `Unavailable`."""
