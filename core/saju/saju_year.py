"""In which year of the pillars a calendar day lies; a day is taken at its noon in Seoul."""

from __future__ import annotations

from datetime import date

from core.saju.solar_terms import term_instant
from core.saju.solar_time import start_of_day
from core.saju.terms import SolarTerm

_NOON_S = 12 * 3600


def noon_in_seoul(day: date) -> int:
    """Second of UTC since 1970."""
    return start_of_day(day, "Asia/Seoul") + _NOON_S


def saju_year_of(day: date) -> int:
    """The year that the last 입춘 opened. Raises Rejected("out_of_range") for a year the table does not hold."""
    return day.year if noon_in_seoul(day) >= term_instant(day.year, SolarTerm.IPCHUN) else day.year - 1
