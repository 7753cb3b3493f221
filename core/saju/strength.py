"""강약: how much of the chart stands with the day master, and why.

The score is the share of helpers (비겁 and 인성) among all known characters but the day stem itself, plus a little
for each root of the day stem and minus a little when a helping month branch is clashed. The seven grades are
percentiles of 10,000 random real births (core.saju.data.calibrate): with the textbook border of 50 % most people
would be 신약, because three of the five elements work against the self. Both are ours; the flags 득령 득지 득세 are
the classical test (滴天髓 衰旺, 子平真詮 論十干得時不旺失時不弱). A transformed 합 counts only where it makes a
화격 (core.saju.geok).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from core.saju.chart import Chart
from core.saju.grounds import Ground
from core.saju.places_in_chart import BRANCH_PLACES
from core.saju.school import EarthStages, HiddenStemTable
from core.saju.strength_table import HELPS, MAIN_ELEMENTS, STEM_ELEMENTS, rows
from core.saju.terms import BRANCHES


class StrengthLabel(Enum):
    """Seven grades, from the weakest."""

    GEUKYAK = "극약"
    TAEYAK = "태약"
    SINYAK = "신약"
    JUNGHWA = "중화"
    SINGANG = "신강"
    TAEGANG = "태강"
    GEUKWANG = "극왕"

    @property
    def group(self) -> str:
        """weak | balanced | strong"""
        return _GROUPS[self._value_]


_GROUPS = dict.fromkeys(("극약", "태약", "신약"), "weak") | {"중화": "balanced"}
_GROUPS |= dict.fromkeys(("신강", "태강", "극왕"), "strong")
_INWON, _WITH_WATER = HiddenStemTable.INWON, EarthStages.WITH_WATER
LABELS: tuple[StrengthLabel, ...] = tuple(StrengthLabel)

# Scores at the 5th, 20th, 40th, 60th, 80th and 95th percentile; frozen, made by core.saju.data.calibrate.
CUTS = (0.15, 0.28, 0.385, 0.48, 0.59, 0.735)
_NEAR = 0.05  # an unknown hour can easily move the score this far

_CLASH_POINTS = -0.03
_CLASHES: tuple[tuple[Ground, ...], ...] = tuple(
    tuple(
        Ground(
            "month_clashed",
            ("month_branch", place, BRANCHES[month].hanja + BRANCHES[(month + 6) % 12].hanja),
            "子平真詮 論刑沖會合解法",
            _CLASH_POINTS,
        )
        for place in BRANCH_PLACES
    )
    for month in range(12)
)
_RESCALED = Ground("hour_unknown", ("time_stem", "time_branch"), "75점 배점 (시주 제외)", None)


@dataclass(frozen=True, slots=True)
class Strength:
    """`score` 0-1 is the sum of the grounds' points. `shares` are 비겁 식상 재성 관성 인성, summing to 1.

    `confidence` is "low" when the hour is unknown and the score lies within 0.05 of a border between grades.
    """

    score: float
    label: StrengthLabel
    deukryeong: bool  # 득령: the main stem of the month branch helps
    deukji: bool  # 득지: the main stem of the day branch helps
    deukse: bool  # 득세: more than half of the other characters help
    confidence: str
    grounds: tuple[Ground, ...]
    shares: tuple[float, float, float, float, float]


def strength(chart: Chart) -> Strength:
    """How strong the day master stands, with every contribution as a ground."""
    school, year, month, day, hour = chart.school, chart.year, chart.month, chart.day, chart.hour
    me = day.stem // 2
    table = rows(
        school.hidden_stems is _INWON,
        school.earth_stages is _WITH_WATER,
        hour is not None,
    )[me]
    y, m, d = table[0][year.index], table[1][month.index], table[2][day.index]
    helps = HELPS[me]
    deukryeong = helps[MAIN_ELEMENTS[month.branch]]
    others = helps[STEM_ELEMENTS[year.stem]] + helps[MAIN_ELEMENTS[year.branch]] + helps[STEM_ELEMENTS[month.stem]]
    opposite = (month.branch + 6) % 12
    clash = None
    if deukryeong:
        if year.branch == opposite:
            clash = _CLASHES[month.branch][0]
        elif day.branch == opposite:
            clash = _CLASHES[month.branch][2]
        elif hour is not None and hour.branch == opposite:
            clash = _CLASHES[month.branch][3]
    if hour is None:
        shares = (
            y[0] + m[0] + d[0],
            y[1] + m[1] + d[1],
            y[2] + m[2] + d[2],
            y[3] + m[3] + d[3],
            y[4] + m[4] + d[4],
        )
        rooted = y[5] + m[5] + d[5]
        grounds = (*y[6], *m[6], *d[6], _RESCALED)
        deukse = others >= 2
    else:
        h = table[3][hour.index]
        shares = (
            y[0] + m[0] + d[0] + h[0],
            y[1] + m[1] + d[1] + h[1],
            y[2] + m[2] + d[2] + h[2],
            y[3] + m[3] + d[3] + h[3],
            y[4] + m[4] + d[4] + h[4],
        )
        rooted = y[5] + m[5] + d[5] + h[5]
        grounds = y[6] + m[6] + d[6] + h[6]
        deukse = others + helps[STEM_ELEMENTS[hour.stem]] + helps[MAIN_ELEMENTS[hour.branch]] >= 3
    score = shares[0] + shares[4] + rooted
    if clash is not None:
        score += _CLASH_POINTS
        grounds = (*grounds, clash)
    score = min(max(round(score, 4), 0.0), 1.0)
    low = hour is None and any(abs(score - cut) < _NEAR for cut in CUTS)
    return Strength(
        score,
        LABELS[bisect_right(CUTS, score)],
        deukryeong,
        helps[MAIN_ELEMENTS[day.branch]],
        deukse,
        "low" if low else "normal",
        grounds,
        shares,
    )
