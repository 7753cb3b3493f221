"""격국 as 子平真詮 and 滴天髓闡微 judged the charts they print."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.saju.data.calibrate import random_charts
from core.saju.geok import geok
from core.saju.month_geok import month_geok
from core.saju.school import DEFAULT_SCHOOL, JonggeokRule, YinYangin
from core.saju.strength import strength
from core.saju.terms import Sipseong
from tests.core.saju.classical import chart_of, geok_of

LENIENT = replace(DEFAULT_SCHOOL, jonggeok=JonggeokRule.LENIENT)


@pytest.mark.parametrize(
    ("text", "name", "story"),
    [
        ("丁卯 辛亥 丁未 庚戌", "편인격", "丁生亥月，本為正官，支全卯未，則化為印"),
        ("丙子 戊申 己丑 壬申", "정재격", "己生申月，本屬傷官，藏庚透壬，則化為財"),
        ("丙午 丙申 己丑 戊辰", "상관격", "己生申月，本屬傷官"),
        ("癸酉 甲寅 辛亥 丙申", "정재격", "辛生寅月，透丙化官，而又透甲，格成正財"),
        ("丁酉 壬寅 辛亥 丙申", "정관격", "辛生寅月，逢丙而化財為官"),
        ("辛卯 戊戌 壬子 癸卯", "편관격", "壬生戌月: 戊 itself stands out, so 煞 remains"),
        ("乙卯 丙戌 壬子 辛亥", "정인격", "壬生戌月，逢辛而化煞為印"),
        ("丙寅 庚寅 丙午 戊戌", "건록격", "丙生寅月 … 甲不透干而會午會戌，則化為劫"),
        ("甲寅 丙寅 丙午 戊戌", "편인격", "丙生寅月，午戌會劫，而又或透甲 … 則仍為印而格不破"),
        ("丙子 丙申 丙戌 壬辰", "편관격", "丙生申月，藏庚透壬，會子會辰，則化為煞"),
        ("戊寅 庚申 丙午 壬辰", "편재격", "丙生申月: 庚 itself stands out"),
        ("戊寅 丙申 丙午 壬辰", "편재격", "丙生申月，逢壬化煞，而又透戊 … 仍為財格"),
        ("甲申 壬申 乙巳 戊寅", "정관격", "乙生申月，透壬化印，而又透戊: 薛相公命, 論正官"),
        ("甲申 壬申 乙巳 己卯", "정인격", "乙生申月，透壬化印"),
        ("丁酉 壬寅 癸亥 丙辰", "정재격", "癸生寅月，藏甲透丙 … 作財論"),
        ("甲午 丙寅 癸亥 丙辰", "상관격", "癸生寅月，透丙化財，而又透甲，格成傷官"),
        ("丙午 庚寅 乙丑 丙戌", "상관격", "乙生寅月，月劫秉令，會午會戌，則劫化為食傷"),
        ("庚午 戊寅 癸亥 壬戌", "편재격", "癸生寅月 … 會午會戌，則寅午戌三合，傷化為財"),
        ("戊子 庚寅 乙丑 丁丑", "정재격", "乙生寅月 … 透戊則化為財"),
        ("丙子 甲午 戊辰 乙卯", "편인격", "戊生午月，干透丙火 … 化刃為印 (論陽刃)"),
        ("壬子 庚午 戊辰 乙卯", "양인격", "戊生午月 without fire on a stem stays 刃"),
        ("己亥 戊辰 甲子 丙寅", "편재격", "甲生辰月，透戊則用偏財 (論雜氣如何取用)"),
        ("己亥 甲辰 甲子 癸酉", "정인격", "甲生辰月，透癸則用正印"),
        ("己亥 庚辰 甲子 乙丑", "건록격", "甲生辰月，透乙則用月劫"),
        ("丙子 庚寅 甲辰 乙丑", "건록격", "祿 of 甲 is 寅 (論建祿月劫)"),
        ("丙子 丁酉 庚辰 乙酉", "양인격", "刃 of 庚 is 酉 (論陽刃)"),
        ("庚寅 乙酉 甲子 戊辰", "정관격", "李參政命，甲用酉官 (論正官): 庚 is no hidden stem of 酉 here"),
    ],
)
def test_the_month_command_as_the_book_turns_it(text: str, name: str, story: str) -> None:
    found = month_geok(chart_of(text))
    assert found.name == name, story
    assert not found.special
    assert all(ground.source.startswith("子平真詮") for ground in found.grounds)


def test_a_yin_stem_has_a_yangin_only_where_the_school_gives_it_one() -> None:
    """乙 in 寅: "惟五陽有之" (子平真詮), or 陰刃 at 帝旺 of the backward cycle."""
    text = "庚子 戊寅 乙丑 辛巳"
    without_fortune = "辛巳 庚寅 乙丑 癸未"
    assert geok_of(text).name == "정재격"  # 透戊
    assert geok_of(without_fortune).name == "건록격"
    with_eumin = replace(DEFAULT_SCHOOL, yin_yangin=YinYangin.EUMIN)
    assert geok_of(without_fortune, with_eumin).name == "양인격"


@pytest.mark.parametrize(
    ("text", "strict", "lenient"),
    [
        # 滴天髓闡微 從象
        ("丁卯 壬寅 庚午 丙戌", "종살격", "종살격"),  # 支全火局 … 絶無一毫生扶之意 … 從象斯真
        ("戊戌 丙辰 乙未 丙戌", "정재격", "종재격"),  # 蟠根在未，餘氣在辰 … 四柱皆財，其勢必從
        ("壬寅 壬寅 庚寅 戊寅", "편인격", "종재격"),  # 戊土雖生猶死 … 生扶嫩木而從財也
        ("丙寅 庚寅 壬午 乙巳", "편재격", "종재격"),  # 一點庚金臨絶 … 從財格真
        ("辛巳 辛丑 乙酉 乙酉", "편관격", "종살격"),  # 支全金局，干透兩辛，從殺斯真
        ("癸卯 乙卯 甲寅 乙亥", "종왕격", "종왕격"),  # 旺之極矣，從其旺神
        ("丙午 甲午 丙午 甲午", "종왕격", "종왕격"),  # 四柱皆刃 … 可順而不可逆也
        # 假從
        ("癸亥 乙卯 己未 丁卯", "편관격", "종살격"),  # 未土又會木局，不得不從殺矣
        # 化象
        ("戊辰 壬戌 甲辰 己巳", "화토격", "화토격"),  # 合神更真，化氣有餘
        ("己卯 丁卯 壬午 甲辰", "화목격", "화목격"),  # 化象斯真
        ("己卯 丁卯 壬午 癸卯", "화목격", "화목격"),  # 化象更真
        ("丙戌 戊戌 癸巳 壬戌", "정관격", "화화격"),  # 化火斯真，嫌其時透壬水剋丙
        # 假化
        ("甲辰 丁卯 壬辰 辛亥", "상관격", "화목격"),  # 辛金無根 … 不得不從合而化矣
        # 順局
        ("丁卯 壬寅 癸卯 丙辰", "정재격", "종아격"),  # 支全寅卯辰 … 格成水木從兒
        ("丁巳 癸卯 癸卯 丙辰", "식신격", "종아격"),  # 亦水木從兒
        ("己未 丁丑 丙戌 戊戌", "상관격", "종아격"),  # 滿局皆土，格成火土從兒
        ("己未 辛未 丙戌 戊戌", "상관격", "종아격"),  # 滿局皆土，格取從兒
        ("壬寅 辛亥 辛亥 壬辰", "상관격", "종아격"),  # 金水兩涵，格取從兒
    ],
)
def test_the_special_cases_of_the_book_by_both_schools(text: str, strict: str, lenient: str) -> None:
    assert geok_of(text).name == strict
    found = geok_of(text, LENIENT)
    assert found.name == lenient
    assert found.special
    assert found.genuine is (strict == lenient)
    assert found.grounds[0].source.startswith("滴天髓")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("癸未 乙卯 甲寅 乙亥", "곡직격"),  # 甲乙日，支全亥卯未
        ("丙寅 甲午 丙戌 甲午", "염상격"),  # 丙丁日，支全寅午戌
        ("戊辰 己未 戊戌 癸丑", "가색격"),  # 戊己日，支全辰戌丑未
        ("戊申 辛酉 庚戌 乙酉", "종혁격"),  # 庚辛日，支全申酉戌
        ("庚子 戊子 壬申 甲辰", None),  # 申子辰 complete, but 戊 stands out against the water
        ("庚子 庚辰 壬申 庚子", "윤하격"),  # 壬癸日，支全申子辰
    ],
)
def test_one_element_by_the_frame_of_three(text: str, name: str | None) -> None:
    """三命通會: the frame complete and nothing that controls it on the surface."""
    found = geok_of(text)
    if name is None:
        assert not found.special
    else:
        assert (found.name, found.kind, found.special) == (name, "one_element", True)
        assert found.element is not None
        assert found.sipseong is None


def test_two_neighbours_that_join_out_of_season_do_not_transform() -> None:
    """甲生丑月 with 甲寅 in the year: 雖是假化 (假化); 甲己 in 子 has no season at all."""
    assert not geok_of("甲寅 丁丑 甲戌 己巳").special
    assert not geok_of("甲子 丙子 甲申 己巳").special


def test_stems_that_are_not_neighbours_do_not_join() -> None:
    """隔於有所間也 (子平真詮 論十干合而不合): 丁 in the year cannot reach 壬 of the day."""
    assert not geok_of("丁卯 癸卯 壬午 甲辰").special


def test_no_special_geok_without_the_hour() -> None:
    for chart in random_charts(3_000, seed=6):
        without = replace(chart, hour=None, school=LENIENT)
        assert not geok(without, strength(without)).special


def test_every_chart_has_a_geok_with_its_ground() -> None:
    for chart in random_charts(2_000, seed=9):
        for school in (DEFAULT_SCHOOL, LENIENT):
            seen = replace(chart, school=school)
            found = geok(seen, strength(seen))
            assert found.grounds
            assert found.special is (found.sipseong is None)
            if found.sipseong not in (None, Sipseong.BIGYEON, Sipseong.GEOPJAE):
                assert found.name == found.sipseong.hangul + "격"


def test_strict_special_geoks_are_rare() -> None:
    """A special 격 turns everything round; the strict school finds one in about thirty charts."""
    charts = random_charts(3_000, seed=10)
    share = sum(geok(chart, strength(chart)).special for chart in charts) / len(charts)
    assert 0.01 < share < 0.05
