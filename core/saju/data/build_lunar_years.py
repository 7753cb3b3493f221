"""The table of Korean lunar years: KASI's almanac as far as it reaches, then new moons in UTC+9.

After the almanac two new moons fall within a minute of midnight in Korea, so that the day hangs on the prediction
of UTC and on the last arc seconds of the moon: those of 2051-11-03 (23:59:27) and 2074-08-23 (00:00:30). One 중기
does too, 대한 of 2053-01-19 (23:59:29), but 2053 has no leap month that it could move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from korean_lunar_calendar import KoreanLunarCalendar
from numpy.typing import NDArray

from core.saju.data.build_ephemeris import new_moon_near
from core.saju.data.build_solar_terms import FIRST_YEAR as FIRST_TERM_YEAR
from core.saju.data.build_solar_terms import seconds_of_utc

FIRST_YEAR, LAST_YEAR = 1849, 2100
KASI_LAST_YEAR = 2050
KASI_LAST_DAY = date(2050, 12, 31)
_KOREA_S = 9 * 3600
_UNIX_ORDINAL = 719163
# Both kinds of new moon agree here, so the computed years can be held against the almanac.
_OVERLAP_FROM = 2030


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int
    leap: bool
    first: date


def write_lunar_years(folder: Path, terms: NDArray[np.int64]) -> Path:
    """One row a year. Raises ArithmeticError when computed months and the almanac part before it ends."""
    computed = computed_months(terms, _OVERLAP_FROM, LAST_YEAR + 1)
    almanac = [m for year in range(FIRST_YEAR, KASI_LAST_YEAR + 1) for m in _almanac_year(year)]
    almanac = [m for m in almanac if m.first <= KASI_LAST_DAY]
    _agree(almanac, computed)
    months = almanac + [m for m in computed if m.first > KASI_LAST_DAY]
    path = folder / "lunar_years.csv"
    path.write_text(_text(months), encoding="utf-8")
    return path


def computed_months(terms: NDArray[np.int64], first_year: int, last_year: int) -> list[Month]:
    """Months by the rule of the almanac: 동지 lies in the eleventh month, and where thirteen months stand
    between two such months the first without a 중기 is the leap month."""
    moons = _new_moon_days(first_year - 1, last_year + 1)
    # Term 1 (우수) belongs to month 1, term 3 to month 2, … term 21 (동지) to month 11, term 23 to month 12.
    middle = [(_korean_day(int(s)), i % 24 // 2 + 1) for i, s in enumerate(terms) if i % 2]
    months: list[Month] = []
    solstices = {day.year: day for day, month in middle if month == 11 and day.month == 12}
    for year in range(first_year, last_year + 1):
        start = _month_holding(moons, solstices[year - 1])
        end = _month_holding(moons, solstices[year])
        months += _between_solstices(moons[start : end + 1], {d for d, _ in middle}, year)
    return [m for m in months if first_year <= m.year <= last_year]


def _between_solstices(moons: list[date], middle: set[date], year: int) -> list[Month]:
    """The months from the eleventh of `year - 1` up to, but not including, the eleventh of `year`."""
    thirteen = len(moons) - 1 == 13
    months, number, owner, leap_done = [], 11, year - 1, False
    for i, first in enumerate(moons[:-1]):
        days = (first + timedelta(k) for k in range((moons[i + 1] - first).days))
        leap = thirteen and not leap_done and i > 0 and not any(d in middle for d in days)
        if leap:
            leap_done = True
        elif i > 0:
            number = number % 12 + 1
            owner = year if number == 1 else owner
        months.append(Month(owner, number, leap, first))
    return months


def _new_moon_days(first_year: int, last_year: int) -> list[date]:
    count = int((last_year - first_year + 2) * 12.4)
    # New moon of 2000-01-06 18:14 TT, and the mean month.
    start = 5.26 + 29.530589 * round((first_year - 1 - 2000) * 12.3685)
    seconds = seconds_of_utc(new_moon_near(start + 29.530589 * np.arange(count, dtype=np.float64)))
    return [_korean_day(int(s)) for s in seconds]


def _korean_day(utc_s: int) -> date:
    return date.fromordinal((utc_s + _KOREA_S) // 86400 + _UNIX_ORDINAL)


def _month_holding(moons: list[date], day: date) -> int:
    return max(i for i, first in enumerate(moons) if first <= day)


def _almanac_year(year: int) -> list[Month]:
    calendar = KoreanLunarCalendar()
    months = []
    for month in range(1, 13):
        for leap in (False, True):
            if calendar.setLunarDate(year, month, 1, leap):
                months.append(Month(year, month, leap, date.fromisoformat(calendar.SolarIsoFormat())))
    return months


def _agree(almanac: list[Month], computed: list[Month]) -> None:
    overlap = [m for m in almanac if m.year >= _OVERLAP_FROM]
    if computed[: len(overlap)] != overlap:
        raise ArithmeticError("computed months part from the almanac before it ends")


def _text(months: list[Month]) -> str:
    rows = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        own = [i for i, m in enumerate(months) if m.year == year]
        lengths = "".join("SL"[(months[i + 1].first - months[i].first).days - 29] for i in own)
        leap = next((months[i].month for i in own if months[i].leap), 0)
        rows.append(f"{year},{months[own[0]].first.isoformat()},{leap},{lengths}\n")
    return (
        "# Korean lunar years (UTC+9), written by `python -m core.saju.data.build`.\n"
        f"# Source to {KASI_LAST_DAY}: KASI's almanac as carried by korean-lunar-calendar (MIT, usingsky);\n"
        "# after that computed from new moons (pyerfa moon98) and the 중기 rule; UTC as in solar_terms.toml\n"
        f"# Rows: {len(rows)}, {FIRST_YEAR}-{LAST_YEAR}. Solar terms from {FIRST_TERM_YEAR}.\n"
        "# year, first day, leap month (0 = none, it follows the month of that number), lengths (L 30, S 29)\n"
        + "".join(rows)
    )
