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
from enum import Enum
from typing import NamedTuple

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.grounds import Ground
from core.saju.places_in_chart import BRANCH_PLACES
from core.saju.school import EarthStages, HiddenStemTable
from core.saju.strength_table import Row, rows
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
_NO_HOUR: Row = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, (_RESCALED,), False, False)


class Strength(NamedTuple):
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
    table = rows(
        school.hidden_stems is _INWON,
        school.earth_stages is _WITH_WATER,
        hour is not None,
    )[day.index % 10 // 2]
    ya, yb, yc, yd, ye, year_root, year_grounds, year_stem, year_branch = table[0][year.index]
    ma, mb, mc, md, me, month_root, month_grounds, month_stem, deukryeong = table[1][month.index]
    da, db, dc, dd, de, day_root, day_grounds, _, deukji = table[2][day.index]
    ha, hb, hc, hd, he, hour_root, hour_grounds, hour_stem, hour_branch = (
        _NO_HOUR if hour is None else table[3][hour.index]
    )
    shares = (ya + ma + da + ha, yb + mb + db + hb, yc + mc + dc + hc, yd + md + dd + hd, ye + me + de + he)
    score = shares[0] + shares[4] + (year_root + month_root + day_root + hour_root)
    grounds = year_grounds + month_grounds + day_grounds + hour_grounds
    clash = _clash(year, month, day, hour) if deukryeong else None
    if clash is not None:
        score += _CLASH_POINTS
        grounds = (*grounds, clash)
    score = min(max(round(score, 4), 0.0), 1.0)
    low = hour is None and any(abs(score - cut) < _NEAR for cut in CUTS)
    return Strength(
        score,
        LABELS[bisect_right(CUTS, score)],
        deukryeong,
        deukji,
        year_stem + year_branch + month_stem + hour_stem + hour_branch >= (2 if hour is None else 3),
        "low" if low else "normal",
        grounds,
        shares,
    )


def _clash(year: Pillar, month: Pillar, day: Pillar, hour: Pillar | None) -> Ground | None:
    """What clashes with the month branch, the year before the day before the hour."""
    branch = month.index % 12
    opposite = (branch + 6) % 12
    if year.index % 12 == opposite:
        return _CLASHES[branch][0]
    if day.index % 12 == opposite:
        return _CLASHES[branch][2]
    if hour is not None and hour.index % 12 == opposite:
        return _CLASHES[branch][3]
    return None
