"""궁합: five axes, each point with its ground, the same from either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.chart import Chart
from core.saju.ganji import PILLARS
from core.saju.grounds import Ground
from core.saju.luck import daewoon_luck
from core.saju.match import AXES, match
from core.saju.match_axes import day_masters, spouse_palaces, year_branches
from core.saju.school import DEFAULT_SCHOOL, DayBoundary, School
from core.saju.sipseong import sipseong
from core.saju.terms import BRANCHES, STEMS, Sex, SipseongGroup
from tests.core.saju.star_questions import some_pillar

TODAY = date(2026, 11, 23)


def person(
    year: int,
    month: int,
    day: int,
    clock: time | None = time(14, 30),
    sex: Sex | None = Sex.MALE,
    school: School = DEFAULT_SCHOOL,
) -> Analysis:
    return analyse(cast_chart(Birth(WrittenDate(year, month, day), clock, sex=sex), school))


@cache
def crowd() -> tuple[Analysis, ...]:
    """Forty people: some without hour, some without sex."""
    random = Random(20261123)
    return tuple(
        person(
            random.randrange(1962, 1986),
            random.randrange(1, 13),
            random.randrange(1, 29),
            random.choice((None, time(random.randrange(24), 15))),
            random.choice((None, Sex.MALE, Sex.FEMALE)),
        )
        for _ in range(40)
    )


def chart_with(year: int | None = None, day_stem: int | None = None, day_branch: int | None = None) -> Chart:
    """A chart of which only the named characters matter."""
    chart = crowd()[0].chart
    year_pillar = chart.year if year is None else some_pillar(branch=year)
    day_pillar = chart.day
    if day_stem is not None or day_branch is not None:
        day_pillar = some_pillar(stem=day_stem, branch=day_branch)
    return replace(chart, year=year_pillar, day=day_pillar)


def rules(grounds: tuple[Ground, ...]) -> dict[str, float | None]:
    return {
        " ".join((ground.rule, *(word for word in ground.detail if "." not in word))): ground.points
        for ground in grounds
    }


def mirrored(grounds: tuple[Ground, ...]) -> set[tuple[str, frozenset[str], float | None]]:
    """Grounds with a and b exchanged, whatever the order of the characters."""
    swap = {"a": "b", "b": "a"}
    return {
        (
            ground.rule,
            frozenset(swap[w[0]] + w[1:] if w[1:2] == "." else "".join(sorted(w)) for w in ground.detail),
            ground.points,
        )
        for ground in grounds
    }


def as_told(grounds: tuple[Ground, ...]) -> set[tuple[str, frozenset[str], float | None]]:
    return {
        (
            ground.rule,
            frozenset(w if w[1:2] == "." else "".join(sorted(w)) for w in ground.detail),
            ground.points,
        )
        for ground in grounds
    }


def test_every_score_is_fifty_and_its_grounds_within_bounds() -> None:
    people = crowd()
    for a, b in pairwise(people):
        found = match(a, b, TODAY)
        for axis in found.axes:
            assert axis.key in AXES
            total = 50 + sum(ground.points or 0 for ground in axis.grounds)
            assert axis.score == max(0, min(100, round(total)))
            for ground in axis.grounds:
                assert ground.source
                assert ground.points is not None
        assert 0 <= found.score <= 100


def test_it_does_not_matter_who_is_named_first() -> None:
    people = crowd()
    for a, b in zip(people, people[3:], strict=False):
        forth, back = match(a, b, TODAY), match(b, a, TODAY)
        assert [axis.score for axis in forth.axes] == [axis.score for axis in back.axes]
        for one, other in zip(forth.axes, back.axes, strict=True):
            assert as_told(one.grounds) == mirrored(other.grounds)


def test_stems_that_combine_stand_highest() -> None:
    """三命通會 論十干合: 甲己, 乙庚, 丙辛, 丁壬, 戊癸."""
    scores = {
        one.hanja + other.hanja: sum(
            g.points or 0 for g in day_masters(chart_with(day_stem=one), chart_with(day_stem=other))
        )
        for one in STEMS
        for other in STEMS
    }
    best = {pair for pair, points in scores.items() if points == max(scores.values())}
    assert best == {"甲己", "乙庚", "丙辛", "丁壬", "戊癸", "己甲", "庚乙", "辛丙", "壬丁", "癸戊"}
    worst = {pair for pair, points in scores.items() if points == min(scores.values())}
    assert worst == {"甲庚", "乙辛", "丙壬", "丁癸", "庚甲", "辛乙", "壬丙", "癸丁"}


def test_every_pair_of_day_masters_has_just_one_ground() -> None:
    """By 십성: 비겁 same element, 식상 and 인성 feed, 재 and 관 combine or control with more or less feeling."""
    for one in STEMS:
        for other in STEMS:
            (ground,) = day_masters(chart_with(day_stem=one), chart_with(day_stem=other))
            star = sipseong(one, other)
            if star.group is SipseongGroup.BIGYEOP:
                assert ground.rule == "same_element"
            elif star.group in (SipseongGroup.SIKSANG, SipseongGroup.INSEONG):
                assert ground.rule == "feeds"
            else:
                assert ground.rule in ("relation", "controls", "controls_with_feeling")
                assert (ground.rule == "controls_with_feeling") <= (one.polarity != other.polarity)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("子丑", {"relation 육합 子丑": 35}),
        ("子辰", {"relation 반합 子辰": 25}),
        ("子午", {"relation 육충 子午": -35}),
        ("子未", {"relation 해 子未": -15, "relation 원진 子未": -20}),
        ("子子", {"same_branch 子子": 10}),
        ("午午", {"relation 형 午午": -15, "same_branch 午午": 10}),
        ("申辰", {}),
    ],
)
def test_spouse_palaces_by_their_branches(pair: str, expected: dict[str, float]) -> None:
    one, other = ("子丑寅卯辰巳午未申酉戌亥".index(c) for c in pair)
    assert rules(spouse_palaces(chart_with(day_branch=one), chart_with(day_branch=other))) == expected


def test_animals_four_years_apart_are_friends_and_six_apart_are_not() -> None:
    """띠 궁합: 삼합 by four years whichever of the three they are, 충 by six."""
    for one in BRANCHES:
        for other in BRANCHES:
            found = rules(year_branches(chart_with(year=one), chart_with(year=other)))
            names = {rule.split()[0] for rule in found}
            assert ("same_triad" in names) == ((other - one) % 12 in (4, 8))
            assert any("육충" in rule for rule in found) == ((other - one) % 12 == 6)
            assert ("same_animal" in names) == (one == other)


def test_a_rat_and_an_ox_a_rat_and_a_horse() -> None:
    """1984 쥐띠, 1985 소띠, 1990 말띠."""
    rat, ox, horse = person(1984, 6, 1), person(1985, 6, 1), person(1990, 6, 1)
    with_ox, with_horse = match(rat, ox, TODAY).year_branches, match(rat, horse, TODAY).year_branches
    assert (with_ox.score, with_horse.score) == (75, 25)
    assert with_ox.grounds[0].detail == ("a.year_branch", "b.year_branch", "육합", "子丑")


def test_what_one_lacks_and_the_other_has_is_named_with_both() -> None:
    lacking = next(p for p in crowd() if p.chart.hour is not None and 0 in p.ohang)
    element = lacking.ohang.index(0)
    giver = next(p for p in crowd() if p.ohang[element] >= 2)
    found = [g for g in match(lacking, giver, TODAY).elements.grounds if g.rule == "supplies_lack"]
    assert ("b.ohang", "a.ohang", "木火土金水"[element]) in [g.detail for g in found]


def test_the_needed_element_counts_by_its_share_in_the_other() -> None:
    """60 points a whole share above an even fifth, at most 15."""
    a = crowd()[0]
    element = a.yongsin.primary
    rich = max(crowd(), key=lambda p: p.ohang_shares[element])
    poor = min(crowd(), key=lambda p: p.ohang_shares[element])
    for other, least, most in ((rich, 0.1, 15.0), (poor, -12.0, -0.1)):
        (ground,) = [
            g
            for g in match(a, other, TODAY).elements.grounds
            if g.rule == "carries_yongsin" and g.detail == ("b.ohang", "a.yongsin", element.hanja)
        ]
        assert ground.points is not None
        assert least <= ground.points <= most
        assert ground.points == pytest.approx(min(15.0, 60 * (other.ohang_shares[element] - 0.2)), abs=0.06)


def test_six_characters_are_not_said_to_lack_what_the_hour_may_hold() -> None:
    unknown = next(p for p in crowd() if p.chart.hour is None and 0 in p.ohang)
    for other in crowd():
        grounds = match(unknown, other, TODAY).elements.grounds
        assert not [g for g in grounds if g.rule == "supplies_lack" and g.detail[1] == "a.ohang"]


def test_without_the_sex_the_axis_that_needs_it_is_absent() -> None:
    known, untold = person(1990, 5, 15), person(1992, 8, 3, sex=None)
    found = match(known, untold, TODAY)
    assert found.sipseong_and_luck is None
    assert len(found.axes) == 4
    told = found.as_json()
    assert isinstance(told["axes"], dict)
    assert told["axes"]["sipseong_and_luck"] is None


def test_without_the_hour_the_stars_are_told_and_the_periods_are_not() -> None:
    """A 甲 man and a 己 woman are each other's spouse stars, whatever the hour."""
    a = next(p for p in (person(1990, 1, d, None) for d in range(1, 29)) if p.chart.day_master.hanja == "甲")
    b = next(
        p for p in (person(1992, 3, d, None, Sex.FEMALE) for d in range(1, 29)) if p.chart.day_master.hanja == "己"
    )
    axis = match(a, b, TODAY).sipseong_and_luck
    assert axis is not None
    assert [(g.rule, g.detail[2]) for g in axis.grounds] == [("spouse_star", "正財"), ("spouse_star", "正官")]
    assert axis.score == 80


