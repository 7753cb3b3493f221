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


def _by_pillar(table: tuple[tuple[HiddenStem, ...], ...]) -> tuple[int, ...]:
    """[pillar] → days of each element, of thirty for a stem and thirty for a branch."""
    rows = []
    for index in range(60):
        row = 30 * _ONE[_STEM_ELEMENTS[index % 10]]
        rows.append(row + sum(int(h.days) * _ONE[_STEM_ELEMENTS[h.stem]] for h in table[index % 12]))
    return tuple(rows)


# Five numbers travel as the five bytes of one, so that pillars are added at once; none passes 240.
_ONE = tuple(1 << 8 * element for element in range(5))
_COUNTS = tuple(_ONE[_STEM_ELEMENTS[i % 10]] + _ONE[_BRANCH_ELEMENTS[i % 12]] for i in range(60))
_INWON = HiddenStemTable.INWON
_WOLLYUL_DAYS = _by_pillar(WOLLYUL)
_INWON_DAYS = _by_pillar(INWON)
# [days] → share of the days of eight characters, of six
_OF_EIGHT = tuple(days / 240 for days in range(241))
_OF_SIX = tuple(days / 180 for days in range(181))
SHARES: frozenset[float] = frozenset(_OF_EIGHT + _OF_SIX)  # every share that there can be


def count_elements(chart: Chart) -> tuple[int, int, int, int, int]:
    """Surface characters of wood, fire, earth, metal, water; they sum to 8, or 6 when the hour is unknown."""
    counts = _COUNTS[chart.year.index] + _COUNTS[chart.month.index] + _COUNTS[chart.day.index]
    if chart.hour is not None:
        counts += _COUNTS[chart.hour.index]
    wood, fire, earth, metal, water = counts.to_bytes(5, "little")
    return wood, fire, earth, metal, water


def hidden_shares(chart: Chart) -> Shares:
    """Every character weighs the same; a branch is divided among its hidden stems by their days."""
    rows = _INWON_DAYS if chart.school.hidden_stems is _INWON else _WOLLYUL_DAYS
    days = rows[chart.year.index] + rows[chart.month.index] + rows[chart.day.index]
    of = _OF_SIX
    if chart.hour is not None:
        days += rows[chart.hour.index]
        of = _OF_EIGHT
    wood, fire, earth, metal, water = days.to_bytes(5, "little")
    return of[wood], of[fire], of[earth], of[metal], of[water]


class _Weighed(dict[float, float]):
    """A share times its logarithm; the shares that charts have are looked up."""

    def __missing__(self, share: float) -> float:
        return share * log(share) if share > 0 else 0.0


_WEIGHED = _Weighed({share: share * log(share) if share > 0 else 0.0 for share in SHARES})
_LOG_5 = log(5)


def evenness(shares: Shares) -> float:
    """Entropy of the shares over its maximum: 1 when all five are equal, 0 when there is one element only."""
    return -sum(map(_WEIGHED.__getitem__, shares)) / _LOG_5


def overall_balance(shares: Shares, *, hour_known: bool = True) -> Balance:
    """Where the evenness of these shares stands among random real charts with as many characters."""
    return _ORDER[bisect_right(CUTS_EIGHT if hour_known else CUTS_SIX, evenness(shares))]
