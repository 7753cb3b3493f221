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

_VOID_BITS = tuple(1 << one | 1 << other for one, other in VOID_OF_RUN)
# bits of the positions → their names
_POSITIONS = tuple(tuple(key for at, key in enumerate(POSITION_KEYS) if bits >> at & 1) for bits in range(16))
_DAY_AND_YEAR = GongmangBase.DAY_AND_YEAR


def gongmang(pillar: Pillar) -> tuple[Branch, Branch]:
    """The two branches void for this pillar, the even (yang) one first."""
    return VOID_OF_RUN[pillar.index // 10]


def gongmang_places_of(pillars: FourPillars, school: School) -> tuple[str, ...]:
    """`gongmang_places` for pillars that need no birth."""
    year, month, day, hour = pillars
    void = _VOID_BITS[day.index // 10]
    if school.gongmang_base is _DAY_AND_YEAR:
        void |= _VOID_BITS[year.index // 10]
    found = void >> year.branch & 1 | (void >> month.branch & 1) << 1 | (void >> day.branch & 1) << 2
    if hour is not None:
        found |= (void >> hour.branch & 1) << 3
    return _POSITIONS[found]


def gongmang_places(chart: Chart) -> tuple[str, ...]:
    """The positions (year, month, day, time) whose branch is void.

    Void for the day pillar; with `GongmangBase.DAY_AND_YEAR` also for the year pillar.
    """
    return gongmang_places_of(chart.pillars, chart.school)
