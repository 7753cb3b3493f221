"""용신: which method speaks first, and what the five elements become."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.saju.data.calibrate import random_charts
from core.saju.geok import geok
from core.saju.school import DEFAULT_SCHOOL, Huisin, JohuTable, JonggeokRule, School, YongsinPriority
from core.saju.strength import strength
from core.saju.terms import ELEMENTS, Element
from core.saju.yongsin import Yongsin, yongsin
from core.saju.yongsin_parts import eokbu
from tests.core.saju.classical import yongsin_of

LENIENT = replace(DEFAULT_SCHOOL, jonggeok=JonggeokRule.LENIENT)
EOKBU_FIRST = replace(DEFAULT_SCHOOL, yongsin_priority=YongsinPriority.EOKBU_FIRST)
SECOND = replace(DEFAULT_SCHOOL, huisin=Huisin.SECOND_USEFUL)
CIRCULATED = replace(DEFAULT_SCHOOL, johu_table=JohuTable.CIRCULATED)


def roles(found: Yongsin) -> tuple[str, ...]:
    """용신 희신 기신 구신 한신, in Hanja."""
    return tuple(e.hanja for e in (found.primary, found.huisin, found.gisin, found.gusin, found.hansin))


@pytest.mark.parametrize(
    ("text", "school", "method", "wanted"),
    [
        # 從旺: 運行比劫印綬則吉，官殺運謂之犯旺，遇財星群劫相爭
        ("癸卯 乙卯 甲寅 乙亥", DEFAULT_SCHOOL, "jeonwang", "木水金土火"),
        # 從殺: 從官殺行財官之鄉
        ("丁卯 壬寅 庚午 丙戌", DEFAULT_SCHOOL, "jeonwang", "火木水金土"),
        # 順局: 只要吾兒又得兒; 最忌印運，次忌官運
        ("丁卯 壬寅 癸卯 丙辰", LENIENT, "jeonwang", "木火金土水"),
        # 從財: 必要食傷吐秀，最忌比劫運
        ("戊戌 丙辰 乙未 丙戌", LENIENT, "jeonwang", "土火木水金"),
        # 化象: 甲己化土，土陰寒要火氣昌旺
        ("戊辰 壬戌 甲辰 己巳", DEFAULT_SCHOOL, "hwagyeok", "土火木水金"),
    ],
)
def test_what_cannot_be_turned_is_followed(text: str, school: School, method: str, wanted: str) -> None:
    found = yongsin_of(text, school)
    assert found.method == method
    assert "".join(roles(found)) == wanted


def test_a_frozen_chart_needs_fire_before_anything_else() -> None:
    """滴天髓闡微 奮鬱 on this chart: 富貴之造，寒暖適中; 窮通寶鑑 癸丑: 宜丙火解凍."""
    found = yongsin_of("癸丑 乙丑 癸丑 癸丑")
    assert (found.method, found.primary) == ("johu", Element.FIRE)
    assert found.grounds[0].detail == ("火", "癸", "丑", "丙")
    assert found.grounds[0].source == "窮通寶鑑"


def test_a_burning_chart_needs_water() -> None:
    """窮通寶鑑 甲午: 五月先癸後丁."""
    found = yongsin_of("戊寅 戊午 甲午 庚午")
    assert (found.method, found.primary) == ("johu", Element.WATER)


def test_warmth_is_not_urgent_where_the_chart_has_it() -> None:
    assert yongsin_of("癸丑 乙丑 癸丑 丁巳").method != "johu"


def test_a_fire_day_master_asks_no_fire_of_winter() -> None:
    """丁 in 子 wants 甲 and 庚, not more fire: the table decides, not the season alone."""
    assert yongsin_of("壬申 壬子 丁丑 辛亥").method != "johu"


def test_a_school_may_hear_the_balance_first_and_keep_warmth_beside_it() -> None:
    found = yongsin_of("癸丑 乙丑 癸丑 癸丑", EOKBU_FIRST)
    assert found.method != "johu"
    assert (Element.FIRE, "johu") in [(a.element, a.method) for a in found.alternatives]


@pytest.mark.parametrize(
    ("text", "medicine", "story"),
    [
        ("癸卯 甲寅 丁卯 甲辰", "火", "木多火熄 … 丁未運助起日元"),
        ("戊戌 丙辰 辛丑 戊戌", "金", "土重金埋 … 一交庚申，助起日元"),
        ("丙戌 戊戌 辛丑 戊戌", "金", "壬運，水木齊來，犯母之性"),
        ("壬子 壬寅 甲子 壬申", "木", "母多滅子 … 惜運無木助"),
    ],
)
def test_a_smothering_mother_is_answered_by_helping_the_child(text: str, medicine: str, story: str) -> None:
    """滴天髓闡微 反局 (母慈滅子): with no wealth to break the 인성, go with the mother and help the self."""
    found = yongsin_of(text)
    assert (found.method, found.primary.hanja) == ("byeongyak", medicine), story
    assert found.grounds[0].source == "滴天髓闡微 反局 (母慈滅子)"


def test_an_excess_is_an_illness_with_a_medicine() -> None:
    """神峰通考 病藥說: 관성 half of the chart over a weak self is led on by 인성."""
    found = yongsin_of("癸酉 辛酉 甲申 戊辰")
    assert (found.method, found.primary) == ("byeongyak", Element.WATER)
    assert found.grounds[0].detail == ("水", "관성")


def test_a_broken_geok_is_mended_by_what_controls_the_breaker() -> None:
    """官逢傷而透印以解之 (論用神成敗救應): 丁 in 戌 gives 庚 a 정관, 癸 and 壬 above break it, earth mends it."""
    found = yongsin_of("癸卯 壬戌 庚子 丁亥")
    assert (found.method, found.primary) == ("byeongyak", Element.EARTH)
    assert found.grounds[0].rule == "geok_broken"
    assert found.grounds[0].detail == ("土", "식상")


def test_two_powers_at_war_are_let_through() -> None:
    """滴天髓 通關: 재성 and 인성 of a strong 丁 at war, metal on wood; water lets one feed the other."""
    found = yongsin_of("丁酉 癸卯 丁酉 壬寅")
    assert (found.method, found.primary) == ("tonggwan", Element.WATER)
    assert found.grounds[0].detail == ("水", "재성", "인성")


def test_no_passage_is_opened_against_the_self() -> None:
    """관성 and 비겁 at war over a strong 戊: 인성 would pass, and make the strong stronger."""
    found = yongsin_of("癸卯 甲寅 戊申 戊午")
    assert (found.method, found.primary) == ("eokbu", Element.WOOD)


def test_every_chart_has_five_different_roles_that_fit_each_other() -> None:
    for school in (DEFAULT_SCHOOL, LENIENT, SECOND, EOKBU_FIRST, CIRCULATED):
        for chart in random_charts(400, seed=11):
            seen = replace(chart, school=school)
            power = strength(seen)
            found = yongsin(seen, power, geok(seen, power))
            assert set(roles(found)) == set("木火土金水")
            assert found.gisin is found.primary.controlled_by
            assert found.grounds[0].detail[0] == found.primary.hanja
            assert found.grounds[0].source
            pairs = [(a.element, a.method, a.source) for a in found.alternatives]
            assert len(set(pairs)) == len(pairs)
            assert all(a.element is not found.primary and a.source for a in found.alternatives)


def test_huisin_feeds_the_yongsin_or_is_the_second_useful() -> None:
    """甲 weak under 정관 takes water. Metal feeds water ("木不足，以水為喜神" is the same rule for wood); wood, the
    self's own help, is the second useful element."""
    text = "己未 癸酉 甲子 丙寅"
    assert "".join(roles(yongsin_of(text))) == "水金土火木"
    assert "".join(roles(yongsin_of(text, SECOND))) == "水木土火金"