def test_periods_go_together_when_both_are_helped_or_neither() -> None:
    """By the fits that `luck` tells of each running 대운, stem and branch together."""
    weight = {"yongsin": 2, "huisin": 1, "hansin": 0, "gusin": -1, "gisin": -2}
    people = [p for p in crowd() if daewoon_luck(p, TODAY) is not None]
    seen = set()
    for a in people:
        for b in people:
            axis = match(a, b, TODAY).sipseong_and_luck
            assert axis is not None
            (rule,) = {g.rule for g in axis.grounds} & {"both_helped", "both_burdened", "periods_differ"}
            sums = []
            for p in (a, b):
                luck = daewoon_luck(p, TODAY)
                assert luck is not None
                sums.append(weight[luck.stem_fit] + weight[luck.branch_fit])
            if all(total > 0 for total in sums):
                assert rule == "both_helped"
            elif all(total < 0 for total in sums):
                assert rule == "both_burdened"
            else:
                assert rule == "periods_differ"
            seen.add(rule)
    assert seen == {"both_helped", "both_burdened", "periods_differ"}


def test_charts_of_two_schools_are_not_compared() -> None:
    other = person(1992, 8, 3, school=School(day_boundary=DayBoundary.MIDNIGHT))
    with pytest.raises(ValueError, match="school"):
        match(person(1990, 5, 15), other, TODAY)


def test_all_sixty_days_can_be_matched_with_all_sixty() -> None:
    points = set()
    for one in PILLARS:
        for other in PILLARS:
            a = chart_with(day_stem=one.stem, day_branch=one.branch)
            b = chart_with(day_stem=other.stem, day_branch=other.branch)
            points.add(sum(g.points or 0 for g in spouse_palaces(a, b)))
    assert min(points) >= -50
    assert max(points) <= 50
