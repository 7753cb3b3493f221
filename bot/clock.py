"""The clock everything is given: real time, from a chosen start when a test says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

_SEOUL = timezone(timedelta(hours=9))


class Clock:
    """Called for the present instant (aware, UTC). Runs like the real one, shifted by what it was told."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._shift = timedelta(0) if starts_at is None else starts_at - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def today(self) -> date:
        """In Seoul: what lies in the future, and which year runs, goes by the calendar on the wall there."""
        return self().astimezone(_SEOUL).date()

    def advance(self, seconds: float) -> None:
        """Moves the clock on. Raises ValueError for a step back: sessions would wake up again."""
        if not 0 <= seconds <= 10 * 366 * 86400:
            raise ValueError("seconds must be from 0 to ten years")
        self._shift += timedelta(seconds=seconds)
