"""What the time of asking adds: the year's pillar, the running 대운 and the months that help.

Years and months are those of the 절 (立春 opens the year); `today` is taken at noon in Seoul.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.saju.analysis import Analysis
from core.saju.daewoon import Daewoon, running
from core.saju.ganji import PILLARS, Pillar, month_index, year_index
from core.saju.luck_fit import FIT_POINTS, fit
from core.saju.relations import Relation, relations_with
from core.saju.saju_year import noon_in_seoul, saju_year_of
from core.saju.sipseong import branch_sipseong, sipseong
from core.saju.solar_terms import jeol_before
from core.saju.terms import Sipseong

_MONTHS_NAMED = 3
_MIDSUMMER = (7, 1)  # the day of a year other than this one at which its 대운 is looked up

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Luck:
    """`fit` is what an element is to the chart: yongsin, huisin, hansin, gusin or gisin.

    A month is (year, number of the solar month in which the saju month begins: 寅 = 2 … 丑 = 1): of the twelve from
    the current one on, or of the twelve of a year that was asked for. `today` is the day of asking.
    """

    today: date
    year: int
    pillar: Pillar
    stem_sipseong: Sipseong
    branch_sipseong: Sipseong
    fit: str
    relations: tuple[Relation, ...]
    daewoon: Daewoon | None
    daewoon_fit: str | None
    good_months: tuple[Month, ...]
    careful_months: tuple[Month, ...]


def luck_of(analysis: Analysis, today: date, asked: int | None = None) -> Luck:
    """The luck of the saju year of `today`, or of the year `asked` for.

    Raises Rejected("out_of_range") for a day outside the table of solar terms.
    """
    chart = analysis.chart
    current = saju_year_of(today)
    year = current if asked is None else asked
    pillar = PILLARS[year_index(year)]
    within = today if year == current else date(year, *_MIDSUMMER)
    period = None if analysis.daewoon is None else running(analysis.daewoon, within)
    first = jeol_before(noon_in_seoul(today))[0] // 2 if year == current else 0
    good, careful = _months(analysis, year, first)
    return Luck(
        today,
        year,
        pillar,
        sipseong(chart.day_master, pillar.stem),
        branch_sipseong(chart.day_master, pillar.branch),
        fit(pillar.stem.element, analysis.yongsin),
        relations_with(chart, pillar, "seun"),
        period,
        None if period is None else fit(period.pillar.stem.element, analysis.yongsin),
        good,
        careful,
    )


def _months(analysis: Analysis, year: int, current: int) -> tuple[tuple[Month, ...], tuple[Month, ...]]:
    """The best and the heaviest of the twelve months from the current one (0 = 寅), in their order."""
    scored = []
    for step in range(12):
        month = (current + step) % 12
        stem_year = year + (current + step) // 12
        pillar = PILLARS[month_index(year_index(stem_year) % 10, month)]
        points = FIT_POINTS[fit(pillar.stem.element, analysis.yongsin)]
        points += FIT_POINTS[fit(pillar.branch.element, analysis.yongsin)]
        number = (month + 1) % 12 + 1
        scored.append((points, step, (stem_year + (number == 1), number)))
    best = sorted((-points, step, number) for points, step, number in scored if points > 0)[:_MONTHS_NAMED]
    worst = sorted((points, step, number) for points, step, number in scored if points < 0)[:_MONTHS_NAMED]
    return (
        tuple(number for _, _, number in sorted(best, key=lambda m: m[1])),
        tuple(number for _, _, number in sorted(worst, key=lambda m: m[1])),
    )
