"""합충형파해: every pair by the books, threes, transformation, and a luck pillar."""

from __future__ import annotations

import csv
from datetime import time
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.ganji import PILLAR_BY_GANJI, PILLARS, Pillar
from core.saju.hidden_stems import main_stem
from core.saju.relation_tables import BRANCH_CHARACTERS, STEM_CHARACTERS
from core.saju.relations import Relation, RelationKind, relations, relations_of, relations_with, relations_with_of
from core.saju.school import DEFAULT_SCHOOL, Gwimun, OhMi, School
from core.saju.terms import BRANCHES, Element
from tests.core.saju.star_questions import four

K = RelationKind


def on_branch(branch: int) -> Pillar:
    """Any pillar on this branch."""
    return PILLARS[branch]


def kinds_of_branches(one: int, other: int, school: School = DEFAULT_SCHOOL) -> list[str]:
    """What a luck branch and one branch of a chart are to each other, by the names of the kinds."""
    chart = (on_branch(one), on_branch(one), on_branch(one), None)
    found = relations_with_of(chart, school, on_branch(other), "luck")
    return sorted(r.kind.value for r in found if r.places == ("year_branch", "luck_branch"))


def only(found: tuple[Relation, ...], kind: RelationKind) -> Relation:
    (relation,) = (r for r in found if r.kind is kind)
    return relation


