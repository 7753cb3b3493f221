"""The stars of the day stem, each against the rule its table comes from, and the options of the school."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.saju.ganji import PILLARS, hour_index
from core.saju.school import (
    DEFAULT_SCHOOL,
    Hongyeom,
    School,
    YinYangin,
)
from core.saju.stages import stage
from core.saju.terms import BRANCHES, STEMS, Stage
from tests.core.saju.star_questions import ROK, SIX, B, S, branches_of_day_star, places

FROM_ROK: dict[str, Callable[[int], int]] = {
    "건록": lambda stem: ROK[stem],
    "금여": lambda stem: ROK[stem] + 2,
    "국인귀인": lambda stem: ROK[stem] + 8,
    "암록": lambda stem: SIX[ROK[stem]],
    "천복귀인": lambda stem: ROK[(stem + 7 - 2 * (stem % 2)) % 10],  # 祿 of 정관 (辛 for 甲, 庚 for 乙)
}


@pytest.mark.parametrize("name", FROM_ROK)
def test_stars_that_are_counted_from_the_seat_of_rok(name: str) -> None:
    for stem in range(10):
        assert branches_of_day_star(name, stem) == {FROM_ROK[name](stem) % 12}, S[stem]


def test_geonrok_is_the_fourth_of_the_twelve_stages() -> None:
    for stem in STEMS:
        (seat,) = branches_of_day_star("건록", stem)
        assert stage(stem, BRANCHES[seat], DEFAULT_SCHOOL) is Stage.GEONROK


def test_hakdang_is_the_birth_of_the_day_stem() -> None:
    """三命通會, 論學堂: 長生 is the school."""
    for stem in STEMS:
        (seat,) = branches_of_day_star("학당귀인", stem)
        assert stage(stem, BRANCHES[seat], DEFAULT_SCHOOL) is Stage.JANGSAENG


def test_gwangwi_hakgwan_is_the_birth_of_the_officer_s_element() -> None:
    """官貴學館: 甲乙 have metal for officer, which is born on 巳; earth is born with water on 申."""
    birth_of_element = [B.index(c) for c in "亥寅申巳申"]
    for stem in range(10):
        officer = (stem // 2 + 3) % 5
        assert branches_of_day_star("관귀학관", stem) == {birth_of_element[officer]}


def test_bokseong_is_the_hour_that_bears_the_eating_god() -> None:
    """三命通會, 福星貴: by 五鼠遁 the hour of this branch on this day has 식신 for its stem."""
    for stem in range(10):
        (branch,) = branches_of_day_star("복성귀인", stem)
        eating_god = (stem + 2) % 10
        assert PILLARS[hour_index(stem, branch)].stem == eating_god


def test_mungok_stands_opposite_munchang() -> None:
    for stem in range(10):
        (munchang,) = branches_of_day_star("문창귀인", stem)
        assert branches_of_day_star("문곡귀인", stem) == {(munchang + 6) % 12}


def test_cheoneul_has_every_branch_but_the_gates_of_heaven() -> None:
    """天乙 never enters 辰 and 戌 (羅網之地): the other ten branches all serve some stem, 戊 and 庚 as 甲 does."""
    seen = {branch for stem in range(10) for branch in branches_of_day_star("천을귀인", stem)}
    assert seen == set(range(12)) - {4, 10}
    for one, other in ((0, 4), (0, 6), (1, 5), (2, 3), (8, 9)):
        assert branches_of_day_star("천을귀인", one) == branches_of_day_star("천을귀인", other)


def test_taegeuk_is_the_beginning_and_the_end_of_each_element() -> None:
    """三命通會: 甲乙 子午, 丙丁 卯酉, 戊己 the four graves, 庚辛 寅亥, 壬癸 巳申; all branches once."""
    pairs = [branches_of_day_star("태극귀인", stem) for stem in range(0, 10, 2)]
    assert sorted(branch for pair in pairs for branch in pair) == list(range(12))
    assert pairs[2] == {1, 4, 7, 10}


def test_nakjeong_goes_by_the_stem_combinations() -> None:
    """甲己 巳, 乙庚 子, 丙辛 申, 丁壬 戌, 戊癸 卯; at the day and the hour only."""
    for stem, branch in enumerate("巳子申戌卯"):
        assert branches_of_day_star("낙정관살", stem) == {B.index(branch)}
        assert branches_of_day_star("낙정관살", stem + 5) == {B.index(branch)}
    assert "낙정관살" not in places("己巳 己巳 甲子 甲子")


def test_hongyeom_follows_the_verse_or_the_korean_list() -> None:
    """神峰通考: 六丙逢寅辛見鷄 癸臨申上丁見未 甲乙午申庚見戌 戊己怕辰壬怕子. The variant gives 乙 the 午 of 甲."""
    verse = dict(zip(S, "午申寅未辰辰戌酉子申", strict=True))
    for stem, branch in verse.items():
        assert branches_of_day_star("홍염살", S.index(stem)) == {B.index(branch)}
    variant = School(hongyeom=Hongyeom.VARIANT)
    assert branches_of_day_star("홍염살", 1, variant) == {B.index("午")}
    assert branches_of_day_star("홍염살", 8, variant) == {B.index("子")}


@pytest.mark.parametrize("option", YinYangin)
def test_yangin_of_yang_stems_is_the_branch_after_rok_and_biin_opposite(option: YinYangin) -> None:
    school = School(yin_yangin=option)
    for stem in range(0, 10, 2):
        assert branches_of_day_star("양인살", stem, school) == {(ROK[stem] + 1) % 12}
        assert branches_of_day_star("비인살", stem, school) == {(ROK[stem] + 7) % 12}


def test_yangin_of_yin_stems_is_what_the_school_says() -> None:
    """子平眞詮 has none; 三命通會 the branch after 祿; 陰刃 is 제왕 of the backward cycle."""
    for stem in range(1, 10, 2):
        assert branches_of_day_star("양인살", stem) == set()
        assert branches_of_day_star("비인살", stem) == set()
        after = School(yin_yangin=YinYangin.AFTER_ROK)
        assert branches_of_day_star("양인살", stem, after) == {(ROK[stem] + 1) % 12}
        (eumin,) = branches_of_day_star("양인살", stem, School(yin_yangin=YinYangin.EUMIN))
        assert stage(STEMS[stem], BRANCHES[eumin], DEFAULT_SCHOOL) is Stage.JEWANG


def test_hyeoprok_needs_both_neighbours() -> None:
    """甲 has 祿 in 寅: 丑 and 卯 together hold it between them."""
    assert places("乙丑 丁卯 甲子 甲子")["협록"] == ("year_branch", "month_branch")
    assert "협록" not in places("乙丑 丙子 甲子 甲子")
