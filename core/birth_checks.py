"""What can be wrong with a birth as written: checked the same for free words, the form and JSON."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from core.errors import Rejected
from core.saju import lunar_calendar

# The solar terms of the engine begin at 입춘 1849, so 1850 is the first whole year of charts.
FIRST_YEAR = lunar_calendar.FIRST_YEAR + 1


def full_year(short: int, month: int | None, day: int | None, *, lunar: bool, leap: bool, today: date) -> int:
    """The four digits of a two-digit year: the most recent past date, so the age is 0-99."""
    century = today.year - today.year % 100
    for year in (century + short, century + short - 100):
        try:
            reject_written(year, month, day, lunar=lunar, leap=leap, today=today)
        except Rejected:
            continue
        return year
    return century + short - (100 if century + short > today.year else 0)


def reject_written(
    year: int | None, month: int | None, day: int | None, *, lunar: bool, leap: bool, today: date
) -> None:
    """Raises Rejected when the date, or the part of one that is given, cannot be a birth.

    `invalid_date`, `out_of_range` (before the engine's tables), `future_date`, `no_such_leap_month`.
    """
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        raise Rejected("invalid_date", year=year, month=month, day=day)
    if lunar and day == 31:
        raise Rejected("invalid_date", year=year, month=month, day=day, last_day=30)
    if not lunar and month is not None and day is not None:
        _reject_solar_day(year, month, day)
    if year is None:
        return
    if year < FIRST_YEAR:
        raise Rejected("out_of_range", first=FIRST_YEAR, last=today.year)
    if year > today.year:
        raise Rejected("future_date")
    if month is not None and _first_moment(year, month, day, lunar=lunar, leap=leap) > today.toordinal():
        raise Rejected("future_date")


def _reject_solar_day(year: int | None, month: int, day: int) -> None:
    # Without a year 29 February may be right; outside the years of `datetime` the range check speaks.
    last_day = monthrange(year if year is not None and 1 <= year <= 9999 else 2000, month)[1]
    if day > last_day:
        raise Rejected("invalid_date", year=year, month=month, day=day, last_day=last_day)


def _first_moment(year: int, month: int, day: int | None, *, lunar: bool, leap: bool) -> int:
    """The ordinal of the date, or of the first day that the given parts leave open."""
    if lunar:
        return lunar_calendar.ordinal_from_lunar(year, month, day or 1, leap)
    return date(year, month, day or 1).toordinal()
