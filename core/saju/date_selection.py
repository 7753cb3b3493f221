"""택일: the days of a range, scored for an occasion and for one or two people, with every reason.

A day starts at 50, adds the points of its reasons, and stays within 0-100; a day with an exclusion has 0. The rules
are in `date_rules`, the tables and their books in `date_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import Rejected
from core.saju.analysis import Analysis
from core.saju.chart import LunarDate
from core.saju.date_rules import (
    CalendarDay,
    calendar_exclusions,
    calendar_grounds,
    personal_exclusions,
    personal_grounds,
)
from core.saju.date_tables import Occasion
from core.saju.ganji import PILLARS, Pillar, day_index
from core.saju.grounds import Ground
from core.saju.lunar_calendar import lunar_date
from core.saju.pillar_rules import year_and_month
from core.saju.solar_terms import index_at
from core.saju.solar_time import start_of_day

__all__ = ["DayScore", "Occasion", "calendar_day", "choose_days"]

MOST_DAYS = 366
MOST_PEOPLE = 2
MIDDLE = 50
_SEOUL = "Asia/Seoul"
_NAMES = "ab"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayScore:
    """One day. `excluded` says why the day is out of the question; its score is then 0.

    `reasons` add up to the score from 50 on; places of a person begin with "a." or "b.", those of the day with
    "date".
    """

    day: date
    pillar: Pillar
    lunar: LunarDate | None  # None where no lunar data reach
    geonje: str  # 건제십이신, in Hanja
    hwangdo: str  # 황도 or 흑도, the god in Hanja
    score: int
    reasons: tuple[Ground, ...]
    excluded: tuple[Ground, ...]

    def as_json(self) -> dict[str, object]:
        lunar = self.lunar
        return {
            "date": self.day.isoformat(),
            "ganji": self.pillar.ganji,
            "lunar": None
            if lunar is None
            else {
                "year": lunar.year,
                "month": lunar.month,
                "day": lunar.day,
                "leap_month": lunar.leap_month,
            },
            "geonje": self.geonje,
            "hwangdo": self.hwangdo,
            "score": self.score,
            "reasons": [ground.as_json() for ground in self.reasons],
            "excluded": [ground.as_json() for ground in self.excluded],
        }


def choose_days(
    occasion: Occasion, people: Sequence[Analysis], first: date, last: date, zone_name: str = _SEOUL
) -> tuple[DayScore, ...]:
    """Every day from `first` to `last`, the best first (excluded days at the end), equal ones in their order.

    `people` are none (what the almanac alone says), one or two, ValueError for more; `zone_name` is where the
    occasion takes place. Raises Rejected("out_of_range") for more than 366 days, for none, and outside the table
    of solar terms.
    """
    if len(people) > MOST_PEOPLE:
        raise ValueError(f"{len(people)} people, at most {MOST_PEOPLE}")
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise Rejected("out_of_range", first=1, last=MOST_DAYS)
    days = [score_day(occasion, people, calendar_day(first + n * _ONE_DAY, zone_name)) for n in range(count)]
    return tuple(sorted(days, key=lambda d: (bool(d.excluded), -d.score, d.day)))


def calendar_day(day: date, zone_name: str = _SEOUL) -> CalendarDay:
    """The pillars and gods of a date. Raises Rejected("out_of_range") outside the table of solar terms."""
    # The last second of the day decides the month, so that the day of a 절 is of the new one.
    try:
        end_s = start_of_day(day + _ONE_DAY, zone_name) - 1
    except OverflowError:
        raise Rejected("out_of_range") from None
    year, month = year_and_month(index_at(end_s))
    return CalendarDay(day, PILLARS[day_index(day.toordinal())], lunar_date(day), PILLARS[month], PILLARS[year])


def score_day(occasion: Occasion, people: Sequence[Analysis], day: CalendarDay) -> DayScore:
    """One day for an occasion and its people."""
    reasons = calendar_grounds(day, occasion)
    excluded = calendar_exclusions(day)
    for who, analysis in zip(_NAMES, people, strict=False):
        reasons += personal_grounds(day, analysis, who)
        excluded += personal_exclusions(day, occasion, analysis, who)
    total = MIDDLE + sum(ground.points or 0 for ground in reasons)
    score = 0 if excluded else max(0, min(100, round(total)))
    return DayScore(day.day, day.pillar, day.lunar, day.geonje, day.hwangdo, score, reasons, excluded)
