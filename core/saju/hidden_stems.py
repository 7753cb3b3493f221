"""지장간: the stems hidden in each branch, with the days each commands.

Sources: the verse 節氣歌 of 淵海子平 counts the days of a month that each hidden stem rules. Korean almanacs print
it as 월률분야 (月律分野) in a regular form (寅申巳亥 7-7-16, 辰戌丑未 9-3-18, 子卯酉 10-20, 午 10-9-11): `WOLLYUL`.
The verse 地支藏遁歌 of the same book lists the sets without days, and without 壬 in 子, 甲 in 卯, 庚 in 酉,
丙 in 午 and 戊 in 亥: `INWON`. Its shares of main 60, middle 30, residue 10 (70 and 30 where there are two) are
modern practice.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.school import HiddenStemTable, School
from core.saju.terms import BRANCHES, STEMS, Branch, Stem


@dataclass(frozen=True, slots=True)
class HiddenStem:
    """`days` of a month of 30 that the stem rules; `share` = days / 30, 0-1, sums to 1 in each branch."""

    stem: Stem
    days: float
    share: float


_WOLLYUL = (
    "壬10 癸20|癸9 辛3 己18|戊7 丙7 甲16|甲10 乙20|乙9 癸3 戊18|戊7 庚7 丙16|"
    "丙10 己9 丁11|丁9 乙3 己18|戊7 壬7 庚16|庚10 辛20|辛9 丁3 戊18|戊7 甲7 壬16"
)
_INWON = (
    "癸30|癸3 辛9 己18|戊3 丙9 甲18|乙30|乙3 癸9 戊18|戊3 庚9 丙18|"
    "己9 丁21|丁3 乙9 己18|戊3 壬9 庚18|辛30|辛3 丁9 戊18|甲9 壬21"
)


def _row(cell: str) -> tuple[HiddenStem, ...]:
    stems = ((STEMS["甲乙丙丁戊己庚辛壬癸".index(word[0])], int(word[1:])) for word in cell.split())
    return tuple(HiddenStem(stem, days, days / 30) for stem, days in stems)


WOLLYUL: tuple[tuple[HiddenStem, ...], ...] = tuple(map(_row, _WOLLYUL.split("|")))
INWON: tuple[tuple[HiddenStem, ...], ...] = tuple(map(_row, _INWON.split("|")))
_INWON_TABLE = HiddenStemTable.INWON
MAIN_STEMS: tuple[Stem, ...] = tuple(WOLLYUL[b][-1].stem for b in BRANCHES)


def hidden_stem_table(school: School) -> tuple[tuple[HiddenStem, ...], ...]:
    """All twelve rows, indexed by branch."""
    return INWON if school.hidden_stems is _INWON_TABLE else WOLLYUL


def hidden_stems(branch: Branch, school: School) -> tuple[HiddenStem, ...]:
    """여기, 중기, 정기 in the order in which they rule; the main one (정기) is last."""
    return hidden_stem_table(school)[branch]


def main_stem(branch: Branch) -> Stem:
    """정기, the stem that gives a branch its 십성; both tables agree on it."""
    return MAIN_STEMS[branch]
