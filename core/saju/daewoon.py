"""대운: the ten-year periods, from the distance between birth and the next (or last) 절.

Rule (三命通會, 論大運): forward for a man of a yang year and a woman of a yin year, backward otherwise; three days
of distance are one year of life, so one day is four months, two hours ten days, twelve minutes one day. The
pillars go on from the month pillar. Whether 대운수 is rounded or cut is `School.daewoon_rounding`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

from core.saju.chart import Chart
from core.saju.ganji import PILLARS, Pillar
from core.saju.relations import Relation, relations_with_each
from core.saju.school import DaewoonRounding
from core.saju.sipseong import BRANCH_TABLE, STEM_TABLE
from core.saju.solar_terms import jeol_after, jeol_before
from core.saju.solar_time import start_of_day
from core.saju.stages import stage_table
from core.saju.terms import Sex, Sipseong, SolarTerm, Stage, Stem

PERIODS = 10
_DAY_S = 86400
_S_PER_LUCK_DAY = 720  # twelve minutes of distance are one day of life
_ONE_DAY = timedelta(days=1)
_NO_AGES = _NO_DATES = (None,) * PERIODS
# On Python 3.11 a member of an enum is slow to reach through its class.
_MALE, _HALF_UP = Sex.MALE, DaewoonRounding.HALF_UP


def _run(month: int, step: int) -> tuple[Pillar, ...]:
    return tuple(PILLARS[(month + step * n) % 60] for n in range(1, PERIODS + 1))


# [forward][month pillar] → the pillars of the periods
_RUNS = tuple(tuple(_run(month, step) for month in range(60)) for step in (-1, 1))
_BRANCHES = tuple(tuple(tuple(p.index % 12 for p in run) for run in runs) for runs in _RUNS)


class Daewoon(NamedTuple):
    """One period. `age` is 만 나이; age and dates are None where the unknown hour leaves them open.

    A named tuple, because every chart makes ten, and a frozen dataclass takes four times as long to make.
    """

    age: int | None
    pillar: Pillar
    start: date | None
    end: date | None  # the last day
    stem_sipseong: Sipseong
    branch_sipseong: Sipseong
    stage: Stage
    relations: tuple[Relation, ...]  # with the chart


@dataclass(frozen=True, slots=True)
class DaewoonBasis:
    """What the start was counted from: the 절, its second of UTC since 1970, and the distance in days.

    `days` is None when the hour of birth is unknown."""

    term: SolarTerm
    instant_s: int
    days: float | None


@dataclass(frozen=True, slots=True)
class DaewoonTable:
    """`start_age_range` holds the lowest and highest 대운수 that the unknown hour allows; equal when it is known.

    `start_age` is None where that range is wider than one number.
    """

    direction: Literal["forward", "backward"]
    start_age: int | None
    start_age_range: tuple[int, int]
    start_date: date | None
    basis: DaewoonBasis
    list: tuple[Daewoon, ...]


def daewoon(chart: Chart) -> DaewoonTable | None:
    """None without the sex, and where an unknown hour leaves the month pillar (and so every period) open."""
    sex = chart.birth.sex
    if sex is None or (chart.warnings and any(w.code == "term_on_day" for w in chart.warnings)):
        return None
    forward = (chart.year.stem % 2 == 0) == (sex is _MALE)
    if chart.moment_s is None:
        return _table_of_unknown_hour(chart, forward)
    term, instant_s = _target(chart.moment_s, forward)
    distance_s = abs(instant_s - chart.moment_s)
    age = start_age(distance_s, chart.school.daewoon_rounding)
    first = _start_date(chart.solar_date, distance_s)
    return DaewoonTable(
        "forward" if forward else "backward",
        age,
        (age, age),
        first,
        DaewoonBasis(term, instant_s, distance_s / _DAY_S),
        _periods(chart, forward, age, first),
    )


def start_age(distance_s: int, rounding: DaewoonRounding) -> int:
    """대운수 for a distance in seconds: days / 3 by the school's rounding, at least 1."""
    if rounding is _HALF_UP:
        age = (2 * distance_s + 3 * _DAY_S) // (6 * _DAY_S)
    elif rounding is DaewoonRounding.FLOOR:
        age = distance_s // (3 * _DAY_S)
    else:
        age = (distance_s // _DAY_S + 1) // 3
    return max(1, age)


def _target(moment_s: int, forward: bool) -> tuple[SolarTerm, int]:
    return jeol_after(moment_s) if forward else jeol_before(moment_s)


def _table_of_unknown_hour(chart: Chart, forward: bool) -> DaewoonTable:
    """The whole local day is possible: what both its ends agree on is told, the rest is left open."""
    zone = chart.birth.place.zone
    day_start = start_of_day(chart.solar_date, zone)
    day_end = start_of_day(chart.solar_date + timedelta(days=1), zone) - 1
    term, instant_s = _target(day_start, forward)
    ages = sorted(
        start_age(abs(instant_s - moment), chart.school.daewoon_rounding) for moment in (day_start, day_end)
    )
    age = ages[0] if ages[0] == ages[1] else None
    return DaewoonTable(
        "forward" if forward else "backward",
        age,
        (ages[0], ages[1]),
        None,
        DaewoonBasis(term, instant_s, None),
        _periods(chart, forward, age, None),
    )


def _start_date(birth: date, distance_s: int) -> date:
    """Birth date + the distance turned into years of twelve months of thirty days."""
    days = distance_s // _S_PER_LUCK_DAY
    months, days = days // 30, days % 30
    return _add_months(birth, months) + timedelta(days=days)


def _add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _periods(chart: Chart, forward: bool, age: int | None, first: date | None) -> tuple[Daewoon, ...]:
    day_master, month = chart.day.stem, chart.month.index
    pillars = _RUNS[forward][month]
    stems, branches = _sipseong_of_run(day_master, month, forward)
    stages = stage_table(chart.school)[day_master]
    starts: Sequence[date | None] = _NO_DATES
    ends: Sequence[date | None] = _NO_DATES
    if first is not None:
        begins = _starts(first)
        starts, ends = begins[:PERIODS], [begin - _ONE_DAY for begin in begins[1:]]
    return tuple(
        map(
            Daewoon._make,
            zip(
                _NO_AGES if age is None else range(age, age + 10 * PERIODS, 10),
                pillars,
                starts,
                ends,
                stems,
                branches,
                [stages[branch] for branch in _BRANCHES[forward][month]],
                relations_with_each(chart.pillars, chart.school, pillars, "daewoon"),
                strict=True,
            ),
        )
    )


@cache
def _sipseong_of_run(
    day_master: Stem, month: int, forward: bool
) -> tuple[tuple[Sipseong, ...], tuple[Sipseong, ...]]:
    """십성 of the stems and of the branches of a run of periods."""
    stems, branches = STEM_TABLE[day_master], BRANCH_TABLE[day_master]
    pillars = _RUNS[forward][month]
    return tuple(stems[p.stem] for p in pillars), tuple(branches[p.branch] for p in pillars)


def _starts(first: date) -> list[date]:
    """Where the periods begin, ten years apart, and where the one after the last would."""
    if (first.month, first.day) == (2, 29):
        return [_add_months(first, 120 * n) for n in range(PERIODS + 1)]
    year, month, day = first.year, first.month, first.day
    return [date(year + 10 * n, month, day) for n in range(PERIODS + 1)]


def running(table: DaewoonTable, on: date) -> Daewoon | None:
    """The period in force on a day, by its dates; None before the first, after the last, or with open dates."""
    for period in table.list:
        if period.start is not None and period.end is not None and period.start <= on <= period.end:
            return period
    return None
