"""십이운성: the twelve stages a stem goes through on the branches, from birth (長生) to nourishing (養).

Sources: yang stems are born at 甲亥 丙寅 庚巳 壬申 and run forward, yin stems are born where their yang dies
(乙午 丁酉 辛子 癸卯) and run backward: 淵海子平, 陰陽順逆生旺死絶 ("陽生陰死"). 戊己 go with fire (火土同法) or
with water (水土同法); the reading in which yin goes with its yang (陰陽同生同死) is that of 滴天髓闡微.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypedDict

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.hidden_stems import INWON, WOLLYUL
from core.saju.places_in_chart import FourPillars
from core.saju.school import EarthStages, HiddenStemTable, School, YinStages
from core.saju.terms import STAGES, Branch, Stage, Stem

StageTable = tuple[tuple[Stage, ...], ...]  # [stem][branch]
StageTuples = tuple[tuple[Stage, ...], ...]


# keyed by position (year, month, day, time); written as a call because `in` is a keyword
Stages = TypedDict(
    "Stages",
    {
        "bong": dict[str, Stage | None],
        "geo": dict[str, Stage | None],
        "jwa": dict[str, tuple[Stage, ...] | None],
        "in": dict[str, tuple[Stage, ...] | None],
    },
)

# branch of 長生 of 甲 乙 丙 丁 戊 己 庚 辛 壬 癸
_BIRTHS = {
    EarthStages.WITH_FIRE: (11, 6, 2, 9, 2, 9, 5, 0, 8, 3),
    EarthStages.WITH_WATER: (11, 6, 2, 9, 8, 3, 5, 0, 8, 3),
}


@cache
def stages_by(earth: EarthStages, yin: YinStages) -> StageTable:
    """The stages of all ten stems on all twelve branches as these two readings of the books have them."""
    births = _BIRTHS[earth]
    rows = []
    for stem in range(10):
        backward = stem % 2 == 1 and yin is YinStages.BACKWARD
        birth = births[stem] if backward else births[stem - stem % 2]
        step = -1 if backward else 1
        rows.append(tuple(STAGES[step * (branch - birth) % 12] for branch in range(12)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """All a school says of stages: [stem][branch]; hidden stems on their own branch [branch], and on the day
    branch [day branch][branch]."""

    table: StageTable
    seated: StageTuples
    drawn: tuple[StageTuples, ...]


@cache
def _reading(earth: EarthStages, yin: YinStages, hidden: HiddenStemTable) -> _Reading:
    table = stages_by(earth, yin)
    rows = INWON if hidden is HiddenStemTable.INWON else WOLLYUL
    drawn = tuple(
        tuple(tuple(table[h.stem][day] for h in rows[branch]) for branch in range(12)) for day in range(12)
    )
    return _Reading(table, tuple(drawn[branch][branch] for branch in range(12)), drawn)


def _reading_of(school: School) -> _Reading:
    return _reading(school.earth_stages, school.yin_stages, school.hidden_stems)


def stage_table(school: School) -> StageTable:
    """The stages of all ten stems on all twelve branches, indexed [stem][branch]."""
    return _reading_of(school).table


def stage(stem: Stem, branch: Branch, school: School) -> Stage:
    """The stage of one stem on one branch."""
    return stage_table(school)[stem][branch]


def stages_of_pillars(pillars: FourPillars, school: School) -> Stages:
    """`stages` for pillars that need no birth."""
    reading = _reading_of(school)
    table, seats = reading.table, reading.seated
    year, month, day, hour = pillars
    own = table[day.stem]
    led = reading.drawn[day.branch]
    y, m, d = year.branch, month.branch, day.branch
    found: Stages = {
        "bong": {"year": own[y], "month": own[m], "day": own[d], "time": None},
        "geo": {"year": table[year.stem][y], "month": table[month.stem][m], "day": own[d], "time": None},
        "jwa": {"year": seats[y], "month": seats[m], "day": seats[d], "time": None},
        "in": {"year": led[y], "month": led[m], "day": led[d], "time": None},
    }
    if hour is not None:
        h = hour.branch
        found["bong"]["time"] = own[h]
        found["geo"]["time"] = table[hour.stem][h]
        found["jwa"]["time"] = seats[h]
        found["in"]["time"] = led[h]
    return found


def stages(chart: Chart) -> Stages:
    """Four readings by position (year, month, day, time; None when the hour is unknown).

    `bong` (봉법, 逢): the day master on each branch. `geo` (거법, 居): each stem on the branch beneath it.
    `jwa` (좌법, 坐): the hidden stems of each branch on that branch. `in` (인종법, 引從): the hidden stems of
    each branch drawn to the day branch. The last two hold one stage a hidden stem, 여기 first, 정기 last.
    """
    return stages_of_pillars(chart.pillars, chart.school)


def luck_stage(day_master: Stem, pillar: Pillar, school: School) -> Stage:
    """봉법 of a luck pillar (대운, 세운 …)."""
    return stage_table(school)[day_master][pillar.branch]
