"""The 120 needs of 窮通寶鑑, and the eleven of them that the sources dispute."""

from __future__ import annotations

from collections import Counter

from core.saju.johu import TABLE, Johu, johu
from core.saju.school import JohuTable
from core.saju.terms import BRANCHES, STEMS, Stem

DISPUTED = "甲未 甲申 甲酉 甲戌 甲丑 乙申 丁寅 己申 己酉 庚寅 辛午".split()


def cell(name: str) -> Johu:
    return johu(STEMS["甲乙丙丁戊己庚辛壬癸".index(name[0])], BRANCHES["子丑寅卯辰巳午未申酉戌亥".index(name[1])])


def hanja(stems: tuple[Stem, ...]) -> str:
    return "".join(stem.hanja for stem in stems)


def test_every_day_master_has_its_need_in_every_month() -> None:
    assert [len(row) for row in TABLE] == [12] * 10
    for day_master in STEMS:
        for month in BRANCHES:
            found = johu(day_master, month)
            chosen = (found.primary, *found.secondary, *found.optional)
            assert len(set(chosen)) == len(chosen)
            assert found.phrase


def test_the_need_is_what_two_of_three_sources_say() -> None:
    for row in TABLE:
        for found in row:
            votes = Counter([found.circulated[0], *(reading[0] for reading in found.readings)])
            assert votes.most_common(1)[0][0] is found.primary
            assert found.disputed is (len(votes) > 1)


def test_eleven_cells_are_disputed_and_both_readings_are_kept() -> None:
    names = [d.hanja + m.hanja for d in STEMS for m in BRANCHES if johu(d, m).disputed]
    assert sorted(names) == sorted(DISPUTED)


def test_a_school_may_read_the_circulated_summary() -> None:
    """甲 in 酉: the text has "丁火為先，次用丙火，庚金再次", the summary begins with 庚."""
    found = cell("甲酉")
    assert hanja(found.order(JohuTable.MAJORITY)) == "丁丙庚"
    assert hanja(found.order(JohuTable.CIRCULATED)) == "庚丁丙"


def test_well_known_cells() -> None:
    assert hanja(cell("乙子").order(JohuTable.MAJORITY)) == "丙"  # 故耑用丙火
    assert hanja(cell("丙午").order(JohuTable.MAJORITY)) == "壬庚"  # 得壬水高透
    assert hanja(cell("丁卯").order(JohuTable.MAJORITY)) == "庚甲"  # 先庚後甲
    assert hanja(cell("甲辰").optional) == "丁"  # "三月無用丁之法": named by the summaries, refused by the text


def test_months_that_the_book_divides_say_so() -> None:
    names = [d.hanja + m.hanja for d in STEMS for m in BRANCHES if johu(d, m).half_month]
    assert sorted(names) == sorted("甲未 乙午 乙酉 癸辰 癸未 壬丑".split())
