"""Where the grades of strength and balance begin: percentiles of 10,000 random real births.

`python -m core.saju.data.calibrate` prints the constants that `core.saju.strength` and `core.saju.elements` hold
frozen. Births are instants uniform over 1930-2025 in Seoul, read as a clock there would have shown them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.saju.birth import SEOUL, Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.chart import Chart
from core.saju.elements import evenness, hidden_shares
from core.saju.strength import strength

SAMPLES = 10_000
SEED = 20261123
_FIRST = int(datetime(1930, 1, 1, tzinfo=UTC).timestamp())
_LAST = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())

BALANCE_AT = (0.10, 0.30, 0.70, 0.90)
STRENGTH_AT = (0.05, 0.20, 0.40, 0.60, 0.80, 0.95)


def random_charts(samples: int, seed: int) -> list[Chart]:
    """Charts of births at random instants, the same ones for the same seed."""
    chance = random.Random(seed)
    zone = ZoneInfo(SEOUL.zone)
    births = []
    for _ in range(samples):
        wall = datetime.fromtimestamp(chance.randrange(_FIRST, _LAST), zone)
        written = WrittenDate(wall.year, wall.month, wall.day)
        births.append(Birth(written, clock_time=wall.time().replace(microsecond=0), fold=wall.fold))
    return [cast_chart(birth) for birth in births]


def cuts(charts: list[Chart], measure: Callable[[Chart], float], fractions: tuple[float, ...]) -> tuple[float, ...]:
    """The values of `measure` below which these fractions of the charts lie, to four digits."""
    values = sorted(map(measure, charts))
    return tuple(round(values[round(fraction * len(values))], 4) for fraction in fractions)


def main() -> None:
    charts = random_charts(SAMPLES, SEED)
    without_hour = [replace(chart, hour=None) for chart in charts]

    def balance(chart: Chart) -> float:
        return evenness(hidden_shares(chart))

    print("elements.CUTS_EIGHT =", cuts(charts, balance, BALANCE_AT))
    print("elements.CUTS_SIX   =", cuts(without_hour, balance, BALANCE_AT))
    print("strength.CUTS       =", cuts(charts, lambda chart: strength(chart).score, STRENGTH_AT))


if __name__ == "__main__":
    main()
