"""Warnings for a birth so near an edge that another chart is possible; each carries that other chart."""

from __future__ import annotations

from core.saju.chart import BoundaryWarning, Pillars
from core.saju.ganji import PILLARS
from core.saju.pillar_rules import day_and_hour, year_and_month
from core.saju.school import DayBoundary
from core.saju.solar_terms import TERM_SECONDS
from core.saju.solar_time import DAY_S

EDGE_S = 180
_ELEVEN_PM = 23 * 3600
_MIDNIGHT = DayBoundary.MIDNIGHT  # on Python 3.11 a member of an enum is slow to reach through its class
Indices = tuple[int, int, int, int | None]


def term_warnings(moment_s: int, index: int, margin_s: int, pillars: Indices) -> tuple[BoundaryWarning, ...]:
    """`near_term_boundary`: the 절 before or after the moment lies within `margin_s`."""
    opened = index & ~1
    since = moment_s - TERM_SECONDS[opened]
    if since <= margin_s:
        return (_other_month("near_term_boundary", since / 60.0, opened - 1, pillars),)
    if opened + 2 < len(TERM_SECONDS):
        until = TERM_SECONDS[opened + 2] - moment_s
        if until <= margin_s:
            return (_other_month("near_term_boundary", until / 60.0, opened + 2, pillars),)
    return ()


def term_on_day(start_s: int, end_s: int, index: int, pillars: Indices) -> tuple[BoundaryWarning, ...]:
    """`term_on_day`: a 절 within [start_s, end_s), the local day of a birth whose hour is unknown.

    `index` is the term in force at noon, whose month the pillars have.
    """
    opened = index & ~1
    if TERM_SECONDS[opened] > start_s:
        return (_other_month("term_on_day", None, opened - 1, pillars),)
    if opened + 2 < len(TERM_SECONDS) and TERM_SECONDS[opened + 2] < end_s:
        return (_other_month("term_on_day", None, opened + 2, pillars),)
    return ()


def hour_warnings(reading: int, boundary: DayBoundary, pillars: Indices) -> tuple[BoundaryWarning, ...]:
    """`near_hour_edge` and `rat_hour` for a reading of the school's clock."""
    second = reading % DAY_S
    warnings: tuple[BoundaryWarning, ...] = ()
    past = (second + 3600) % 7200
    if past < EDGE_S:
        warnings = (_other_hour(past, reading - past - 1, boundary, pillars),)
    elif 7200 - past <= EDGE_S:
        warnings = (_other_hour(7200 - past, reading + 7200 - past, boundary, pillars),)
    elif boundary is _MIDNIGHT and second < EDGE_S:
        warnings = (_other_hour(second, reading - second - 1, boundary, pillars),)
    elif boundary is _MIDNIGHT and DAY_S - second <= EDGE_S:
        warnings = (_other_hour(DAY_S - second, reading + DAY_S - second, boundary, pillars),)
    if second >= _ELEVEN_PM:
        other = DayBoundary.MIDNIGHT if boundary is DayBoundary.RAT_HOUR else DayBoundary.RAT_HOUR
        day, hour = day_and_hour(reading, other)
        warnings += (BoundaryWarning("rat_hour", None, _pillars(pillars[0], pillars[1], day, hour)),)
    return warnings


def _other_month(code: str, minutes: float | None, index: int, pillars: Indices) -> BoundaryWarning:
    year, month = year_and_month(index)
    return BoundaryWarning(code, minutes, _pillars(year, month, pillars[2], pillars[3]))


def _other_hour(distance_s: int, reading: int, boundary: DayBoundary, pillars: Indices) -> BoundaryWarning:
    day, hour = day_and_hour(reading, boundary)
    return BoundaryWarning("near_hour_edge", distance_s / 60.0, _pillars(pillars[0], pillars[1], day, hour))


def _pillars(year: int, month: int, day: int, hour: int | None) -> Pillars:
    return Pillars(PILLARS[year], PILLARS[month], PILLARS[day], None if hour is None else PILLARS[hour])
