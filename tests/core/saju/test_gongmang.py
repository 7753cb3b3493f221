"""공망: the classical list of the six runs against the arithmetic, and where it stands in a chart."""

from __future__ import annotations

from datetime import time

from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.ganji import PILLAR_BY_GANJI, PILLARS
from core.saju.gongmang import gongmang, gongmang_places, gongmang_places_of
from core.saju.school import DEFAULT_SCHOOL, GongmangBase, School
from tests.core.saju.star_questions import four

# 淵海子平, 論空亡
RUNS = {"甲子": "戌亥", "甲戌": "申酉", "甲申": "午未", "甲午": "辰巳", "甲辰": "寅卯", "甲寅": "子丑"}


def test_each_run_of_ten_leaves_the_two_branches_of_the_book() -> None:
    for head, void in RUNS.items():
        first = PILLAR_BY_GANJI[head].index
        for pillar in PILLARS[first : first + 10]:
            assert "".join(branch.hanja for branch in gongmang(pillar)) == void


def test_the_void_branches_are_those_that_no_pillar_of_the_run_bears() -> None:
    """The reason of the rule: ten stems, twelve branches."""
    for pillar in PILLARS:
        head = pillar.index - pillar.stem
        borne = {p.branch for p in PILLARS[head : head + 10]}
        assert {int(b) for b in gongmang(pillar)} == set(range(12)) - borne


def test_positions_are_void_by_the_day() -> None:
    """甲子 day: 戌 and 亥 are void; here the month and the hour."""
    assert gongmang_places_of(four("庚午 丙戌 甲子 乙亥"), DEFAULT_SCHOOL) == ("month", "time")


def test_the_year_makes_positions_void_only_for_those_who_ask_it() -> None:
    """甲寅 year leaves 子 and 丑: by the old method the day 甲子 is void too."""
    pillars = four("甲寅 丙戌 甲子 庚午")
    assert gongmang_places_of(pillars, DEFAULT_SCHOOL) == ("month",)
    assert gongmang_places_of(pillars, School(gongmang_base=GongmangBase.DAY_AND_YEAR)) == ("month", "day")


def test_an_unknown_hour_is_not_void() -> None:
    assert gongmang_places_of(four("庚午 丙戌 甲子"), DEFAULT_SCHOOL) == ("month",)


def test_a_birth_from_the_calendar_has_the_void_of_its_day() -> None:
    """1990-05-15: a 庚辰 day leaves 申 and 酉, and no branch of the chart is either."""
    chart = cast_chart(Birth(WrittenDate(1990, 5, 15), time(14, 30)))
    assert "".join(branch.hanja for branch in gongmang(chart.day)) == "申酉"
    assert gongmang_places(chart) == ()
