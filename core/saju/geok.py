"""격국: one of the ten that the month command gives, or a special one where the whole chart leans one way.

A special 격 turns the 용신 round, so it is never taken on three pillars: without the hour the regular one stands.
"""

from __future__ import annotations

from functools import cache

from core.saju.chart import Chart
from core.saju.following_geok import following_geok, leaning
from core.saju.frames import BIT, FRAME
from core.saju.geok_names import Geok
from core.saju.hidden_stems import INWON, WOLLYUL
from core.saju.month_geok import month_geok
from core.saju.school import EarthStages, HiddenStemTable, JonggeokRule
from core.saju.strength import Strength
from core.saju.strength_table import STEM_ELEMENTS, roots
from core.saju.transformed_geok import partner_of, transformed_geok

__all__ = ["Geok", "geok"]

# Shares of 비겁 and 인성 between which no chart without a full frame can lean; a quick way out for most charts.
_STRICT_EDGES = (0.08, 0.70)
_LENIENT_EDGES = (0.40, 0.50)

_LENIENT, _INWON, _WITH_WATER = JonggeokRule.LENIENT, HiddenStemTable.INWON, EarthStages.WITH_WATER


@cache
def _inside(inwon: bool) -> tuple[tuple[float, ...], ...]:
    """[branch][element] → share of the element among the hidden stems."""
    table = INWON if inwon else WOLLYUL
    return tuple(
        tuple(sum(h.share for h in row if STEM_ELEMENTS[h.stem] == element) for element in range(5))
        for row in table
    )


def geok(chart: Chart, strength: Strength) -> Geok:
    """The 격 of the chart: one-sided without doubt, then transformed, then loosely one-sided, then regular."""
    return _special_geok(chart, strength) or month_geok(chart)


def _special_geok(chart: Chart, strength: Strength) -> Geok | None:
    year, month, day, hour = chart.year, chart.month, chart.day, chart.hour
    if hour is None:
        return None
    school = chart.school
    lenient = school.jonggeok is _LENIENT
    me = day.index % 10
    low, high = _LENIENT_EDGES if lenient else _STRICT_EDGES
    helpers = strength.shares[0] + strength.shares[4]
    frame, _ = FRAME[BIT[year.index] | BIT[month.index] | BIT[day.index] | BIT[hour.index]]
    partner = partner_of(me)
    joins = month.index % 10 == partner or hour.index % 10 == partner
    if low < helpers < high and frame < 0 and not joins:
        return None
    inwon = school.hidden_stems is _INWON
    rooted = roots(inwon, school.earth_stages is _WITH_WATER)
    view = None
    if helpers <= low or helpers >= high or frame >= 0:
        indices = (year.index, month.index, day.index, hour.index)
        view = leaning(me // 2, indices, strength.shares, _inside(inwon), rooted[me // 2])
        found = following_geok(view, lenient=False)
        if found is not None:
            return found
    if joins:
        branches = (year.branch, month.branch, day.branch, hour.branch)
        found = transformed_geok(me, (year.stem, month.stem, hour.stem), branches, rooted, lenient)
        if found is not None:
            return found
    return following_geok(view, lenient=True) if lenient and view is not None else None
