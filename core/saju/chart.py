"""A chart: what any calendar would print once the conventions of time are fixed.

Order of the computation, never another (a longitude-shifted clock compared with a term is the bug most
engines have): wall clock in a named zone → instant → year and month by the instant alone → day and hour by
the clock that the school chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from core.saju.birth import Birth
from core.saju.ganji import Pillar
from core.saju.school import School
from core.saju.terms import SolarTerm, Stem


class LunarDate(NamedTuple):
    """A date of the Korean lunar calendar (KASI, UTC+9)."""

    year: int
    month: int  # 1-12
    day: int  # 1-30
    leap_month: bool
    computed: bool = False  # True beyond KASI's data: from new moons in UTC+9


@dataclass(frozen=True, slots=True)
class TermSpan:
    """The solar term in force and the next one; instants in seconds of UTC since 1970."""

    current: SolarTerm
    started_s: int
    next: SolarTerm
    next_s: int


class Pillars(NamedTuple):
    """The four pillars alone; `hour` is None when the hour is unknown."""

    year: Pillar
    month: Pillar
    day: Pillar
    hour: Pillar | None


@dataclass(frozen=True, slots=True)
class BoundaryWarning:
    """The birth stands so near an edge that another chart is possible.

    Codes: `near_term_boundary` (a 절 within 3 minutes, or within the double hour that a person named),
    `term_on_day` (hour unknown and a 절 on that day), `near_hour_edge` (an hour edge of the chosen clock within
    3 minutes, and midnight where the school changes the day there), `rat_hour` (23-24 h on the chosen clock: the
    other reading of the day boundary gives another day).
    """

    code: str
    minutes: float | None  # distance to the edge, positive; None where there is no single edge
    other: Pillars


@dataclass(frozen=True, slots=True)
class Chart:
    """The four pillars with the times that led to them.

    `moment_s` (seconds of UTC since 1970), `solar_time` (naive, the school's clock at the birthplace, cut to whole
    seconds) and `correction_minutes` (that clock minus the wall clock) are None when the hour is unknown. Where the
    person named the double hour, `solar_time` is its middle on the written date (子: 00:00), `correction_minutes`
    is 0 and `moment_s` the instant at which the school's clock shows it.
    """

    birth: Birth
    school: School
    solar_date: date  # the written date in the Gregorian calendar
    lunar: LunarDate | None  # None where no lunar data reach
    moment_s: int | None
    solar_time: datetime | None
    correction_minutes: float | None
    term: TermSpan
    year: Pillar
    month: Pillar
    day: Pillar
    hour: Pillar | None
    warnings: tuple[BoundaryWarning, ...]

    @property
    def day_master(self) -> Stem:
        """일간: the stem of the day, which stands for the person."""
        return self.day.stem

    @property
    def moment_utc(self) -> datetime | None:
        return None if self.moment_s is None else datetime.fromtimestamp(self.moment_s, UTC)

    @property
    def pillars(self) -> tuple[Pillar, Pillar, Pillar, Pillar | None]:
        """Year, month, day, hour."""
        return (self.year, self.month, self.day, self.hour)
