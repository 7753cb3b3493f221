"""공망 (空亡): the two branches that a run of ten pillars (旬) leaves without a stem.

Source: 淵海子平, 論空亡 ("甲子旬中戌亥空 …"); 三命通會, 論空亡.
"""

from __future__ import annotations

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.places_in_chart import POSITION_KEYS, FourPillars
from core.saju.school import GongmangBase, School
from core.saju.terms import BRANCHES, Branch

# by run: 甲子 戌亥, 甲戌 申酉, 甲申 午未, 甲午 辰巳, 甲辰 寅卯, 甲寅 子丑
VOID_OF_RUN: tuple[tuple[Branch, Branch], ...] = tuple(
    (BRANCHES[(10 - 2 * run) % 12], BRANCHES[(11 - 2 * run) % 12]) for run in range(6)
)

_DAY_AND_YEAR = GongmangBase.DAY_AND_YEAR


def gongmang(pillar: Pillar) -> tuple[Branch, Branch]:
    """The two branches void for this pillar, the even (yang) one first."""
    return VOID_OF_RUN[pillar.index // 10]


def gongmang_places_of(pillars: FourPillars, school: School) -> tuple[str, ...]:
    """`gongmang_places` for pillars that need no birth."""
    year, _, day, _ = pillars
    void: tuple[Branch, ...] = VOID_OF_RUN[day.index // 10]
    if school.gongmang_base is _DAY_AND_YEAR:
        void += VOID_OF_RUN[year.index // 10]
    named = zip(POSITION_KEYS, pillars, strict=True)
    return tuple([key for key, pillar in named if pillar is not None and pillar.branch in void])


def gongmang_places(chart: Chart) -> tuple[str, ...]:
    """The positions (year, month, day, time) whose branch is void.

    Void for the day pillar; with `GongmangBase.DAY_AND_YEAR` also for the year pillar.
    """
    return gongmang_places_of(chart.pillars, chart.school)