def test_the_usual_huisin_is_the_feeder_but_where_it_would_break_the_chart() -> None:
    for chart in random_charts(600, seed=12):
        power = strength(chart)
        frame = geok(chart, power)
        found = yongsin(chart, power, frame)
        fed = found.huisin is found.primary.fed_by
        assert fed is (frame.name not in ("종아격", "종강격"))


def test_the_circulated_summary_can_be_asked_instead() -> None:
    """甲 in 酉: fire by the text, metal by the summary; each names the other's answer beside its own."""
    text = "己未 癸酉 甲子 丙寅"
    by_text = [(a.element.hanja, a.source) for a in yongsin_of(text).alternatives]
    by_summary = [(a.element.hanja, a.source) for a in yongsin_of(text, CIRCULATED).alternatives]
    assert by_text == [("火", "窮通寶鑑"), ("金", "窮通寶鑑 (유통 요약표)")]
    assert by_summary == [("金", "窮通寶鑑"), ("火", "窮通寶鑑 (원문 독해)")]


@pytest.mark.parametrize(
    ("shares", "strong", "group"),
    [
        ((0.2, 0.1, 0.1, 0.2, 0.4), True, 2),  # strong through 인성: 재성
        ((0.4, 0.1, 0.1, 0.2, 0.2), True, 3),  # strong through 비겁: 관성
        ((0.4, 0.3, 0.3, 0.0, 0.0), True, 1),  # … 식상 where there is no 관성
        ((0.1, 0.2, 0.4, 0.2, 0.1), False, 0),  # weak under 재성: 비겁
        ((0.1, 0.2, 0.2, 0.4, 0.1), False, 4),  # weak under 관성: 인성
        ((0.1, 0.4, 0.2, 0.2, 0.1), False, 4),  # weak under 식상: 인성
    ],
)
def test_the_balance_takes_from_the_strong_and_gives_to_the_weak(
    shares: tuple[float, float, float, float, float], strong: bool, group: int
) -> None:
    assert eokbu(shares, strong)[0] == group


def test_what_stands_on_three_pillars_is_unsure() -> None:
    for chart in random_charts(100, seed=13):
        seen = replace(chart, hour=None)
        power = strength(seen)
        assert yongsin(seen, power, geok(seen, power)).confidence == "low"


def test_a_doubtful_special_geok_is_unsure() -> None:
    assert yongsin_of("戊戌 丙辰 乙未 丙戌", LENIENT).confidence == "low"
    assert yongsin_of("癸卯 乙卯 甲寅 乙亥").confidence == "normal"


def test_every_element_can_be_needed() -> None:
    found = []
    for chart in random_charts(500, seed=14):
        power = strength(chart)
        found.append(yongsin(chart, power, geok(chart, power)).primary)
    assert set(found) == set(ELEMENTS)


def test_what_serves_the_month_stands_beside_the_balance() -> None:
    """食神制殺 (子平真詮 論偏官): a strong 戊 with 편관 in 寅 is balanced by wood, its 격 is served by metal."""
    found = yongsin_of("癸卯 甲寅 戊申 戊午")
    assert found.primary is Element.WOOD
    assert [(a.element, a.source) for a in found.alternatives if a.method == "gyeokguk"] == [
        (Element.METAL, "子平真詮 論用神成敗救應")
    ]
