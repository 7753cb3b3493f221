"""Korean lunar dates (KASI, UTC+9), both ways, from `data/lunar_years.csv`.

China's calendar (UTC+8) is another one: it differs in one day of 28, and in the leap months of 2012 and 2017.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from importlib.resources import files

from core.errors import Rejected
from core.saju.chart import LunarDate

# KASI has published to here; later dates are computed from new moons and say so.
LAST_PUBLISHED = date(2050, 12, 31)
_LAST_PUBLISHED = LAST_PUBLISHED.toordinal()

# A month is (ordinal of its first day, year, month, leap); the two lists run side by side so that bisect sees ints.
_STARTS: list[int] = []
_MONTHS: list[tuple[int, int, bool]] = []
_INDEX: dict[tuple[int, int, bool], int] = {}
_LEAP: dict[int, int | None] = {}


def _load() -> None:
    start = 0
    for line in (files("core.saju.data") / "lunar_years.csv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        year, first, leap, lengths = line.split(",")
        start = date.fromisoformat(first).toordinal()
        _LEAP[int(year)] = int(leap) or None
        month, is_leap = 0, False
        for length in lengths:
            is_leap = month == int(leap) and month > 0 and not is_leap
            month += not is_leap
            _INDEX[int(year), month, is_leap] = len(_STARTS)
            _STARTS.append(start)
            _MONTHS.append((int(year), month, is_leap))
            start += 30 if length == "L" else 29
    _STARTS.append(start)


_load()
FIRST_YEAR, LAST_YEAR = min(_LEAP), max(_LEAP)
_FIRST_DAY, _END = _STARTS[0], _STARTS[-1]


def lunar_date(solar: date) -> LunarDate | None:
    """The lunar date of a Gregorian one; None outside the table (lunar years 1849-2100)."""
    return lunar_of_ordinal(solar.toordinal())


def lunar_of_ordinal(ordinal: int) -> LunarDate | None:
    """As `lunar_date`, for a proleptic Gregorian ordinal."""
    if not _FIRST_DAY <= ordinal < _END:
        return None
    index = bisect_right(_STARTS, ordinal) - 1
    year, month, leap = _MONTHS[index]
    return LunarDate(year, month, ordinal - _STARTS[index] + 1, leap, ordinal > _LAST_PUBLISHED)


def solar_from_lunar(year: int, month: int, day: int, leap: bool) -> date:
    """The Gregorian date. Raises as `ordinal_from_lunar`."""
    return date.fromordinal(ordinal_from_lunar(year, month, day, leap))


def ordinal_from_lunar(year: int, month: int, day: int, leap: bool) -> int:
    """The Gregorian ordinal of a lunar date.

    Raises Rejected: `out_of_range` (year outside the table), `no_such_leap_month`, `invalid_date` (no such month,
    or a day the month does not have; `last_day` then names its last).
    """
    index = _month_index(year, month, leap)
    length = _STARTS[index + 1] - _STARTS[index]
    if not 1 <= day <= length:
        raise Rejected("invalid_date", year=year, month=month, day=day, last_day=length)
    return _STARTS[index] + day - 1


def leap_month_of(year: int) -> int | None:
    """The number of the leap month of a lunar year (it follows the month of that number), or None."""
    if year not in _LEAP:
        raise Rejected("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return _LEAP[year]


def month_length(year: int, month: int, leap: bool) -> int:
    """29 or 30. Raises as `ordinal_from_lunar`."""
    index = _month_index(year, month, leap)
    return _STARTS[index + 1] - _STARTS[index]


def _month_index(year: int, month: int, leap: bool) -> int:
    index = _INDEX.get((year, month, leap))
    if index is not None:
        return index
    if year not in _LEAP:
        raise Rejected("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= month <= 12:
        raise Rejected("invalid_date", year=year, month=month)
    raise Rejected("no_such_leap_month", year=year, month=month)
