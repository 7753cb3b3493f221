"""강약: the sum of its grounds, graded among real people."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace

import pytest

from core.saju.data.calibrate import SAMPLES, SEED, STRENGTH_AT, cuts, random_charts
from core.saju.hidden_stems import hidden_stems
from core.saju.school import DEFAULT_SCHOOL, EarthStages, HiddenStemTable, School
from core.saju.strength import CUTS, LABELS, strength
from tests.core.saju.classical import chart_of

INWON = replace(DEFAULT_SCHOOL, hidden_stems=HiddenStemTable.INWON)


def helpers_by_hand(text: str, school: School = DEFAULT_SCHOOL) -> float:
    """비겁 and 인성 of the 100 points (75 without the hour), worked out character by character."""
    chart = chart_of(text, school)
    me = chart.day_master.element
    good = (me, me.fed_by)
    points, total = 0.0, 0
    for pillar, stem_points, branch_points in zip(chart.pillars, (10, 10, 0, 10), (10, 30, 15, 15), strict=True):
        if pillar is None:
            continue
        total += stem_points + branch_points
        points += stem_points * (pillar.stem.element in good)
        inside = hidden_stems(pillar.branch, school)
        points += branch_points * sum(h.share for h in inside if h.stem.element in good)
    return points / total


@pytest.mark.parametrize("school", [DEFAULT_SCHOOL, INWON])
@pytest.mark.parametrize(
    "text", ["庚午 辛巳 庚辰 癸未", "庚午 辛巳 庚辰", "癸卯 乙卯 甲寅 乙亥", "丙寅 庚寅 壬午 乙巳"]
)
def test_the_shares_are_those_worked_out_by_hand(text: str, school: School) -> None:
    found = strength(chart_of(text, school))
    assert found.shares[0] + found.shares[4] == pytest.approx(helpers_by_hand(text, school))
    assert sum(found.shares) == pytest.approx(1)


def test_the_score_is_the_sum_of_its_grounds() -> None:
    for chart in random_charts(500, seed=3):
        for seen in (chart, replace(chart, hour=None)):
            found = strength(seen)
            points = sum(ground.points or 0 for ground in found.grounds)
            assert found.score == pytest.approx(min(max(points, 0), 1), abs=0.001)
            assert all(ground.source for ground in found.grounds)


def test_every_character_but_the_self_is_a_ground() -> None:
    found = strength(chart_of("庚午 辛巳 庚辰 癸未"))
    places = [g.detail[0] for g in found.grounds if g.rule.endswith(("helps", "drains"))]
    assert sorted(places) == sorted(
        "year_stem year_branch month_stem month_branch day_branch time_stem time_branch".split()
    )


def test_more_help_is_never_graded_weaker() -> None:
    graded = sorted(
        ((s.score, LABELS.index(s.label)) for s in map(strength, random_charts(500, seed=4))), key=lambda x: x[0]
    )
    assert [label for _, label in graded] == sorted(label for _, label in graded)
    assert [bisect_right(CUTS, cut) for cut in CUTS] == [1, 2, 3, 4, 5, 6]


def test_the_frozen_borders_are_what_the_calibration_prints() -> None:
    again = cuts(random_charts(SAMPLES, SEED), lambda chart: strength(chart).score, STRENGTH_AT)
    assert again == pytest.approx(CUTS, abs=0.005)


def test_the_grades_hold_for_births_they_were_not_made_from() -> None:
    found = Counter(strength(chart).label.value for chart in random_charts(4_000, seed=8))
    wanted = dict(zip("극약 태약 신약 중화 신강 태강 극왕".split(), (5, 15, 20, 20, 20, 15, 5), strict=True))
    assert {k: found[k] / 40 for k in wanted} == pytest.approx(wanted, abs=2.5)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("癸卯 乙卯 甲寅 乙亥", "strong"),  # 滴天髓闡微 從象: 支逢兩卯之旺 寅之祿 亥之生 … 旺之極矣
        ("丙午 甲午 丙午 甲午", "strong"),  # 從象: 四柱皆刃 … 強旺極矣
        ("甲申 丙子 癸亥 癸亥", "strong"),  # 奮鬱: 三逢旺支，其勢汪洋
        ("丙寅 甲午 丙申 壬辰", "strong"),  # 性情: 陽刃局 … 旺可知矣
        ("丙寅 庚寅 壬午 乙巳", "weak"),  # 從象: 一點庚金臨絶 … 從財格真
        ("辛巳 辛丑 乙酉 乙酉", "weak"),  # 從象: 支全金局，干透兩辛
        ("丙戌 壬辰 癸巳 甲寅", "weak"),  # 從象: 日主休囚無根 … 弱之極者不可益也
        ("戊子 戊午 丙辰 戊戌", "weak"),  # 性情: 刃強當令，子沖之，辰洩之，弱可知矣
    ],
)
def test_the_cases_of_the_book_come_out_as_it_judged_them(text: str, group: str) -> None:
    assert strength(chart_of(text)).label.group == group


def test_the_three_flags() -> None:
    found = strength(chart_of("癸卯 乙卯 甲寅 乙亥"))
    assert (found.deukryeong, found.deukji, found.deukse) == (True, True, True)
    weak = strength(chart_of("丙寅 庚寅 壬午 乙巳"))
    assert (weak.deukryeong, weak.deukji, weak.deukse) == (False, False, False)


def test_roots_weigh_as_the_book_ranks_them() -> None:
    """長生祿旺，根之重者也；墓庫餘氣，根之輕者也: 甲 on 寅, 亥 and 未."""
    rules = {g.detail[1]: g for g in strength(chart_of("丁未 辛亥 甲寅 庚午")).grounds if g.rule.startswith("root")}
    assert rules["寅"].rule == "root_rokwang"
    assert rules["亥"].rule == "root_jangsaeng"
    assert rules["未"].rule == "root_myogo"
    assert (rules["寅"].points or 0) > (rules["亥"].points or 0) > (rules["未"].points or 0) > 0


def test_earth_takes_root_with_fire_or_with_water() -> None:
    with_water = replace(DEFAULT_SCHOOL, earth_stages=EarthStages.WITH_WATER)
    text = "甲寅 丙寅 戊申 癸亥"

    def root_on(branch: str, school: School) -> str:
        grounds = strength(chart_of(text, school)).grounds
        return next(g.rule for g in grounds if g.rule.startswith("root") and g.detail[1] == branch)

    assert root_on("寅", DEFAULT_SCHOOL) == "root_jangsaeng"
    assert root_on("申", DEFAULT_SCHOOL) == "root_myogo"
    assert root_on("寅", with_water) == "root_myogo"
    assert root_on("申", with_water) == "root_jangsaeng"


def test_a_clash_on_a_helping_month_costs_a_little() -> None:
    calm, clashed = strength(chart_of("甲寅 丁卯 甲子 丙寅")), strength(chart_of("乙酉 己卯 甲子 丙寅"))
    assert not [g for g in calm.grounds if g.rule == "month_clashed"]
    (ground,) = [g for g in clashed.grounds if g.rule == "month_clashed"]
    assert ground.detail == ("month_branch", "year_branch", "卯酉")
    assert ground.points == -0.03


def test_an_unknown_hour_is_rescaled_and_unsure_near_a_border() -> None:
    found = [strength(replace(chart, hour=None)) for chart in random_charts(300, seed=5)]
    for one in found:
        near = min(abs(one.score - cut) for cut in CUTS) < 0.05
        assert one.confidence == ("low" if near else "normal")
        assert one.grounds[-1].rule == "hour_unknown" or any(g.rule == "hour_unknown" for g in one.grounds)
    assert {one.confidence for one in found} == {"low", "normal"}
    assert all(strength(chart).confidence == "normal" for chart in random_charts(50, seed=5))
