"""대운: direction, start and order of the ten-year periods."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from random import Random

import pytest

from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.chart import Chart
from core.saju.daewoon import daewoon, running, start_age
from core.saju.places_in_chart import POSITION_KEYS
from core.saju.relations import RelationKind, relations_between, relations_with
from core.saju.school import DaewoonRounding, School
from core.saju.sipseong import branch_sipseong, sipseong
from core.saju.stages import luck_stage
from core.saju.terms import Sex, SolarTerm


def chart(year: int, month: int, day: int, clock: time | None = time(14, 30), sex: Sex | None = Sex.MALE) -> Chart:
    return cast_chart(Birth(WrittenDate(year, month, day), clock, sex=sex))


def test_a_man_of_a_yang_year_walks_forward_to_the_next_jeol() -> None:
    table = daewoon(chart(1990, 5, 15))
    assert table is not None
    assert (table.direction, table.basis.term) == ("forward", SolarTerm.MANGJONG)
    assert (table.start_age, table.start_date) == (7, date(1997, 8, 10))
    assert [p.pillar.ganji for p in table.list] == "壬午 癸未 甲申 乙酉 丙戌 丁亥 戊子 己丑 庚寅 辛卯".split()
    assert [p.age for p in table.list] == [7, 17, 27, 37, 47, 57, 67, 77, 87, 97]


def test_a_woman_of_the_same_birth_walks_backward_to_the_last_jeol() -> None:
    table = daewoon(chart(1990, 5, 15, sex=Sex.FEMALE))
    assert table is not None
    assert (table.direction, table.basis.term) == ("backward", SolarTerm.IPHA)
    assert [p.pillar.ganji for p in table.list][:3] == ["庚辰", "己卯", "戊寅"]


def test_without_the_sex_there_is_no_direction_and_no_table() -> None:
    assert daewoon(chart(1990, 5, 15, sex=None)) is None


def test_an_unknown_hour_leaves_the_dates_open_and_tells_only_what_the_whole_day_agrees_on() -> None:
    table = daewoon(chart(1990, 5, 15, clock=None))
    assert table is not None
    assert (table.start_age, table.start_age_range, table.start_date) == (7, (7, 7), None)
    assert table.basis.days is None
    assert {(p.start, p.end) for p in table.list} == {(None, None)}
    open_age = daewoon(chart(1990, 5, 14, clock=None))  # 망종 is 22.3 to 23.3 days away: 7 or 8
    assert open_age is not None
    assert (open_age.start_age, open_age.start_age_range) == (None, (7, 8))
    assert {p.age for p in open_age.list} == {None}


def test_an_unknown_hour_on_the_day_of_a_jeol_leaves_every_period_open() -> None:
    assert daewoon(chart(1990, 5, 6, clock=None)) is None


def test_periods_join_without_gap_and_the_running_one_goes_by_its_dates() -> None:
    table = daewoon(chart(1990, 5, 15))
    assert table is not None
    for earlier, later in zip(table.list, table.list[1:], strict=False):
        assert earlier.end is not None
        assert later.start is not None
        assert (later.start - earlier.end).days == 1
    assert running(table, date(1997, 8, 9)) is None
    assert running(table, date(1997, 8, 10)) == table.list[0]
    assert running(table, date(2026, 11, 23)) == table.list[2]


@pytest.mark.parametrize(
    ("days", "half_up", "floor", "whole_days"),
    [
        (0.2, 1, 1, 1),
        (4.4, 1, 1, 1),
        (4.6, 2, 1, 1),
        (5.0, 2, 1, 2),
        (13.6, 5, 4, 4),
        (14.9, 5, 4, 5),
        (29.5, 10, 9, 10),
    ],
)
def test_the_three_ways_of_rounding(days: float, half_up: int, floor: int, whole_days: int) -> None:
    """5 days are 1 year and 8 months: almanacs that round half up print 2, those that cut print 1; those that count
    whole days drop a remainder of one day and raise one of two."""
    distance = round(days * 86400)
    assert start_age(distance, DaewoonRounding.HALF_UP) == half_up
    assert start_age(distance, DaewoonRounding.FLOOR) == floor
    assert start_age(distance, DaewoonRounding.WHOLE_DAYS) == whole_days


def test_start_age_and_date_follow_the_rule_of_three_days_a_year_for_any_birth() -> None:
    """Recomputed with fractions: age = days/3, date = birth + distance × 120 within the few days by which real
    months differ from months of thirty days."""
    random = Random(20261123)
    for _ in range(500):
        clock = time(random.randrange(24), random.randrange(60))
        birth_year = random.randrange(1920, 2025)
        sex = random.choice([Sex.MALE, Sex.FEMALE])
        found = chart(birth_year, random.randrange(1, 13), random.randrange(1, 29), clock, sex)
        table = daewoon(found)
        assert table is not None
        assert found.moment_s is not None
        assert table.start_date is not None
        distance = abs(Fraction(table.basis.instant_s - found.moment_s, 86400))
        assert table.start_age == max(1, int(distance / 3 + Fraction(1, 2)))
        expected_days = float(distance) / 3 * 365.2425
        assert abs((table.start_date - found.solar_date).days - expected_days) <= 5


def test_the_rounding_is_an_option_of_the_school() -> None:
    birth = Birth(WrittenDate(1990, 5, 14), time(14, 30), sex=Sex.MALE)  # 22.72 days: 7.57 years
    by_rule = {rule: daewoon(cast_chart(birth, School(daewoon_rounding=rule))) for rule in DaewoonRounding}
    ages = {rule.value: table.start_age for rule, table in by_rule.items() if table is not None}
    assert ages == {"half_up": 8, "floor": 7, "whole_days": 7}


def any_births(count: int) -> list[Chart]:
    random = Random(20261123)
    return [
        chart(
            random.randrange(1962, 2025),
            random.randrange(1, 13),
            random.randrange(1, 29),
            random.choice((time(random.randrange(24), random.randrange(60)), None)),
            random.choice((Sex.MALE, Sex.FEMALE)),
        )
        for _ in range(count)
    ]


def test_every_period_is_read_as_one_luck_pillar_would_be() -> None:
    for found in any_births(100):
        table = daewoon(found)
        for period in table.list if table else ():
            assert period.stem_sipseong is sipseong(found.day_master, period.pillar.stem)
            assert period.branch_sipseong is branch_sipseong(found.day_master, period.pillar.branch)
            assert period.stage is luck_stage(found.day_master, period.pillar, found.school)
            assert period.relations == relations_with(found, period.pillar, "daewoon")


def test_a_period_meets_the_chart_as_it_meets_each_pillar_alone() -> None:
    """A second formulation: pillar by pillar, but for the threes and the pairs that they hold already."""
    threes = {RelationKind.TRIAD, RelationKind.DIRECTION}
    for found in any_births(100):
        table = daewoon(found)
        for period in table.list if table else ():
            alone = {
                (r.kind, r.characters, r.places)
                for key, own in zip(POSITION_KEYS, found.pillars, strict=True)
                if own is not None
                for r in relations_between(own, key, period.pillar, "daewoon", found.school)
            }
            met = {(r.kind, r.characters, r.places) for r in period.relations}
            completed = [r for r in period.relations if len(r.characters) == 3]
            assert met - {(r.kind, r.characters, r.places) for r in completed} <= alone
            dropped = alone - met
            assert all(any(set(pair) <= set(r.characters) for r in completed) for _, pair, _ in dropped)
            assert all(
                period.pillar.branch.hanja in r.characters and "daewoon_branch" in r.places for r in completed
            )
            assert all(r.kind in threes or r.kind is RelationKind.PUNISHMENT for r in completed)


def test_periods_that_begin_on_29_february_fall_back_to_the_28th() -> None:
    """Ten years from a leap day is no leap day; no period may lose or gain a day for it."""
    births = (chart(1980, month, day, time(h, 0)) for month in (1, 2, 3) for day in range(1, 29) for h in range(24))
    tables = (daewoon(found) for found in births)
    table = next(t for t in tables if t and t.start_date and (t.start_date.month, t.start_date.day) == (2, 29))
    starts = [period.start for period in table.list]
    assert [(s.month, s.day) for s in starts if s is not None][:3] == [(2, 29), (2, 28), (2, 29)]
    for earlier, later in zip(table.list, table.list[1:], strict=False):
        assert earlier.end is not None
        assert later.start is not None
        assert (later.start - earlier.end).days == 1
