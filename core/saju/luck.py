"""운: what 대운, 세운, 월운, 일진 and 시운 are to a chart.

Years open at 입춘 and months at their 절, by the instant; days and double hours by the school's clock at a place.
What a luck pillar meets is in `relations`; the flags that the books name are grounds of their own:
- 복음 (伏吟) the same pillar again, 반음 (返吟) one whose stems are at war and branches opposed (天剋地沖):
  淵海子平 論征太歲 ("日犯歲君") for the day pillar; for every pillar by practice.
- 세운병림 (歲運併臨) the year's pillar is that of the 대운: 三命通會 卷十, which makes it weigh only where the
  chart already bears 七殺 or a filled void; so it is told as a fact, without a verdict.
- 전실 (塡實) a void branch of the chart is filled by the luck's: 三命通會 論空亡.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core.errors import Rejected
from core.saju.analysis import Analysis
from core.saju.birth import Place
from core.saju.chart import Chart
from core.saju.daewoon import Daewoon, running
from core.saju.ganji import PILLARS, Pillar, day_index, hour_index, month_index, year_index
from core.saju.gongmang import gongmang
from core.saju.grounds import Ground
from core.saju.luck_fit import Fit, fit
from core.saju.luck_grounds import luck_grounds
from core.saju.pillar_rules import day_and_hour
from core.saju.relations import Relation, relations_between, relations_with, threes_of_two_lucks
from core.saju.school import DayBoundary, GongmangBase
from core.saju.sinsal import luck_sinsal
from core.saju.sipseong import branch_sipseong, sipseong
from core.saju.solar_terms import FIRST_YEAR, index_at, term_instant
from core.saju.solar_time import DAY_S, EPOCH_ORDINAL, clock_reading, instant_of_reading, start_of_day, zone
from core.saju.stages import luck_stage
from core.saju.terms import SOLAR_TERMS, Branch, Sipseong, Stage

LuckKind = Literal["daewoon", "seun", "worun", "iljin", "siun"]

MOST_YEARS = 120
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Luck:
    """One luck pillar against a chart. `kind` names its places in relations: "seun_stem", "seun_branch".

    It runs from `start_s` up to but not including `end_s` (seconds of UTC since 1970). `day` is the date of a 일진
    or 시운, None for the others. `daewoon` is the 대운 that runs in the middle of the span, None where it is not
    known or is this luck itself; `daewoon_relations` hold what the two are to each other, and the threes that they
    complete only together.
    """

    kind: LuckKind
    pillar: Pillar
    start_s: int
    end_s: int
    day: date | None
    stem_sipseong: Sipseong
    branch_sipseong: Sipseong
    stage: Stage
    sinsal: tuple[str, ...]
    relations: tuple[Relation, ...]
    daewoon: Daewoon | None
    daewoon_relations: tuple[Relation, ...]
    void: bool  # 공망: the branch is void for the chart's day (or year, by the school)
    stem_fit: Fit
    branch_fit: Fit
    grounds: tuple[Ground, ...]  # bogeum, baneum, seunbyeongnim, jeonsil

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "ganji": self.pillar.ganji,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "date": None if self.day is None else self.day.isoformat(),
            "sipseong": {"stem": self.stem_sipseong.hanja, "branch": self.branch_sipseong.hanja},
            "stage": self.stage.hanja,
            "sinsal": list(self.sinsal),
            "relations": [relation.json for relation in self.relations],
            "daewoon": None if self.daewoon is None else self.daewoon.pillar.ganji,
            "daewoon_relations": [relation.json for relation in self.daewoon_relations],
            "gongmang": self.void,
            "fit": {"stem": self.stem_fit, "branch": self.branch_fit},
            "grounds": [ground.as_json() for ground in self.grounds],
        }


@dataclass(frozen=True, slots=True)
class RunningLuck:
    """All that runs at one moment; `daewoon` is None before the first, after the last and where it is not known."""

    daewoon: Luck | None
    year: Luck
    month: Luck
    day: Luck
    hour: Luck


def year_luck(analysis: Analysis, saju_year: int) -> Luck:
    """세운 of the year that 입춘 of `saju_year` opens. Raises Rejected("out_of_range") outside the table."""
    start, end = _year_start(saju_year), _year_start(saju_year + 1)
    return _luck(analysis, "seun", PILLARS[year_index(saju_year)], start, end)


def month_luck(analysis: Analysis, saju_year: int, month: int) -> Luck:
    """월운: month 0 is 寅, opened by 입춘, month 11 is 丑. Raises Rejected("out_of_range")."""
    if not 0 <= month <= 11:
        raise Rejected("out_of_range", first=0, last=11)
    start = term_instant(saju_year, SOLAR_TERMS[2 * month])
    end = _year_start(saju_year + 1) if month == 11 else term_instant(saju_year, SOLAR_TERMS[2 * month + 2])
    pillar = PILLARS[month_index(year_index(saju_year) % 10, month)]
    return _luck(analysis, "worun", pillar, start, end)


def day_luck(analysis: Analysis, day: date, place: Place | None = None) -> Luck:
    """일진 of a date, from edge to edge of the day on the school's clock at `place` (the birthplace by default)."""
    chart = analysis.chart
    early = _HOUR_S if chart.school.day_boundary is DayBoundary.RAT_HOUR else 0
    first = _midnight(day) - early
    where = place or chart.birth.place
    start, end = (instant_of_reading(r, where, chart.school.solar_time) for r in (first, first + DAY_S))
    return _luck(analysis, "iljin", PILLARS[day_index(day.toordinal())], start, end, day)


