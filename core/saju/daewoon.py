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
from core.saju.relations import Found, Relation, relations_with_run
from core.saju.school import DaewoonRounding, EarthStages, YinStages
from core.saju.sipseong import BRANCH_TABLE, STEM_TABLE
from core.saju.solar_terms import jeol_after, jeol_before
from core.saju.solar_time import start_of_day
from core.saju.stages import stages_by
from core.saju.terms import Sex, Sipseong, SolarTerm, Stage, Stem

PERIODS = 10
_DAY_S = 86400
_S_PER_LUCK_DAY = 720  # twelve minutes of distance are one day of life
_ONE_DAY = timedelta(days=1)
_OPEN = (None,) * PERIODS
# On Python 3.11 a member of an enum is slow to reach through its class.
_MALE, _HALF_UP = Sex.MALE, DaewoonRounding.HALF_UP


class Daewoon(NamedTuple):
    """One period. `age` is 만 나이; age and dates are None where the unknown hour leaves them open."""

    age: int | None
    pillar: Pillar
    start: date | None
    end: date | None  # the last day
    stem_sipseong: Sipseong
    branch_sipseong: Sipseong
    stage: Stage
    relations: tuple[Relation, ...]  # with the chart


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The ten periods of a day master that begin beside a month pillar: what they are by their characters alone.
    Made once for each, so that they are the same when they are one."""

    pillars: tuple[Pillar, ...]
    stem_sipseong: tuple[Sipseong, ...]
    branch_sipseong: tuple[Sipseong, ...]
    stages: tuple[Stage, ...]


class DaewoonBasis(NamedTuple):
    """What the start was counted from: the 절, its second of UTC since 1970, and the distance in days.

    `days` is None when the hour of birth is unknown."""

    term: SolarTerm
    instant_s: int
    days: float | None


class DaewoonTable(NamedTuple):
    """`start_age_range` holds the lowest and highest 대운수 that the unknown hour allows; equal when it is known.

    `start_age` is None where that range is wider than one number. The periods are held as columns, most of which
    come from a table; `list` makes values of them for whoever asks.
    """

    direction: Literal["forward", "backward"]
    start_age: int | None
    start_age_range: tuple[int, int]
    start_date: date | None
    basis: DaewoonBasis
    run: Run
    relations: Sequence[Found]  # of each period with the chart

    @property
    def list(self) -> tuple[Daewoon, ...]:
        run = self.run
        starts, ends = period_dates(self.start_date)
        ages = period_ages(self.start_age)
        columns = (
            ages,
            run.pillars,
            starts,
            ends,
            run.stem_sipseong,
            run.branch_sipseong,
            run.stages,
            self.relations,
        )
        return tuple(map(Daewoon._make, zip(*columns, strict=True)))


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
        *_run_of(chart, 1 if forward else -1),
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
        *_run_of(chart, 1 if forward else -1),
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


def _run_of(chart: Chart, step: int) -> tuple[Run, Sequence[Found]]:
    """The periods after the month pillar (step 1) or before it (-1), and what they meet in the chart."""
    school = chart.school
    run = _run(chart.day.stem, chart.month.index, step, school.earth_stages, school.yin_stages)
    return run, relations_with_run(chart.pillars, school, "daewoon", step)


@cache
def _run(day_master: Stem, month: int, step: int, earth: EarthStages, yin: YinStages) -> Run:
    stems, branches, stages = STEM_TABLE[day_master], BRANCH_TABLE[day_master], stages_by(earth, yin)[day_master]
    pillars = tuple(PILLARS[(month + step * n) % 60] for n in range(1, PERIODS + 1))
    return Run(
        pillars,
        tuple(stems[p.stem] for p in pillars),
        tuple(branches[p.branch] for p in pillars),
        tuple(stages[p.branch] for p in pillars),
    )


def period_ages(start: int | None) -> Sequence[int | None]:
    """만 나이 at which each period begins."""
    return _OPEN if start is None else range(start, start + 10 * PERIODS, 10)


def period_dates(first: date | None) -> tuple[Sequence[date | None], Sequence[date | None]]:
    """The first and the last day of each period, ten years apart."""
    if first is None:
        return _OPEN, _OPEN
    if (first.month, first.day) == (2, 29):
        begins = [_add_months(first, 120 * n) for n in range(PERIODS + 1)]
    else:
        begins = [date(first.year + 10 * n, first.month, first.day) for n in range(PERIODS + 1)]
    return begins[:PERIODS], [begin - _ONE_DAY for begin in begins[1:]]


def running(table: DaewoonTable, on: date) -> Daewoon | None:
    """The period in force on a day, by its dates; None before the first, after the last, or with open dates."""
    for period in table.list:
        if period.start is not None and period.end is not None and period.start <= on <= period.end:
            return period
    return None
