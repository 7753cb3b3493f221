"""How long a session lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`idle` after the last activity, and never longer than `cap` after the beginning."""

    idle: timedelta = timedelta(minutes=30)
    cap: timedelta = timedelta(hours=24)

    def expires_at(self, created_at: datetime, last_activity: datetime) -> datetime:
        return min(last_activity + self.idle, created_at + self.cap)
