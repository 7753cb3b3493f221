"""세운 월운 일진 시운: which pillar runs when, what it is to the chart, and the flags that the books name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from core.errors import Rejected
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, Place, WrittenDate
from core.saju.casting import cast_chart
from core.saju.ganji import PILLAR_BY_GANJI, PILLARS
from core.saju.luck import (
    Luck,
    daewoon_luck,
    day_luck,
    hour_luck,
    luck_at,
    month_luck,
    year_luck,
    years,
)
from core.saju.luck_fit import fit
from core.saju.luck_grounds import are_opposed
from core.saju.relations import RelationKind, relations_between, threes_of_two_lucks
from core.saju.school import DEFAULT_SCHOOL, DayBoundary, School, SolarTime
from core.saju.terms import BRANCHES, ELEMENTS, Branch, Sex
from tests.core.saju.star_questions import four


def analysis(
    year: int = 1990,
    month: int = 5,
    day: int = 15,
    clock: time | None = time(14, 30),
    sex: Sex | None = Sex.MALE,
    school: School = DEFAULT_SCHOOL,
) -> Analysis:
    """庚午 辛巳 庚辰 癸未 unless another birth is asked for."""
    return analyse(cast_chart(Birth(WrittenDate(year, month, day), clock, sex=sex), school))


def rules(luck: Luck) -> list[tuple[str, tuple[str, ...]]]:
    return [(ground.rule, ground.detail) for ground in luck.grounds]


def minute_of(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M")


def test_2026_is_byeong_o_and_runs_from_ipchun_to_ipchun() -> None:
    """KASI's almanac of 2026: 입춘 on 4 February at 05:02 KST."""
    luck = year_luck(analysis(), 2026)
    assert luck.pillar.ganji == "丙午"
    assert minute_of(luck.start_s) == "2026-02-03 20:02"
    assert luck.end_s == year_luck(analysis(), 2027).start_s
    assert luck.stem_sipseong.hangul == "편관"
    assert luck.branch_sipseong.hangul == "정관"
    assert luck.stage.hangul == "목욕"  # 庚 on 午


def test_the_months_of_a_year_join_and_fill_it() -> None:
    months = [month_luck(analysis(), 2026, month) for month in range(12)]
    assert [m.pillar.ganji for m in months][:3] == ["庚寅", "辛卯", "壬辰"]
    assert [m.pillar.branch for m in months] == [BRANCHES[(2 + n) % 12] for n in range(12)]
    assert all(earlier.end_s == later.start_s for earlier, later in pairwise(months))
    year = year_luck(analysis(), 2026)
    assert (months[0].start_s, months[-1].end_s) == (year.start_s, year.end_s)


def test_new_years_day_of_2024_is_gap_jin() -> None:
    """설날 of the 甲辰 year fell on a 甲辰 day: 10 February 2024 (KASI)."""
    luck = day_luck(analysis(), date(2024, 2, 10))
    assert (luck.pillar.ganji, luck.day) == ("甲辰", date(2024, 2, 10))


def test_days_and_hours_join_on_the_clock_of_the_school() -> None:
    """With mean solar time in Seoul a day that begins at 23:00 begins at 23:32 on the wall clock."""
    own = analysis()
    day = day_luck(own, date(2026, 11, 23))
    assert minute_of(day.start_s) == "2026-11-22 14:32"
    assert day.end_s == day_luck(own, date(2026, 11, 24)).start_s
    hours = [hour_luck(own, date(2026, 11, 23), branch) for branch in BRANCHES]
    assert all(earlier.end_s == later.start_s for earlier, later in pairwise(hours))
    assert (hours[0].start_s, hours[-1].end_s) == (day.start_s, day.end_s)


def test_a_day_that_begins_at_midnight_has_the_rat_hour_on_both_sides() -> None:
    own = analysis(school=School(day_boundary=DayBoundary.MIDNIGHT, solar_time=SolarTime.CIVIL))
    day = day_luck(own, date(2026, 11, 23))
    assert minute_of(day.start_s) == "2026-11-22 15:00"
    rat = hour_luck(own, date(2026, 11, 23), Branch.JA)
    assert minute_of(rat.start_s) == "2026-11-22 14:00"
    late = luck_at(own, datetime(2026, 11, 23, 14, 40, tzinfo=UTC))  # 23:40 in Seoul
    assert late.day.pillar == day.pillar
    assert late.hour == hour_luck(own, date(2026, 11, 24), Branch.JA)