def hour_luck(analysis: Analysis, day: date, branch: Branch, place: Place | None = None) -> Luck:
    """시운 of a double hour; 子 runs from 23:00 of the eve to 01:00: this day gives its stem in every school."""
    chart = analysis.chart
    first = _midnight(day) + (2 * branch - 1) * _HOUR_S
    where = place or chart.birth.place
    start, end = (instant_of_reading(r, where, chart.school.solar_time) for r in (first, first + 2 * _HOUR_S))
    pillar = PILLARS[hour_index(day_index(day.toordinal()) % 10, branch)]
    return _luck(analysis, "siun", pillar, start, end, day)


def luck_at(analysis: Analysis, moment: datetime, place: Place | None = None) -> RunningLuck:
    """The five that run at an instant (aware), seen from `place` (the birthplace by default).

    Raises Rejected("out_of_range") outside the table of solar terms, ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment needs its zone")
    moment_s = int(moment.timestamp() // 1)
    years, term = divmod(index_at(moment_s), 24)
    saju_year, month = FIRST_YEAR + years, term // 2
    chart = analysis.chart
    where = place or chart.birth.place
    reading = clock_reading(moment_s, where, chart.school.solar_time)
    today, hour = day_and_hour(reading, chart.school.day_boundary)
    ordinal = reading // DAY_S + EPOCH_ORDINAL
    hour_day = ordinal + (reading % DAY_S >= 23 * _HOUR_S)  # from 23:00 the hour is of the next day
    day = ordinal if day_index(ordinal) == today else ordinal + 1
    return RunningLuck(
        daewoon_luck(analysis, moment.astimezone(zone(where.zone)).date()),
        year_luck(analysis, saju_year),
        month_luck(analysis, saju_year, month),
        day_luck(analysis, date.fromordinal(day), where),
        hour_luck(analysis, date.fromordinal(hour_day), PILLARS[hour].branch, where),
    )


def daewoon_luck(analysis: Analysis, on: date) -> Luck | None:
    """The 대운 that runs on a day; None where there is none or its dates are open."""
    period = _running(analysis, on)
    if period is None or period.start is None or period.end is None:
        return None
    zone_name = analysis.chart.birth.place.zone
    start = start_of_day(period.start, zone_name)
    end = start_of_day(date.fromordinal(period.end.toordinal() + 1), zone_name)
    return _luck(analysis, "daewoon", period.pillar, start, end)


def years(analysis: Analysis, first: int, last: int) -> tuple[Luck, ...]:
    """세운 of every year from `first` to `last`. Raises Rejected("out_of_range"), also for more than 120 years."""
    if not first <= last < first + MOST_YEARS:
        raise Rejected("out_of_range", first=first, last=first + MOST_YEARS - 1)
    return tuple(year_luck(analysis, year) for year in range(first, last + 1))


def _year_start(saju_year: int) -> int:
    return term_instant(saju_year, SOLAR_TERMS[0])


def _midnight(day: date) -> int:
    """The clock reading of the first second of a date."""
    return (day.toordinal() - EPOCH_ORDINAL) * DAY_S


def _running(analysis: Analysis, on: date) -> Daewoon | None:
    return None if analysis.daewoon is None else running(analysis.daewoon, on)


def _luck(
    analysis: Analysis, kind: LuckKind, pillar: Pillar, start_s: int, end_s: int, day: date | None = None
) -> Luck:
    chart = analysis.chart
    period = None
    if kind != "daewoon":
        middle = datetime.fromtimestamp((start_s + end_s) // 2, zone(chart.birth.place.zone))
        period = _running(analysis, middle.date())
    outer = None if period is None else period.pillar
    return Luck(
        kind,
        pillar,
        start_s,
        end_s,
        day,
        sipseong(chart.day_master, pillar.stem),
        branch_sipseong(chart.day_master, pillar.branch),
        luck_stage(chart.day_master, pillar, chart.school),
        luck_sinsal(chart, pillar),
        relations_with(chart, pillar, kind),
        period,
        () if outer is None else _with_daewoon(chart, outer, pillar, kind),
        pillar.branch in _void_branches(chart),
        fit(pillar.stem.element, analysis.yongsin),
        fit(pillar.branch.element, analysis.yongsin),
        luck_grounds(chart, kind, pillar, outer, _void_branches(chart)),
    )


def _with_daewoon(chart: Chart, outer: Pillar, pillar: Pillar, kind: LuckKind) -> tuple[Relation, ...]:
    return relations_between(outer, "daewoon", pillar, kind, chart.school) + threes_of_two_lucks(
        chart.pillars, outer, "daewoon", pillar, kind
    )


def _void_branches(chart: Chart) -> tuple[Branch, ...]:
    void: tuple[Branch, ...] = gongmang(chart.day)
    if chart.school.gongmang_base is GongmangBase.DAY_AND_YEAR:
        void += gongmang(chart.year)
    return void
