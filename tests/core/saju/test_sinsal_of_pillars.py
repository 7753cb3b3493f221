"""Stars that are a whole pillar, and those that several characters make together."""

from __future__ import annotations

import pytest

from core.saju.ganji import PILLAR_BY_GANJI, PILLARS
from core.saju.gongmang import gongmang
from core.saju.hidden_stems import main_stem
from core.saju.school import (
    DEFAULT_SCHOOL,
    Goegang,
    GongmangBase,
    Gwimun,
    School,
)
from core.saju.sinsal import sinsal_of
from tests.core.saju.star_questions import ROK, B, branches_of_day_star, day_pillars_of, places, some_pillar


def test_the_ten_great_defeats_are_the_days_whose_rok_is_void() -> None:
    """三命通會, 論十惡大敗: 祿 falls in 空亡 of the day's own run; there are ten such days, no more."""
    expected = {p.ganji for p in PILLARS if ROK[p.stem] in gongmang(p)}
    assert len(expected) == 10
    assert day_pillars_of("십악대패") == expected


def test_hyosin_days_sit_on_the_resource() -> None:
    for p in PILLARS:
        resource = (p.stem // 2 + 4) % 5 == main_stem(p.branch) // 2
        assert (p.ganji in day_pillars_of("효신살")) == resource


def test_days_of_one_element() -> None:
    assert day_pillars_of("간여지동") == {p.ganji for p in PILLARS if p.stem.element == p.branch.element}


def test_noble_days_sit_on_their_own_cheoneul() -> None:
    """淵海子平, 論日貴: 丁酉 丁亥 癸巳 癸卯, and there can be no fifth."""
    expected = {p.ganji for p in PILLARS if p.branch in branches_of_day_star("천을귀인", p.stem)}
    assert day_pillars_of("일귀") == expected == {"丁酉", "丁亥", "癸巳", "癸卯"}


def test_the_twelve_days_of_yin_and_yang_at_odds() -> None:
    """三命通會: six yang and six yin days, each branch of one kind at most twice."""
    days = day_pillars_of("음양차착살")
    assert len(days) == 12
    assert sum(PILLAR_BY_GANJI[d].stem % 2 for d in days) == 6
    # each day returns with the opposite branch
    for d in days:
        p = PILLAR_BY_GANJI[d]
        assert PILLARS[(p.index + 30) % 60].ganji in days


def test_baekho_is_the_centre_of_the_nine_palaces() -> None:
    """From 甲子 in palace 1 (坎) counted forward through the nine, seven pillars fall on the centre (5)."""
    expected = {p.ganji for p in PILLARS if (p.index + 1 - 5) % 9 == 0}
    calm = some_pillar(branch=0)
    found = {
        p.ganji
        for p in PILLARS
        for star in sinsal_of((calm, calm, calm, p), DEFAULT_SCHOOL)
        if star.name == "백호살"
    }
    assert found == expected


@pytest.mark.parametrize(
    ("option", "days"),
    [
        (Goegang.FOUR, "庚辰 庚戌 壬辰 壬戌"),
        (Goegang.CLASSICAL, "壬辰 庚戌 庚辰 戊戌"),  # 三命通會: 壬辰庚戌與庚辰 戊戌魁罡四座神
        (Goegang.WITH_MUSUL, "庚辰 庚戌 壬辰 壬戌 戊戌"),
        (Goegang.WITH_MUSUL_MUJIN, "庚辰 庚戌 壬辰 壬戌 戊戌 戊辰"),
    ],
)
def test_goegang_days_of_each_school(option: Goegang, days: str) -> None:
    assert day_pillars_of("괴강살", school=School(goegang=option)) == set(days.split())


def test_goegang_asks_for_the_day() -> None:
    assert "괴강살" not in places("庚辰 庚戌 甲子 甲子")


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("일덕", "甲寅 丙辰 戊辰 庚辰 壬戌"),  # 淵海子平 論日德
        ("고란살", "甲寅 乙巳 丁巳 戊申 辛亥"),
        ("육수일", "丙午 丁未 戊子 戊午 己丑 己未"),
        ("팔전", "甲寅 乙卯 丁未 戊戌 己未 庚申 辛酉 癸丑"),
        ("진신", "甲子 甲午 己卯 己酉"),
    ],
)
def test_days_that_the_books_list(name: str, days: str) -> None:
    assert day_pillars_of(name) == set(days.split())