def test_every_pair_of_branches_is_what_the_books_say() -> None:
    lines = (Path(__file__).parent / "relations.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    book = {frozenset(row["characters"]): sorted(row["kinds"].split()) for row in rows}
    for one, other in combinations_with_replacement(range(12), 2):
        pair = BRANCH_CHARACTERS[one] + BRANCH_CHARACTERS[other]
        expected = book.get(frozenset(pair), [])
        assert kinds_of_branches(one, other) == expected, pair
        assert kinds_of_branches(other, one) == expected, pair


def test_pairs_follow_the_geometry_of_the_circle() -> None:
    """A second formulation: 충 stands opposite, 육합 and 해 add up to one and seven, a 삼합 shares its remainder by
    four, and its centre (子卯午酉) is divided by three."""
    for one, other in combinations_with_replacement(range(12), 2):
        kinds = kinds_of_branches(one, other)
        assert ("육충" in kinds) == (other - one == 6)
        assert ("육합" in kinds) == ((one + other) % 12 == 1)
        assert ("해" in kinds) == ((one + other) % 12 == 7)
        same_triad = one % 4 == other % 4 and one != other
        with_centre = one % 3 == 0 or other % 3 == 0
        assert ("반합" in kinds) == (same_triad and with_centre)


def test_hidden_combinations_are_those_of_the_main_hidden_stems() -> None:
    """암합: the main hidden stems stand five apart; 子辰 and 巳酉 are told as 반합 already."""
    for one, other in combinations_with_replacement(BRANCHES, 2):
        combined = abs(main_stem(one) - main_stem(other)) == 5
        kinds = kinds_of_branches(one, other)
        assert ("암합" in kinds) == (combined and "반합" not in kinds)


def test_every_pair_of_stems() -> None:
    """합 five apart (甲己), 충 six apart of wood, fire against metal, water (甲庚); 戊 and 己 clash with nobody."""
    for one in range(10):
        for other in range(10):
            chart = (PILLARS[one], PILLARS[one], PILLARS[one], None)
            found = relations_with_of(chart, DEFAULT_SCHOOL, PILLARS[other], "luck")
            kinds = [r.kind for r in found if r.places == ("year_stem", "luck_stem")]
            expected = []
            if abs(one - other) == 5:
                expected.append(K.STEM_COMBINATION)
            if abs(one - other) == 6:
                expected.append(K.STEM_CLASH)
            assert kinds == expected, STEM_CHARACTERS[one] + STEM_CHARACTERS[other]


@pytest.mark.parametrize(
    ("pair", "element"),
    [("甲己", "土"), ("乙庚", "金"), ("丙辛", "水"), ("丁壬", "木"), ("戊癸", "火")],
)
def test_stem_combinations_aim_at_the_stem_of_the_dragon_month(pair: str, element: str) -> None:
    """逢龍則化: the element is that of the month stem of 辰 in a year of either stem (五虎遁)."""
    first = STEM_CHARACTERS.index(pair[0])
    dragon = (first % 5 * 2 + 2 + 2) % 10
    assert "木火土金水"[dragon // 2] == element
    chart = (PILLARS[first], PILLARS[first], PILLARS[first], None)
    luck = PILLARS[STEM_CHARACTERS.index(pair[1])]
    found = relations_with_of(chart, DEFAULT_SCHOOL, luck, "luck")
    combined = next(r for r in found if r.kind is K.STEM_COMBINATION)
    assert combined.characters == pair
    assert combined.transforms_to is Element("木火土金水".index(element))


def test_a_complete_triad_takes_the_place_of_its_halves() -> None:
    """申子辰 in year, month and day: one 삼합, no 반합; the month is in it, so it becomes water."""
    found = relations_of(four("甲申 丙子 壬辰 乙巳"), DEFAULT_SCHOOL)
    triad = only(found, K.TRIAD)
    assert triad.characters == "申子辰"
    assert triad.places == ("year_branch", "month_branch", "day_branch")
    assert (triad.transforms_to, triad.transforms) == (Element.WATER, True)
    assert not [r for r in found if r.kind is K.HALF_TRIAD]


def test_a_triad_without_the_month_does_not_transform() -> None:
    found = relations_of(four("甲申 丙寅 壬辰 庚子"), DEFAULT_SCHOOL)
    assert only(found, K.TRIAD).transforms is False


def test_two_branches_with_the_centre_are_a_half_that_does_not_transform() -> None:
    half = only(relations_of(four("甲申 丙子 丁卯 乙巳"), DEFAULT_SCHOOL), K.HALF_TRIAD)
    assert (half.characters, half.transforms_to, half.transforms) == ("申子", Element.WATER, False)


def test_birth_and_grave_without_the_centre_are_no_half() -> None:
    found = relations_of(four("甲申 丙寅 壬辰 辛亥"), DEFAULT_SCHOOL)
    assert not [r for r in found if r.kind is K.HALF_TRIAD]


def test_a_doubled_branch_stands_in_the_triad_twice() -> None:
    triad = only(relations_of(four("甲子 丙子 壬辰 戊申"), DEFAULT_SCHOOL), K.TRIAD)
    assert triad.places == ("year_branch", "month_branch", "day_branch", "time_branch")


def test_all_three_of_a_season_are_a_direction() -> None:
    found = relations_of(four("庚午 辛巳 庚辰 癸未"), DEFAULT_SCHOOL)
    direction = only(found, K.DIRECTION)
    assert direction.characters == "巳午未"
    assert direction.places == ("year_branch", "month_branch", "time_branch")
    assert (direction.transforms_to, direction.transforms) == (Element.FIRE, True)


def test_three_that_punish_are_told_once() -> None:
    """寅巳申: the pairs of 형 give way to the three; 충 and 해 of the same branches stay."""
    found = relations_of(four("甲寅 己巳 甲申 甲子"), DEFAULT_SCHOOL)
    assert [r.characters for r in found if r.kind is K.PUNISHMENT] == ["寅巳申"]
    assert only(found, K.CLASH).places == ("year_branch", "day_branch")
    assert only(found, K.HARM).characters == "寅巳"


def test_a_branch_punishes_itself_only_when_it_comes_twice() -> None:
    assert only(relations_of(four("甲午 庚午 甲子 甲子"), DEFAULT_SCHOOL), K.PUNISHMENT).characters == "午午"
    single = relations_of(four("甲午 乙丑 甲子 甲戌"), DEFAULT_SCHOOL)
    assert "午午" not in [r.characters for r in single]


def test_stems_transform_beside_each_other_in_a_month_that_helps() -> None:
    """三命通會, 論十干化氣: 甲己 become earth in 辰戌丑未 months."""
    assert only(relations_of(four("丙子 甲辰 己巳 丙寅"), DEFAULT_SCHOOL), K.STEM_COMBINATION).transforms
    in_spring = relations_of(four("戊子 甲寅 己巳 丙寅"), DEFAULT_SCHOOL)
    assert not only(in_spring, K.STEM_COMBINATION).transforms
    far_apart = relations_of(four("甲子 丙辰 丙寅 己丑"), DEFAULT_SCHOOL)
    assert not only(far_apart, K.STEM_COMBINATION).transforms


def test_two_stems_that_contend_for_one_do_not_transform() -> None:
    """妬合: two 甲 for one 己."""
    found = relations_of(four("甲子 戊辰 己巳 甲子"), DEFAULT_SCHOOL)
    assert not any(r.transforms for r in found if r.kind is K.STEM_COMBINATION)
    contended = relations_of(four("丙子 甲辰 己巳 甲子"), DEFAULT_SCHOOL)
    assert [r.transforms for r in contended if r.kind is K.STEM_COMBINATION] == [False, False]


def test_a_six_combination_transforms_when_month_stem_and_peace_agree() -> None:
    """寅亥 in a 亥 month aim at wood: a wood stem shows, nobody clashes; with 申 there is no peace."""
    assert only(relations_of(four("戊辰 癸亥 甲寅 丁卯"), School()), K.SIX_COMBINATION).transforms is True
    clashed = relations_of(four("戊申 癸亥 甲寅 戊辰"), School())
    assert only(clashed, K.SIX_COMBINATION).transforms is False
    without_wood = relations_of(four("戊辰 癸亥 戊寅 戊午"), School())
    assert only(without_wood, K.SIX_COMBINATION).transforms is False


@pytest.mark.parametrize(
    ("ohmi", "element"), [(OhMi.NONE, None), (OhMi.FIRE, Element.FIRE), (OhMi.EARTH, Element.EARTH)]
)
def test_horse_and_sheep_aim_at_what_the_school_says(ohmi: OhMi, element: Element | None) -> None:
    """三命通會, 論支元六合: 午 is the sun and 未 the moon; Korean books have fire or earth."""
    found = relations_of(four("甲午 辛未 甲子 甲子"), School(ohmi=ohmi))
    assert next(r for r in found if r.characters == "午未").transforms_to is element


def test_the_ghost_gate_follows_the_school() -> None:
    """Usual Korean pairs have 子酉 and 寅未; those who take 귀문 for 원진 have 子未 and 寅酉."""
    variant = School(gwimun=Gwimun.VARIANT)
    assert "귀문" in kinds_of_branches(0, 9)
    assert "귀문" not in kinds_of_branches(0, 9, variant)
    assert "귀문" in kinds_of_branches(0, 7, variant)
    for one, other in combinations_with_replacement(range(12), 2):
        kinds = kinds_of_branches(one, other, variant)
        assert ("귀문" in kinds) == ("원진" in kinds)


def test_a_luck_branch_completes_a_triad() -> None:
    """申 and 子 wait for 辰: a 辰 year completes the water of a 子 month."""
    found = relations_with_of(four("甲申 丙子 丁卯 乙巳"), DEFAULT_SCHOOL, PILLAR_BY_GANJI["甲辰"], "seun")
    triad = only(found, K.TRIAD)
    assert triad.places == ("year_branch", "month_branch", "seun_branch")
    assert triad.transforms is True
    assert not [r for r in found if r.kind is K.HALF_TRIAD]


def test_a_luck_branch_tells_nothing_of_what_was_there_before() -> None:
    """The chart already holds 申子辰; a 卯 year has no part in it."""
    found = relations_with_of(four("甲申 丙子 壬辰 乙巳"), DEFAULT_SCHOOL, PILLAR_BY_GANJI["丁卯"], "seun")
    assert not [r for r in found if r.kind is K.TRIAD]
    assert all(r.places[-1].startswith("seun") for r in found)


def test_a_luck_branch_that_repeats_one_of_a_triad_does_not_complete_it_again() -> None:
    found = relations_with_of(four("甲申 丙子 壬辰 乙巳"), DEFAULT_SCHOOL, PILLAR_BY_GANJI["甲子"], "seun")
    assert not [r for r in found if r.kind is K.TRIAD]


def test_an_unknown_hour_meets_nobody() -> None:
    found = relations_of(four("甲子 庚午 甲子"), DEFAULT_SCHOOL)
    assert all(not place.startswith("time") for r in found for place in r.places)
    assert [r.places for r in found if r.kind is K.CLASH] == [
        ("year_branch", "month_branch"),
        ("month_branch", "day_branch"),
    ]


def test_every_relation_names_its_source() -> None:
    for luck in PILLARS:
        for r in relations_with_of(four("甲子 丁卯 戊午 辛酉"), DEFAULT_SCHOOL, luck, "seun"):
            assert r.source


def test_a_birth_from_the_calendar_meets_as_its_pillars_do() -> None:
    chart = cast_chart(Birth(WrittenDate(1990, 5, 15), time(14, 30)))
    luck = PILLAR_BY_GANJI["丙午"]
    assert relations(chart) == relations_of(chart.pillars, chart.school)
    assert relations_with(chart, luck, "seun") == relations_with_of(chart.pillars, chart.school, luck, "seun")
