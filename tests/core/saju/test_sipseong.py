"""십성 by the words of the book, character by character."""

from __future__ import annotations

from core.saju.sipseong import branch_sipseong, sipseong, sipseong_by_place
from core.saju.terms import BRANCHES, STEMS, Sipseong, Stem
from tests.core.saju.classical import chart_of


def by_words(me: Stem, other: Stem) -> str:
    """The definition of 淵海子平, spelled out: same, brought forth, controlled, controlling, bringing forth."""
    alike = me.polarity is other.polarity
    mine, its = me.element, other.element
    if its is mine:
        return "比肩" if alike else "劫財"
    if mine.feeds is its:
        return "食神" if alike else "傷官"
    if mine.controls is its:
        return "偏財" if alike else "正財"
    if its.controls is mine:
        return "偏官" if alike else "正官"
    assert its.feeds is mine
    return "偏印" if alike else "正印"


def test_all_hundred_pairs_of_stems() -> None:
    for me in STEMS:
        assert [sipseong(me, other).hanja for other in STEMS] == [by_words(me, other) for other in STEMS]


def test_a_day_master_meets_each_of_the_ten_once() -> None:
    for me in STEMS:
        assert {sipseong(me, other) for other in STEMS} == set(Sipseong)


def test_four_branches_flip_their_polarity() -> None:
    """子 and 午 stand on yang places but hide 癸 and 丁; 巳 and 亥 on yin places hide 丙 and 壬."""
    flipped = []
    for branch in BRANCHES:
        as_place = next(s for s in STEMS if s.element is branch.element and s.polarity is branch.polarity)
        if branch_sipseong(Stem.GAP, branch) is not sipseong(Stem.GAP, as_place):
            flipped.append(branch.hanja)
    assert flipped == ["子", "巳", "午", "亥"]


def test_the_example_of_the_contract() -> None:
    places = sipseong_by_place(chart_of("庚午 辛巳 庚辰 癸未"))
    assert {place: s.hanja for place, s in places.items()} == {
        "year_stem": "比肩",
        "year_branch": "正官",
        "month_stem": "劫財",
        "month_branch": "偏官",
        "day_branch": "偏印",
        "time_stem": "傷官",
        "time_branch": "正印",
    }


def test_an_unknown_hour_has_no_places() -> None:
    assert not [place for place in sipseong_by_place(chart_of("庚午 辛巳 庚辰")) if place.startswith("time")]