@pytest.mark.parametrize("boundary", list(DayBoundary))
@pytest.mark.parametrize("clock", list(SolarTime))
def test_what_runs_at_a_moment_spans_that_moment(boundary: DayBoundary, clock: SolarTime) -> None:
    own = analysis(school=School(day_boundary=boundary, solar_time=clock))
    moment = datetime(2026, 2, 2, 1, 17, tzinfo=UTC)
    for _ in range(60):
        moment += timedelta(hours=2, minutes=59)
        found = luck_at(own, moment)
        assert found.daewoon is not None
        for luck in (found.daewoon, found.year, found.month, found.day, found.hour):
            assert luck.start_s <= moment.timestamp() < luck.end_s
        started = moment.timestamp() >= year_luck(own, 2026).start_s
        assert found.year.pillar.ganji == ("丙午" if started else "乙巳")


def test_the_second_of_ipchun_belongs_to_the_new_year() -> None:
    own = analysis()
    opens = datetime.fromtimestamp(year_luck(own, 2026).start_s, UTC)
    assert luck_at(own, opens).year.pillar.ganji == "丙午"
    before = luck_at(own, opens - timedelta(seconds=1))
    assert (before.year.pillar.ganji, before.month.pillar.ganji) == ("乙巳", "己丑")


def test_the_place_where_a_person_is_moves_the_day() -> None:
    new_york = Place("뉴욕", 40.71, -74.01, "America/New_York")
    moment = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    at_home, abroad = luck_at(analysis(), moment), luck_at(analysis(), moment, new_york)
    assert (at_home.day.day, abroad.day.day) == (date(2026, 11, 23), date(2026, 11, 22))
    assert at_home.month == abroad.month


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="zone"):
        luck_at(analysis(), datetime(2026, 11, 23))


def test_every_element_has_one_role() -> None:
    needs = analysis().yongsin
    assert sorted(fit(element, needs) for element in ELEMENTS) == "gisin gusin hansin huisin yongsin".split()
    assert fit(needs.primary, needs) == "yongsin"
    luck = year_luck(analysis(), 2026)
    assert luck.stem_fit == luck.branch_fit == fit(ELEMENTS[1], needs)


def test_a_year_like_the_days_pillar_is_bogeum() -> None:
    """庚辰, the day of the birth, came as the year 2000."""
    assert ("bogeum", ("seun", "day", "庚辰")) in rules(year_luck(analysis(), 2000))


def test_a_year_at_war_with_the_day_is_baneum() -> None:
    """淵海子平 論征太歲: heaven in control, earth in clash; 庚辰 meets 甲戌 (1994) and 丙戌 (2006)."""
    for year, ganji in ((1994, "甲戌"), (2006, "丙戌")):
        found = [g for g in year_luck(analysis(), year).grounds if g.rule == "baneum"]
        assert [g.detail for g in found] == [("seun", "day", "庚辰" + ganji)]
        assert found[0].source == "淵海子平 論征太歲"


def test_opposed_pillars_are_those_whose_stems_control_and_branches_clash() -> None:
    """A second formulation of six steps apart."""
    for one in PILLARS:
        for other in PILLARS:
            control = one.stem.element in (other.stem.element.controls, other.stem.element.controlled_by)
            clash = abs(one.branch - other.branch) == 6
            assert are_opposed(one, other) == (control and clash), one.ganji + other.ganji


def test_a_void_branch_of_the_chart_is_filled_when_it_comes() -> None:
    """1990-05-16 is a 辛巳 day, for which 申 and 酉 are void; at 16:30 its hour is 丙申."""
    own = analysis(day=16, clock=time(16, 30))
    assert own.gongmang_places == ("time",)
    filled = year_luck(own, 2016)  # 丙申
    assert filled.void
    assert ("jeonsil", ("seun_branch", "time_branch", "申")) in rules(filled)
    not_there = year_luck(own, 2017)  # 丁酉: void too, but no 酉 stands in the chart
    assert not_there.void
    assert "jeonsil" not in dict(rules(not_there))
    assert not year_luck(own, 2018).void
    again = year_luck(own, 2013)  # 癸巳: a branch of the chart, but not a void one
    assert not again.void
    assert "jeonsil" not in dict(rules(again))


