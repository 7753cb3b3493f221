"""The stars of the month and of the year, and 십이신살, against songs and the geometry of the circle."""

from __future__ import annotations

from core.saju.ganji import PILLARS
from core.saju.school import (
    School,
    SinsalBase,
)
from core.saju.sinsal import sinsal_of, twelve_sinsal
from core.saju.terms import BRANCHES
from tests.core.saju.star_questions import (
    SIX,
    B,
    S,
    branches_of_month_star,
    branches_of_year_star,
    day_pillars_of,
    places,
    stems_of_month_star,
)


def test_woldeok_is_the_yang_stem_of_the_month_s_triad() -> None:
    element = {0: 4, 1: 3, 2: 1, 3: 0}  # branch % 4: 申子辰 water, 巳酉丑 metal, 寅午戌 fire, 亥卯未 wood
    for month in range(12):
        virtue = 2 * element[month % 4]
        assert stems_of_month_star("월덕귀인", month) == {virtue}
        assert stems_of_month_star("월덕합", month) == {(virtue + 5) % 10}
        assert stems_of_month_star("월공", month) == {(virtue + (6 if virtue < 4 else 4)) % 10}


def test_cheondeok_follows_the_song() -> None:
    """淵海子平: 正丁二坤(申)中 三壬四辛同 五乾(亥)六甲上 七癸八艮(寅)同 九丙十居乙 子巽(巳)丑庚中."""
    song = dict(zip("寅卯辰巳午未申酉戌亥子丑", "丁申壬辛亥甲癸寅丙乙巳庚", strict=True))
    for month, character in song.items():
        m = B.index(month)
        if character in S:
            stem = S.index(character)
            assert stems_of_month_star("천덕귀인", m) == {stem}
            assert stems_of_month_star("천덕합", m) == {(stem + 5) % 10}
        else:
            branch = B.index(character)
            assert branches_of_month_star("천덕귀인", m) == {branch}
            assert branches_of_month_star("천덕합", m) == {SIX[branch]}


def test_cheonui_is_the_branch_before_the_month() -> None:
    for month in range(12):
        assert branches_of_month_star("천의성", month) == {(month - 1) % 12}


def test_hwangeun_gives_each_month_its_own_branch() -> None:
    """正戌二丑三寅 四巳五酉六卯 七子八午九亥 十辰十一申十二未; at the day and the hour only."""
    for month, branch in zip("寅卯辰巳午未申酉戌亥子丑", "戌丑寅巳酉卯子午亥辰申未", strict=True):
        assert branches_of_month_star("황은대사", B.index(month)) == {B.index(branch)}
    assert "황은대사" not in places("甲戌 丙寅 甲子 甲子")


def test_geupgak_goes_by_the_season() -> None:
    for months, branches in (("寅卯辰", "亥子"), ("巳午未", "卯未"), ("申酉戌", "寅戌"), ("亥子丑", "丑辰")):
        for month in months:
            assert branches_of_month_star("급각살", B.index(month)) == {B.index(b) for b in branches}


def test_the_day_of_pardon_changes_with_the_season() -> None:
    """春戊寅 夏甲午 秋戊申 冬甲子."""
    for months, day in (("寅卯辰", "戊寅"), ("巳午未", "甲午"), ("申酉戌", "戊申"), ("亥子丑", "甲子")):
        for month in months:
            assert day_pillars_of("천사일", B.index(month)) == {day}


def test_the_four_spent_days_are_those_the_season_holds_down() -> None:
    """四廢: stem and branch both of the element that the season defeats (metal in spring) or that defeats it."""
    for months, element in (("寅卯辰", 3), ("巳午未", 4), ("申酉戌", 0), ("亥子丑", 1)):
        expected = {p.ganji for p in PILLARS if p.stem.element == p.branch.element == element}
        for month in months:
            assert day_pillars_of("사폐일", B.index(month)) == expected


def test_hongran_walks_backward_from_the_rabbit() -> None:
    for year in range(12):
        assert branches_of_year_star("홍란성", year) == {(3 - year) % 12}
        assert branches_of_year_star("천희성", year) == {(9 - year) % 12}


def test_the_lonely_stars_stand_outside_the_year_s_season() -> None:
    """孤辰 is the branch after the season of the year (亥子丑 -> 寅), 寡宿 the one before it (-> 戌)."""
    for year in range(12):
        opens = (year - (year + 1) % 3) % 12  # 亥, 寅, 巳 or 申
        assert branches_of_year_star("고신살", year) == {(opens + 3) % 12}
        assert branches_of_year_star("과숙살", year) == {(opens - 1) % 12}


def test_mourner_and_guest_stand_two_from_the_year() -> None:
    for year in range(12):
        assert branches_of_year_star("상문살", year) == {(year + 2) % 12}
        assert branches_of_year_star("조객살", year) == {(year - 2) % 12}


def test_the_twelve_by_the_parts_of_the_triad() -> None:
    """지살, 장성살, 화개살 are 生旺庫 of the base's 삼합, 역마살 재살 월살 their opposites, the rest neighbours."""
    for group in ("申子辰", "亥卯未", "寅午戌", "巳酉丑"):
        birth, centre, grave = (B.index(c) for c in group)
        for base in group:
            of = {twelve_sinsal(BRANCHES[B.index(base)], branch): int(branch) for branch in BRANCHES}
            assert len(of) == 12
            assert (of["지살"], of["장성살"], of["화개살"]) == (birth, centre, grave)
            assert of["역마살"] == (birth + 6) % 12
            assert of["재살"] == (centre + 6) % 12
            assert of["월살"] == (grave + 6) % 12
            assert of["도화살"] == (birth + 1) % 12
            assert of["겁살"] == (grave + 1) % 12
            assert of["망신살"] == (centre - 1) % 12
            assert of["반안살"] == (centre + 1) % 12
            assert of["육해살"] == (grave - 1) % 12
            assert of["천살"] == (birth - 1) % 12


def test_the_twelve_are_counted_from_the_year_or_from_the_day() -> None:
    """午 year, 辰 day, 酉 hour: from the year 육해살, from the day 도화살."""
    text = "甲午 丙寅 甲辰 癸酉"
    assert places(text)["육해살"] == ("time_branch",)
    assert places(text)["장성살"] == ("year_branch",)
    by_day = School(sinsal_base=SinsalBase.DAY)
    assert places(text, by_day)["도화살"] == ("time_branch",)
    assert places(text, by_day)["화개살"] == ("day_branch",)


def test_every_branch_of_a_chart_bears_exactly_one_of_the_twelve() -> None:
    for base in SinsalBase:
        for hour in PILLARS:
            found = sinsal_of((PILLARS[16], PILLARS[35], PILLARS[46], hour), School(sinsal_base=base))
            twelve = [place for star in found if star.group == "twelve" for place in star.places]
            assert sorted(twelve) == ["day_branch", "month_branch", "time_branch", "year_branch"]