def test_jinsin_comes_every_fifteen_days() -> None:
    assert sorted(PILLAR_BY_GANJI[d].index for d in day_pillars_of("진신")) == [0, 15, 30, 45]


def test_geumsin_is_an_hour_of_gap_and_gi_days() -> None:
    """淵海子平, 論金神: 癸酉 己巳 乙丑 hours; no other day has such hours, so only 甲 and 己 days do."""
    assert places("戊辰 庚申 甲子 己巳")["금신"] == ("time_stem", "time_branch")
    assert "금신" not in places("戊辰 庚申 甲子 庚午")
    assert "금신" not in places("己巳 庚申 甲子 庚午")


def test_needles_need_both_characters() -> None:
    assert places("甲午 丙寅 戊子 戊午")["현침살"] == ("year_stem", "year_branch")
    assert "현침살" not in places("甲子 丙寅 戊午 戊午")


def test_three_wonders_stand_side_by_side_in_order() -> None:
    assert places("乙丑 丙戌 丁卯 甲辰")["삼기귀인"] == ("year_stem", "month_stem", "day_stem")
    assert places("戊子 甲寅 戊子 庚申")["삼기귀인"] == ("month_stem", "day_stem", "time_stem")
    assert "삼기귀인" not in places("丁丑 丙午 乙卯 戊寅")


def test_heaven_s_net_needs_dog_and_pig_together() -> None:
    assert places("甲戌 乙亥 甲子 甲子")["천라지망"] == ("year_branch", "month_branch")
    assert places("戊辰 丁巳 甲子 甲子")["천라지망"] == ("year_branch", "month_branch")
    assert "천라지망" not in places("甲戌 丁巳 甲子 甲子")


def test_resentment_is_the_neighbour_of_the_clash() -> None:
    """원진: from a yang branch the one after its 충, from a yin branch the one before it."""
    for branch in range(12):
        partner = (branch + (7 if branch % 2 == 0 else 5)) % 12
        for other in range(12):
            pillars = (some_pillar(branch=branch), some_pillar(branch=branch), some_pillar(branch=other), None)
            found = {star.name: star.places for star in sinsal_of(pillars, DEFAULT_SCHOOL)}
            assert ("원진살" in found) == (other == partner)


def test_the_ghost_gate_of_either_school() -> None:
    variant = School(gwimun=Gwimun.VARIANT)
    assert places("甲子 癸酉 戊辰 戊午")["귀문관살"] == ("year_branch", "month_branch")
    assert "귀문관살" not in places("甲子 癸酉 戊辰 戊午", variant)
    assert places("甲子 辛未 戊辰 戊午", variant)["귀문관살"] == ("year_branch", "month_branch")
    assert "귀문관살" not in places("甲子 辛未 戊辰 戊午")


def test_void_branches_are_a_star_too() -> None:
    assert places("甲寅 丙戌 甲子 庚午")["공망"] == ("month_branch",)
    both = School(gongmang_base=GongmangBase.DAY_AND_YEAR)
    assert places("甲寅 丙戌 甲子 庚午", both)["공망"] == ("month_branch", "day_branch")


def test_tanghwa_needs_a_partner_of_the_day_branch() -> None:
    assert places("甲子 己巳 甲寅 甲子")["탕화살"] == ("month_branch",)
    assert "탕화살" not in places("甲子 丙子 甲寅 甲子")


def test_yuha_follows_its_verse() -> None:
    """甲鷄乙犬丙羊加 丁是猴鄕戊見蛇 己馬庚龍辛逐兔 壬猪癸虎是流霞."""
    for stem, branch in zip(range(10), "酉戌未申巳午辰卯亥寅", strict=True):
        assert branches_of_day_star("유하살", stem) == {B.index(branch)}
