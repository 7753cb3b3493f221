"""What was given of a birth, as the person's wall clock and calendar said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import NamedTuple

from core.saju.terms import Branch, Calendar, Sex


@dataclass(frozen=True, slots=True)
class Place:
    """Where. `zone` is an IANA name; east and north are positive."""

    name: str
    latitude_deg: float
    longitude_deg: float
    zone: str


SEOUL = Place("서울", 37.5665, 126.9780, "Asia/Seoul")


class WrittenDate(NamedTuple):
    """A date as it was written: a lunar 30 February is one, so this is no `datetime.date`."""

    year: int
    month: int
    day: int
    calendar: Calendar = Calendar.SOLAR
    leap_month: bool = False


@dataclass(frozen=True, slots=True)
class Birth:
    """All inputs of a chart but the school.

    Exactly one of three holds: `clock_time` (the wall clock), `hour_branch` (a 시진 that the person named: no
    clock correction), or neither (the hour is unknown). `fold` chooses the second reading (1) of a wall-clock
    time that summer time repeated; None = not said, and such a time is then refused as ambiguous.
    """

    written: WrittenDate
    clock_time: time | None = None
    hour_branch: Branch | None = None
    sex: Sex | None = None
    place: Place = SEOUL
    fold: int | None = None

    @property
    def time_unknown(self) -> bool:
        return self.clock_time is None and self.hour_branch is None
