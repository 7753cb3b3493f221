"""Everything a school concludes from a chart, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.chart import Chart
from core.saju.daewoon import DaewoonTable, daewoon
from core.saju.elements import Balance, Shares, count_elements, hidden_shares, overall_balance
from core.saju.geok import Geok, geok
from core.saju.gongmang import gongmang, gongmang_places
from core.saju.hidden_stems import HiddenStem, hidden_stem_table
from core.saju.johu import Johu, johu
from core.saju.nayin import Nayin, nayin
from core.saju.relations import Relation, relations
from core.saju.sinsal import Sinsal, sinsal
from core.saju.sipseong import sipseong_by_place
from core.saju.stages import Stages, stages
from core.saju.strength import Strength, strength
from core.saju.terms import Branch, Sipseong
from core.saju.yongsin import Yongsin, yongsin


@dataclass(frozen=True, slots=True)
class Analysis:
    """A chart with its judgements. Mappings by position have the keys year, month, day, time.

    What needs an unknown hour is absent: there is no `time` key, no `time_*` place, and no special 격.
    """

    chart: Chart
    hidden_stems: dict[str, tuple[HiddenStem, ...]]
    sipseong: dict[str, Sipseong]  # by place, year_stem … time_branch, without day_stem
    ohang: tuple[int, int, int, int, int]  # surface characters of wood, fire, earth, metal, water
    ohang_shares: Shares  # with hidden stems, sums to 1
    balance: Balance
    stages: Stages
    gongmang: tuple[Branch, Branch]  # of the day pillar
    gongmang_places: tuple[str, ...]  # positions whose branch is void
    nayin: dict[str, Nayin]
    relations: tuple[Relation, ...]
    sinsal: tuple[Sinsal, ...]
    strength: Strength
    geok: Geok
    johu: Johu
    yongsin: Yongsin
    daewoon: DaewoonTable | None  # None when the sex is not told


def analyse(chart: Chart) -> Analysis:
    """All judgements of the chart's own school. Pure: the same chart gives the same analysis."""
    year, month, day, hour = chart.year, chart.month, chart.day, chart.hour
    inside = hidden_stem_table(chart.school)
    hidden = {"year": inside[year.branch], "month": inside[month.branch], "day": inside[day.branch]}
    sounds = {"year": nayin(year), "month": nayin(month), "day": nayin(day)}
    if hour is not None:
        hidden["time"] = inside[hour.branch]
        sounds["time"] = nayin(hour)
    shares = hidden_shares(chart)
    power = strength(chart)
    frame = geok(chart, power)
    return Analysis(
        chart,
        hidden,
        sipseong_by_place(chart),
        count_elements(chart),
        shares,
        overall_balance(shares, hour_known=hour is not None),
        stages(chart),
        gongmang(day),
        gongmang_places(chart),
        sounds,
        relations(chart),
        sinsal(chart),
        power,
        frame,
        johu(day.stem, month.branch),
        yongsin(chart, power, frame),
        daewoon(chart),
    )
