"""오행 of a chart: how many characters of each, what share with the hidden stems, and how even the shares are."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from math import log

from core.saju.chart import Chart
from core.saju.hidden_stems import INWON, WOLLYUL, HiddenStem
from core.saju.school import HiddenStemTable
from core.saju.terms import BRANCHES, STEMS

Shares = tuple[float, float, float, float, float]  # wood, fire, earth, metal, water; sums to 1

_STEM_ELEMENTS = tuple(int(s.element) for s in STEMS)
_BRANCH_ELEMENTS = tuple(int(b.element) for b in BRANCHES)


class Balance(Enum):
    """How even the five elements are among real charts; from even to one-sided. A measure of ours, no book's."""

    EXCELLENT = "excellent"  # the most even 10 %
    GOOD = "good"  # the next 20 %
    NEUTRAL = "neutral"  # the middle 40 %
    POOR = "poor"
    VERY_POOR = "very_poor"  # the most one-sided 10 %


_ORDER = tuple(Balance)[::-1]

# Evenness at the 10th, 30th, 70th and 90th percentile of 10,000 random births (core.saju.data.calibrate), of charts
# with eight and with six characters: fewer characters spread less, so each is placed among its own kind.
CUTS_EIGHT = (0.7616, 0.8352, 0.9252, 0.9665)
CUTS_SIX = (0.6917, 0.7886, 0.8918, 0.9509)


def count_elements(chart: Chart) -> tuple[int, int, int, int, int]:
    """Surface characters of wood, fire, earth, metal, water; they sum to 8, or 6 when the hour is unknown."""
    counts = [0, 0, 0, 0, 0]
    for pillar in (chart.year, chart.month, chart.day, chart.hour):
        if pillar is not None:
            counts[_STEM_ELEMENTS[pillar.stem]] += 1
            counts[_BRANCH_ELEMENTS[pillar.branch]] += 1
    wood, fire, earth, metal, water = counts
    return wood, fire, earth, metal, water


def _pillar_rows(table: tuple[tuple[HiddenStem, ...], ...]) -> tuple[Shares, ...]:
    rows = []
    for index in range(60):
        row = [0.0] * 5
        row[_STEM_ELEMENTS[index % 10]] += 1
        for hidden in table[index % 12]:
            row[_STEM_ELEMENTS[hidden.stem]] += hidden.share
        rows.append((row[0], row[1], row[2], row[3], row[4]))
    return tuple(rows)


_INWON = HiddenStemTable.INWON
_WOLLYUL_ROWS = _pillar_rows(WOLLYUL)
_INWON_ROWS = _pillar_rows(INWON)


def hidden_shares(chart: Chart) -> Shares:
    """Every character weighs the same; a branch is divided among its hidden stems by their days."""
    rows = _INWON_ROWS if chart.school.hidden_stems is _INWON else _WOLLYUL_ROWS
    a, b, c = rows[chart.year.index], rows[chart.month.index], rows[chart.day.index]
    if chart.hour is None:
        return (
            (a[0] + b[0] + c[0]) / 6,
            (a[1] + b[1] + c[1]) / 6,
            (a[2] + b[2] + c[2]) / 6,
            (a[3] + b[3] + c[3]) / 6,
            (a[4] + b[4] + c[4]) / 6,
        )
    d = rows[chart.hour.index]
    return (
        (a[0] + b[0] + c[0] + d[0]) / 8,
        (a[1] + b[1] + c[1] + d[1]) / 8,
        (a[2] + b[2] + c[2] + d[2]) / 8,
        (a[3] + b[3] + c[3] + d[3]) / 8,
        (a[4] + b[4] + c[4] + d[4]) / 8,
    )


_LOG_5 = log(5)


def evenness(shares: Shares) -> float:
    """Entropy of the shares over its maximum: 1 when all five are equal, 0 when there is one element only."""
    return -sum([share * log(share) for share in shares if share > 0]) / _LOG_5


def overall_balance(shares: Shares, *, hour_known: bool = True) -> Balance:
    """Where the evenness of these shares stands among random real charts with as many characters."""
    return _ORDER[bisect_right(CUTS_EIGHT if hour_known else CUTS_SIX, evenness(shares))]
