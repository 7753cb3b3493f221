"""Which pillar a solar term and a clock reading give, as cycle indices (0-59)."""

from __future__ import annotations

from core.saju.ganji import day_index, hour_index, month_index, year_index
from core.saju.school import DayBoundary
from core.saju.solar_terms import FIRST_YEAR, LAST_YEAR
from core.saju.solar_time import DAY_S, EPOCH_ORDINAL

_ELEVEN_PM = 23 * 3600


def _year_and_month(half_year: int) -> tuple[int, int]:
    saju_year, month = divmod(half_year, 12)
    year = year_index(FIRST_YEAR + saju_year)
    return year, month_index(year % 10, month)


_BY_JEOL = tuple(_year_and_month(i) for i in range(12 * (LAST_YEAR - FIRST_YEAR + 1)))
_HOURS = tuple(tuple(hour_index(stem, branch) for branch in range(12)) for stem in range(10))


def year_and_month(term_index: int) -> tuple[int, int]:
    """Year and month under the solar term of this index (`solar_terms.index_at`)."""
    return _BY_JEOL[term_index >> 1]


def day_and_hour(reading: int, boundary: DayBoundary) -> tuple[int, int]:
    """Day and hour of a clock reading (`solar_time`).

    From 23:00 the hour is 子 of the next day in both schools; only under `rat_hour` is the day the next one too.
    """
    days, second = divmod(reading, DAY_S)
    day = day_index(days + EPOCH_ORDINAL)
    if second < _ELEVEN_PM:
        return day, _HOURS[day % 10][(second + 3600) // 7200]
    tomorrow = (day + 1) % 60
    return (tomorrow if boundary is DayBoundary.RAT_HOUR else day), _HOURS[tomorrow % 10][0]