def test_the_year_that_repeats_its_daewoon_is_named() -> None:
    """The 대운 壬午 runs from 1997 to 2007, and the year 2002 is 壬午 too; 2003, a 癸未 year, is not."""
    luck = year_luck(analysis(), 2002)
    assert luck.daewoon is not None
    assert luck.daewoon.pillar.ganji == "壬午"
    assert ("seunbyeongnim", ("seun", "daewoon", "壬午")) in rules(luck)
    assert "seunbyeongnim" not in dict(rules(year_luck(analysis(), 2003)))


def test_year_and_daewoon_meet_each_other() -> None:
    """己亥 2019 under 甲申: 甲己 combine, 申亥 harm."""
    luck = year_luck(analysis(), 2019)
    met = {(r.kind, r.characters): r.places for r in luck.daewoon_relations}
    assert met == {
        (RelationKind.STEM_COMBINATION, "甲己"): ("daewoon_stem", "seun_stem"),
        (RelationKind.HARM, "申亥"): ("daewoon_branch", "seun_branch"),
    }


def test_year_and_daewoon_complete_a_three_together() -> None:
    """辰 stands in the chart, 申 is the 대운: a 子 year closes the water that neither closes alone."""
    own = analysis()
    luck = year_luck(own, 2020)  # 庚子 under 甲申
    (three,) = [r for r in luck.daewoon_relations if r.kind is RelationKind.TRIAD]
    assert three.characters == "申子辰"
    assert three.places == ("day_branch", "daewoon_branch", "seun_branch")
    assert not [r for r in luck.relations if r.kind is RelationKind.TRIAD]


def test_a_three_that_one_luck_closes_alone_is_not_told_of_both() -> None:
    chart = four("甲申 丙子 丁卯 乙巳")
    dragon, rat = PILLAR_BY_GANJI["甲辰"], PILLAR_BY_GANJI["丙子"]
    assert threes_of_two_lucks(chart, dragon, "daewoon", rat, "seun") == ()
    assert threes_of_two_lucks(chart, dragon, "daewoon", dragon, "seun") == ()


def test_what_two_pillars_are_to_each_other_does_not_hang_on_their_order() -> None:
    for one in PILLARS:
        for other in PILLARS:
            forth = relations_between(one, "x", other, "y", DEFAULT_SCHOOL)
            back = relations_between(other, "x", one, "y", DEFAULT_SCHOOL)
            assert {(r.kind, r.characters) for r in forth} == {(r.kind, r.characters) for r in back}


def test_without_sex_or_hour_no_daewoon_is_held_against_the_year() -> None:
    for own in (analysis(sex=None), analysis(clock=None)):
        luck = year_luck(own, 2026)
        assert (luck.daewoon, luck.daewoon_relations) == (None, ())
        assert daewoon_luck(own, date(2026, 11, 23)) is None
        assert luck_at(own, datetime(2026, 11, 23, tzinfo=UTC)).daewoon is None
        assert luck.pillar.ganji == "丙午"


def test_years_come_in_their_order_and_within_bounds() -> None:
    found = years(analysis(), 2020, 2029)
    assert [luck.pillar.ganji for luck in found][:2] == ["庚子", "辛丑"]
    assert len(found) == 10
    for first, last in ((2027, 2026), (1900, 2050)):
        with pytest.raises(Rejected) as refused:
            years(analysis(), first, last)
        assert refused.value.code == "out_of_range"


@pytest.mark.parametrize("year", [1800, 2300])
def test_a_year_outside_the_table_is_refused(year: int) -> None:
    with pytest.raises(Rejected) as refused:
        year_luck(analysis(), year)
    assert refused.value.code == "out_of_range"


def test_a_thirteenth_month_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        month_luck(analysis(), 2026, 12)
    assert refused.value.code == "out_of_range"


def test_luck_as_json_keeps_the_hanja_and_the_places() -> None:
    told = year_luck(analysis(), 2026).as_json()
    assert told["ganji"] == "丙午"
    assert told["sipseong"] == {"stem": "偏官", "branch": "正官"}
    assert told["daewoon"] == "甲申"
    assert told["fit"] == {"stem": "hansin", "branch": "hansin"}
    assert isinstance(told["relations"], list)
    assert told["relations"][0]["positions"] == ["month_stem", "seun_stem"]
