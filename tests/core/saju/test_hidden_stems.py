"""지장간 of both readings, against the verses and against the rule that makes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.saju.hidden_stems import hidden_stems, main_stem
from core.saju.school import DEFAULT_SCHOOL, HiddenStemTable, School
from core.saju.terms import BRANCHES, Branch

INWON = replace(DEFAULT_SCHOOL, hidden_stems=HiddenStemTable.INWON)

# 淵海子平, 地支藏遁歌: 子宮癸水在其中 丑癸辛金己土同 寅宮甲木兼丙戊 卯宮乙木獨相逢 辰藏乙戊三分癸 巳中庚金丙戊叢
# 午宮丁火並己土 未宮乙己丁共宗 申位庚金壬水戊 酉宮辛字獨豐隆 戌宮辛金及丁戊 亥藏壬甲是真蹤
VERSE = "子癸 丑癸辛己 寅甲丙戊 卯乙 辰乙戊癸 巳庚丙戊 午丁己 未乙己丁 申庚壬戊 酉辛 戌辛丁戊 亥壬甲".split()


def letters(branch: Branch, school: School) -> str:
    return "".join(hidden.stem.hanja for hidden in hidden_stems(branch, school))


@pytest.mark.parametrize("school", [DEFAULT_SCHOOL, INWON])
def test_the_stems_of_a_branch_share_its_thirty_days(school: School) -> None:
    for branch in BRANCHES:
        hidden = hidden_stems(branch, school)
        assert sum(h.days for h in hidden) == 30
        assert sum(h.share for h in hidden) == pytest.approx(1)
        assert hidden[-1].stem is main_stem(branch)
        assert max(hidden, key=lambda h: h.share) is hidden[-1]
        assert hidden[-1].stem.element is branch.element


def test_the_short_set_is_that_of_the_verse() -> None:
    for line in VERSE:
        branch = BRANCHES["子丑寅卯辰巳午未申酉戌亥".index(line[0])]
        assert set(letters(branch, INWON)) == set(line[1:])


def test_the_long_set_begins_with_what_is_left_of_the_past_month() -> None:
    for branch in BRANCHES:
        before = BRANCHES[branch - 1]
        assert hidden_stems(branch, DEFAULT_SCHOOL)[0].stem.element is main_stem(before).element


def test_births_and_tombs_hold_the_stem_of_their_trine() -> None:
    """生地 寅申巳亥 hold the yang stem and 墓地 辰戌丑未 the yin stem of the element their 三合 makes."""
    for trine, yang, yin in (
        ("亥卯未", "甲", "乙"),
        ("寅午戌", "丙", "丁"),
        ("巳酉丑", "庚", "辛"),
        ("申子辰", "壬", "癸"),
    ):
        birth, _, tomb = (BRANCHES["子丑寅卯辰巳午未申酉戌亥".index(b)] for b in trine)
        for school in (DEFAULT_SCHOOL, INWON):
            assert hidden_stems(birth, school)[-2].stem.hanja == yang
            assert hidden_stems(tomb, school)[-2].stem.hanja == yin


def test_the_schools_differ_where_korean_almanacs_say_so() -> None:
    """亥 with 戊, 午 with 丙: in the days of the month, not in the verse."""
    assert letters(Branch.HAE, DEFAULT_SCHOOL) == "戊甲壬"
    assert letters(Branch.HAE, INWON) == "甲壬"
    assert letters(Branch.OH, DEFAULT_SCHOOL) == "丙己丁"
    assert letters(Branch.OH, INWON) == "己丁"
    assert [h.days for h in hidden_stems(Branch.JIN, DEFAULT_SCHOOL)] == [9, 3, 18]
