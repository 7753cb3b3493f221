"""The cycle of sixty and the three rules that fix a pillar's stem.

Sources: 淵海子平 (年上起月例 = 五虎遁, 日上起時例 = 五鼠遁). The day count is anchored at 2000-01-07 = 甲子
(KASI almanac), and checked in the tests by another formula.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.terms import BRANCHES, STEMS, Branch, Stem

# date.toordinal() of 2000-01-07 (甲子) is 730126; 730126 % 60 == 46.
_DAY_OFFSET = 60 - 730126 % 60


@dataclass(frozen=True, slots=True)
class Pillar:
    """One of the sixty stem-branch pairs. Use `PILLARS[index]`: the sixty are made once and shared."""

    index: int  # 0 (甲子) … 59 (癸亥)
    stem: Stem
    branch: Branch
    ganji: str  # two Hanja
    hangul: str


def _pillar(index: int) -> Pillar:
    stem, branch = STEMS[index % 10], BRANCHES[index % 12]
    return Pillar(index, stem, branch, stem.hanja + branch.hanja, stem.hangul + branch.hangul)


PILLARS: tuple[Pillar, ...] = tuple(_pillar(i) for i in range(60))
PILLAR_BY_GANJI: dict[str, Pillar] = {p.ganji: p for p in PILLARS}


def pillar_of(stem: Stem, branch: Branch) -> Pillar:
    """The pair as a pillar. Raises ValueError where yin and yang do not meet (甲丑 does not exist)."""
    if (stem - branch) % 2:
        raise ValueError(f"{stem.hanja}{branch.hanja} is not one of the sixty")
    return PILLARS[(6 * stem - 5 * branch) % 60]


def day_index(ordinal: int) -> int:
    """Cycle index 0-59 of the day with this proleptic Gregorian `date.toordinal()`."""
    return (ordinal + _DAY_OFFSET) % 60


def year_index(saju_year: int) -> int:
    """Cycle index of the year that 입춘 of `saju_year` opens; 1984 is 甲子."""
    return (saju_year - 1984) % 60


def month_index(year_stem: int, month: int) -> int:
    """Cycle index of the month, 0 being 寅 (opened by 입춘). 五虎遁: 甲己之年丙作首."""
    stem = (year_stem % 5 * 2 + 2 + month) % 10
    branch = (month + 2) % 12
    return (6 * stem - 5 * branch) % 60


def hour_index(day_stem: int, branch: int) -> int:
    """Cycle index of the double hour. 五鼠遁: 甲己還加甲."""
    stem = (day_stem % 5 * 2 + branch) % 10
    return (6 * stem - 5 * branch) % 60
