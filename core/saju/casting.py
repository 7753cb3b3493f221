"""From a birth and a school to its chart.

Order, never another: wall clock in a named zone → instant → year and month by the instant alone → day and hour by
the clock that the school chooses. A birth exactly at a term belongs to the new month.
"""

from __future__ import annotations

from datetime import date, datetime

from core.errors import Rejected
from core.saju.birth import Birth
from core.saju.chart import Chart, Pillars
from core.saju.chart_edges import hour_warnings, term_on_day, term_warnings
from core.saju.ganji import PILLARS
from core.saju.lunar_calendar import lunar_of_ordinal, ordinal_from_lunar
from core.saju.pillar_rules import day_and_hour, year_and_month
from core.saju.school import DEFAULT_SCHOOL, School
from core.saju.solar_terms import index_at, span
from core.saju.solar_time import (
    DAY_S,
    EPOCH_ORDINAL,
    clock_reading,
    hour_of_day,
    instant_of_reading,
    offset_s,
    reading_as_datetime,
)
from core.saju.terms import Branch, Calendar

FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2100, 12, 31)
_FIRST, _LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
_NOON_S = 12 * 3600
_LUNAR = Calendar.LUNAR  # on Python 3.11 a member of an enum is slow to reach through its class


def cast_chart(birth: Birth, school: School = DEFAULT_SCHOOL) -> Chart:
    """The chart of a birth, with a warning for every edge it stands near.

    Raises Rejected: `invalid_date`, `no_such_leap_month`, `out_of_range` (outside 1850-2100), `nonexistent_time`,
    `ambiguous_time`, `unknown_place` (no such zone).
    """
    ordinal = solar_ordinal(birth)
    if birth.clock_time is not None:
        wall, moment, reading = _by_clock(birth, ordinal, school)
        correction: float | None = (reading - wall) / 60.0
        margin = 180
    elif birth.hour_branch is not None:
        moment, reading = _by_branch(birth, birth.hour_branch, ordinal, school)
        correction, margin = 0.0, 3600
    else:
        return _without_hour(birth, ordinal, school)
    index = index_at(moment)
    year, month = year_and_month(index)
    day, hour = day_and_hour(reading, school.day_boundary)
    pillars = (year, month, day, hour)
    warnings = term_warnings(moment, index, margin, pillars)
    if birth.clock_time is not None:
        warnings += hour_warnings(reading, school.day_boundary, pillars)
    return Chart(
        birth,
        school,
        date.fromordinal(ordinal),
        lunar_of_ordinal(ordinal),
        moment,
        reading_as_datetime(reading),
        correction,
        span(index),
        PILLARS[year],
        PILLARS[month],
        PILLARS[day],
        PILLARS[hour],
        warnings,
    )


def cast_pillars(birth: Birth, school: School = DEFAULT_SCHOOL) -> Pillars:
    """The four pillars alone, by the same rules and with the same errors as `cast_chart`."""
    year, month, day, hour = pillar_indices(birth, school)
    return Pillars(PILLARS[year], PILLARS[month], PILLARS[day], None if hour is None else PILLARS[hour])


def pillar_indices(birth: Birth, school: School = DEFAULT_SCHOOL) -> tuple[int, int, int, int | None]:
    """Cycle indices (0-59) of year, month, day and hour; the fastest way in. Errors as `cast_chart`."""
    ordinal = solar_ordinal(birth)
    if birth.clock_time is not None:
        _, moment, reading = _by_clock(birth, ordinal, school)
    elif birth.hour_branch is not None:
        moment, reading = _by_branch(birth, birth.hour_branch, ordinal, school)
    else:
        moment = hour_of_day(date.fromordinal(ordinal), 12, birth.place.zone)
        return (*year_and_month(index_at(moment)), day_and_hour(_noon(ordinal), school.day_boundary)[0], None)
    return (*year_and_month(index_at(moment)), *day_and_hour(reading, school.day_boundary))


def solar_ordinal(birth: Birth) -> int:
    """Gregorian ordinal of the written date, whichever calendar it was written in.

    Raises Rejected: `invalid_date`, `no_such_leap_month`, `out_of_range`.
    """
    written = birth.written
    if written.calendar is _LUNAR:
        ordinal = ordinal_from_lunar(written.year, written.month, written.day, written.leap_month)
    else:
        try:
            ordinal = date(written.year, written.month, written.day).toordinal()
        except ValueError:
            raise Rejected("invalid_date", year=written.year, month=written.month, day=written.day) from None
    if not _FIRST <= ordinal <= _LAST:
        raise Rejected("out_of_range", first=FIRST_DAY.year, last=LAST_DAY.year)
    return ordinal


def _by_clock(birth: Birth, ordinal: int, school: School) -> tuple[int, int, int]:
    """The wall clock as a reading, the instant, and the reading of the school's clock."""
    time = birth.clock_time
    assert time is not None
    wall = datetime.combine(date.fromordinal(ordinal), time)
    shown = (ordinal - EPOCH_ORDINAL) * DAY_S + time.hour * 3600 + time.minute * 60 + time.second
    moment = shown - offset_s(wall, birth.place.zone, birth.fold)
    return shown, moment, clock_reading(moment, birth.place, school.solar_time)


def _by_branch(birth: Birth, branch: Branch, ordinal: int, school: School) -> tuple[int, int]:
    """A person who names the double hour has read the sun's clock already: the school's clock shows the middle of
    that hour on the written date (子: its first second), and nothing is corrected."""
    reading = (ordinal - EPOCH_ORDINAL) * DAY_S + branch * 7200
    return instant_of_reading(reading, birth.place, school.solar_time), reading


def _noon(ordinal: int) -> int:
    return (ordinal - EPOCH_ORDINAL) * DAY_S + _NOON_S


def _without_hour(birth: Birth, ordinal: int, school: School) -> Chart:
    """Three pillars: year and month as at noon of the local day, the day as written."""
    day_of_birth = date.fromordinal(ordinal)
    start = hour_of_day(day_of_birth, 0, birth.place.zone)
    end = hour_of_day(date.fromordinal(ordinal + 1), 0, birth.place.zone)
    index = index_at(hour_of_day(day_of_birth, 12, birth.place.zone))
    year, month = year_and_month(index)
    day = day_and_hour(_noon(ordinal), school.day_boundary)[0]
    return Chart(
        birth,
        school,
        day_of_birth,
        lunar_of_ordinal(ordinal),
        None,
        None,
        None,
        span(index),
        PILLARS[year],
        PILLARS[month],
        PILLARS[day],
        None,
        term_on_day(start, end, index, (year, month, day, None)),
    )
