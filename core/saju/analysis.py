"""Everything a school concludes from a chart, in one value.

What every chart makes anew is a named tuple here and in the modules below: a frozen dataclass sets each field
through `object.__setattr__`, which was a seventh of the time of a chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.saju.chart import Chart
from core.saju.daewoon import DaewoonTable, daewoon
from core.saju.elements import Balance, Shares, count_elements, hidden_shares, overall_balance
from core.saju.ganji import Pillar
from core.saju.geok import Geok, geok
from core.saju.gongmang import gongmang, gongmang_places
from core.saju.hidden_stems import HiddenStem, hidden_stem_table
from core.saju.johu import Johu, johu
from core.saju.nayin import Nayin, nayin
from core.saju.places_in_chart import POSITION_KEYS
from core.saju.relations import Relation, relations
from core.saju.sinsal import Sinsal, sinsal
from core.saju.sipseong import sipseong_by_place
from core.saju.stages import Stages, stages
from core.saju.strength import Strength, strength
from core.saju.terms import Branch, Sipseong
from core.saju.yongsin import Yongsin, yongsin


class Analysis(NamedTuple):
    """A chart with its judgements. Mappings by position have the keys year, month, day, time.

    What needs an unknown hour is absent: there is no `time` key, no `time_*` place, and no special 격. What single
    characters are by a table alone is read from it when it is asked for.
    """

    chart: Chart
    ohang: tuple[int, int, int, int, int]  # surface characters of wood, fire, earth, metal, water
    ohang_shares: Shares  # with hidden stems, sums to 1
    balance: Balance
    gongmang_places: tuple[str, ...]  # positions whose branch is void
    relations: tuple[Relation, ...]
    sinsal: tuple[Sinsal, ...]
    strength: Strength
    geok: Geok
    yongsin: Yongsin
    daewoon: DaewoonTable | None  # None when the sex is not told

    @property
    def hidden_stems(self) -> dict[str, tuple[HiddenStem, ...]]:
        table = hidden_stem_table(self.chart.school)
        return {key: table[pillar.branch] for key, pillar in self._positions()}

    @property
    def sipseong(self) -> dict[str, Sipseong]:
        """By place, year_stem … time_branch, without day_stem."""
        return sipseong_by_place(self.chart)

    @property
    def stages(self) -> Stages:
        return stages(self.chart)

    @property
    def gongmang(self) -> tuple[Branch, Branch]:
        """Of the day pillar."""
        return gongmang(self.chart.day)

    @property
    def nayin(self) -> dict[str, Nayin]:
        return {key: nayin(pillar) for key, pillar in self._positions()}

    @property
    def johu(self) -> Johu:
        return johu(self.chart.day.stem, self.chart.month.branch)

    def _positions(self) -> Iterator[tuple[str, Pillar]]:
        return ((key, p) for key, p in zip(POSITION_KEYS, self.chart.pillars, strict=True) if p is not None)


def analyse(chart: Chart) -> Analysis:
    """All judgements of the chart's own school. Pure: the same chart gives the same analysis."""
    shares = hidden_shares(chart)
    power = strength(chart)
    frame = geok(chart, power)
    return Analysis(
        chart,
        count_elements(chart),
        shares,
        overall_balance(shares, hour_known=chart.hour is not None),
        gongmang_places(chart),
        relations(chart),
        sinsal(chart),
        power,
        frame,
        yongsin(chart, power, frame),
        daewoon(chart),
    )
