"""Charts at the five traps, at every edge, and the warnings that name the other chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from core.errors import Rejected
from core.saju import (
    SEOUL,
    Birth,
    Chart,
    DayBoundary,
    LunarDate,
    Pillars,
    Place,
    School,
    SolarTime,
    WrittenDate,
    cast_chart,
)
from core.saju.solar_terms import term_instant
from core.saju.terms import Branch, Calendar, Sex, SolarTerm

CIVIL = School(solar_time=SolarTime.CIVIL)
CIVIL_MIDNIGHT = School(solar_time=SolarTime.CIVIL, day_boundary=DayBoundary.MIDNIGHT)


def born(text: str, **more: object) -> Birth:
    """A birth in Seoul from "1990-05-15 14:30[:SS]" or "1990-05-15"."""
    day, _, clock = text.partition(" ")
    year, month, date_ = map(int, day.split("-"))
    at = time.fromisoformat(clock) if clock else None
    return replace(Birth(WrittenDate(year, month, date_), at), **more)  # type: ignore[arg-type]


def ganji(chart: Chart | Pillars) -> str:
    pillars = (chart.year, chart.month, chart.day, chart.hour)
    return " ".join(p.ganji if p else "-" for p in pillars)


def codes(chart: Chart) -> list[str]:
    return [w.code for w in chart.warnings]


def test_the_example_of_the_interface() -> None:
    chart = cast_chart(born("1990-05-15 14:30", sex=Sex.MALE))

    assert ganji(chart) == "庚午 辛巳 庚辰 癸未"
    assert chart.solar_time == datetime(1990, 5, 15, 13, 57, 54)
    assert chart.correction_minutes == pytest.approx(-32.1, abs=0.02)
    assert chart.lunar == LunarDate(1990, 4, 21, leap_month=False)
    assert chart.term.current.hanja == "立夏"
    assert chart.term.next.hanja == "小滿"
    assert chart.moment_utc is not None
    assert chart.moment_utc.isoformat() == "1990-05-15T05:30:00+00:00"
    assert chart.warnings == ()


class TestTheMinuteOfTheTerm:
    """입춘 of 1990 came at 11:14 in Korea: the year and the month turn in that minute, not at midnight."""

    ipchun = datetime(1970, 1, 1) + timedelta(seconds=term_instant(1990, SolarTerm.IPCHUN), hours=9)

    def cast(self, seconds: int) -> Chart:
        wall = self.ipchun + timedelta(seconds=seconds)
        return cast_chart(born(wall.isoformat(" ")))

    def test_one_second_before_it_is_still_the_year_of_the_snake(self) -> None:
        assert ganji(self.cast(-1)).startswith("己巳 丁丑")

    def test_exactly_at_it_the_year_of_the_horse_has_begun(self) -> None:
        assert ganji(self.cast(0)).startswith("庚午 戊寅")

    def test_both_sides_name_the_other_chart(self) -> None:
        before, after = self.cast(-90), self.cast(90)

        (warning,) = [w for w in before.warnings if w.code == "near_term_boundary"]
        assert warning.minutes == 1.5
        assert ganji(warning.other) == ganji(after)
        (warning,) = [w for w in after.warnings if w.code == "near_term_boundary"]
        assert warning.minutes == 1.5
        assert ganji(warning.other) == ganji(before)

    def test_three_minutes_is_near_and_a_second_more_is_not(self) -> None:
        assert "near_term_boundary" in codes(self.cast(180))
        assert "near_term_boundary" in codes(self.cast(-180))
        assert "near_term_boundary" not in codes(self.cast(181))
        assert "near_term_boundary" not in codes(self.cast(-181))

    def test_a_middle_term_opens_no_month(self) -> None:
        usu = datetime(1970, 1, 1) + timedelta(seconds=term_instant(1990, SolarTerm.USU), hours=9)
        assert "near_term_boundary" not in codes(cast_chart(born(usu.isoformat(" "))))

    def test_neither_longitude_nor_summer_time_moves_the_term(self) -> None:
        """The same instant in New York has the same year and month, whatever its clocks say."""
        york = Place("New York", 40.7128, -74.0060, "America/New_York")
        wall = self.ipchun - timedelta(hours=14)
        chart = cast_chart(born((wall).isoformat(" "), place=york))
        assert ganji(chart).startswith("庚午 戊寅")


class TestElevenToOneAtNight:
    """23:00-01:00: which day a birth in 子時 belongs to is the question of two schools."""

    def test_rat_hour_begins_the_day_at_eleven(self) -> None:
        assert ganji(cast_chart(born("1990-05-15 23:30"), CIVIL)) == "庚午 辛巳 辛巳 戊子"

    def test_midnight_keeps_the_day_and_takes_tomorrows_hour_stem(self) -> None:
        assert ganji(cast_chart(born("1990-05-15 23:30"), CIVIL_MIDNIGHT)) == "庚午 辛巳 庚辰 戊子"

    def test_after_midnight_the_schools_agree(self) -> None:
        for school in (CIVIL, CIVIL_MIDNIGHT):
            assert ganji(cast_chart(born("1990-05-16 00:30"), school)) == "庚午 辛巳 辛巳 戊子"

    def test_the_warning_carries_the_other_schools_day(self) -> None:
        chart, other = (cast_chart(born("1990-05-15 23:30"), s) for s in (CIVIL, CIVIL_MIDNIGHT))
        assert codes(chart) == codes(other) == ["rat_hour"]
        assert ganji(chart.warnings[0].other) == ganji(other)
        assert ganji(other.warnings[0].other) == ganji(chart)

    def test_eleven_on_the_suns_clock_is_later_on_the_wall(self) -> None:
        """23:20 by the wall is 22:47 by the sun over Seoul: still 亥時 of the same day."""
        assert ganji(cast_chart(born("1990-05-15 23:20"))) == "庚午 辛巳 庚辰 丁亥"
        assert ganji(cast_chart(born("1990-05-15 23:32:06"))) == "庚午 辛巳 辛巳 戊子"
        assert ganji(cast_chart(born("1990-05-15 23:32:05"))) == "庚午 辛巳 庚辰 丁亥"

    def test_midnight_is_an_edge_only_where_the_day_changes_there(self) -> None:
        near = born("1990-05-16 00:02")
        (warning,) = cast_chart(near, CIVIL_MIDNIGHT).warnings
        assert (warning.code, warning.minutes) == ("near_hour_edge", 2.0)
        assert ganji(warning.other) == "庚午 辛巳 庚辰 戊子"
        assert cast_chart(near, CIVIL).warnings == ()


class TestTheYearsOfPlusEightThirty:
    """1954-61 Korea's clocks ran at UTC+8:30, in summer at +9:30."""

    def test_the_sun_stands_two_minutes_from_the_wall_clock(self) -> None:
        chart = cast_chart(born("1958-02-01 12:00"))
        assert chart.correction_minutes == pytest.approx(-2.1, abs=0.02)
        assert chart.moment_utc is not None
        assert chart.moment_utc.isoformat() == "1958-02-01T03:30:00+00:00"

    def test_summer_time_on_top_of_it(self) -> None:
        chart = cast_chart(born("1958-07-01 12:00"))
        assert chart.correction_minutes == pytest.approx(-62.1, abs=0.02)
        assert cast_chart(born("1958-07-01 12:00"), CIVIL).correction_minutes == -60.0


class TestSummerTime:
    """1987-88: an hour is skipped in May and repeated in October."""

    def test_the_skipped_hour_is_refused(self) -> None:
        with pytest.raises(Rejected) as refused:
            cast_chart(born("1987-05-10 02:30"))
        assert refused.value.code == "nonexistent_time"
        assert refused.value.params["before"] == "1987-05-10T01:30+09:00"

    def test_the_repeated_hour_is_asked_back_and_the_choice_changes_the_chart(self) -> None:
        with pytest.raises(Rejected) as refused:
            cast_chart(born("1988-10-09 02:30"), CIVIL)
        assert refused.value.code == "ambiguous_time"

        first = cast_chart(born("1988-10-09 02:30", fold=0), CIVIL)
        second = cast_chart(born("1988-10-09 02:30", fold=1), CIVIL)
        assert (first.solar_time, second.solar_time) == (
            datetime(1988, 10, 9, 1, 30),
            datetime(1988, 10, 9, 2, 30),
        )
        assert second.moment_s is not None
        assert first.moment_s == second.moment_s - 3600

    def test_just_after_midnight_in_summer_is_the_night_before(self) -> None:
        """00:20 summer time is 23:20 standard time of the day before: under 야자시 the day of the evening."""
        chart = cast_chart(born("1988-07-02 00:20"), CIVIL_MIDNIGHT)
        assert chart.day == cast_chart(born("1988-07-01 12:00"), CIVIL_MIDNIGHT).day


class TestLeapMonths:
    """윤3월 2012 and 윤5월 2017 are Korea's; China put them a month later."""

    @pytest.mark.parametrize(
        ("year", "month", "solar"), [(2012, 3, "2012-04-21 12:00"), (2017, 5, "2017-06-24 12:00")]
    )
    def test_the_korean_leap_month_is_taken(self, year: int, month: int, solar: str) -> None:
        lunar = Birth(WrittenDate(year, month, 1, Calendar.LUNAR, leap_month=True), time(12))
        chart = cast_chart(lunar)
        assert ganji(chart) == ganji(cast_chart(born(solar)))
        assert chart.lunar == LunarDate(year, month, 1, leap_month=True)

    @pytest.mark.parametrize(("year", "month"), [(2012, 4), (2017, 6)])
    def test_the_chinese_one_is_refused(self, year: int, month: int) -> None:
        with pytest.raises(Rejected) as refused:
            cast_chart(Birth(WrittenDate(year, month, 1, Calendar.LUNAR, leap_month=True), time(12)))
        assert refused.value.code == "no_such_leap_month"


class TestANamedDoubleHour:
    """A person who says 묘시 has read the sun already: nothing is corrected."""

    @pytest.mark.parametrize("clock", list(SolarTime))
    @pytest.mark.parametrize("boundary", list(DayBoundary))
    def test_the_branch_stands_as_named(self, clock: SolarTime, boundary: DayBoundary) -> None:
        school = School(solar_time=clock, day_boundary=boundary)
        for branch in Branch:
            chart = cast_chart(born("1990-05-15", hour_branch=branch), school)
            assert chart.hour is not None
            assert chart.hour.branch is branch
            assert chart.day.ganji == "庚辰"
            assert chart.correction_minutes == 0.0
            assert chart.solar_time == datetime(1990, 5, 15, 2 * branch)

    def test_a_term_within_the_hour_is_named(self) -> None:
        """입춘 of 1990 came at 11:14, which is 10:42 by the sun over Seoul: 巳時 (9-11) straddles it."""
        (warning,) = cast_chart(born("1990-02-04", hour_branch=Branch.SA)).warnings
        assert warning.code == "near_term_boundary"
        assert ganji(warning.other).startswith("庚午 戊寅")
        assert codes(cast_chart(born("1990-02-04", hour_branch=Branch.MYO))) == []


class TestAnUnknownHour:
    def test_three_pillars_and_nothing_guessed(self) -> None:
        chart = cast_chart(born("1990-05-15"))
        assert ganji(chart) == "庚午 辛巳 庚辰 -"
        assert (chart.moment_s, chart.solar_time, chart.correction_minutes, chart.moment_utc) == (None,) * 4
        assert chart.warnings == ()

    def test_a_term_in_the_morning_leaves_the_old_month_as_the_other(self) -> None:
        chart = cast_chart(born("1990-05-06"))  # 입하 at 03:35
        assert ganji(chart) == "庚午 辛巳 辛未 -"
        (warning,) = chart.warnings
        assert (warning.code, warning.minutes) == ("term_on_day", None)
        assert ganji(warning.other) == "庚午 庚辰 辛未 -"

    def test_a_term_in_the_evening_leaves_the_new_year_as_the_other(self) -> None:
        chart = cast_chart(born("2025-02-03"))  # 입춘 at 23:10
        assert ganji(chart).startswith("甲辰 丁丑")
        assert ganji(chart.warnings[0].other).startswith("乙巳 戊寅")


@pytest.mark.parametrize(
    ("clock", "minutes", "hour", "other"),
    [
        ("13:00", 0.0, "癸未", "壬午"),
        ("13:03", None, "癸未", ""),
        ("13:02:59", 179 / 60, "癸未", "壬午"),
        ("12:57", 3.0, "壬午", "癸未"),
        ("12:56:59", None, "壬午", ""),
    ],
)
def test_an_hour_edge_within_three_minutes_names_its_neighbour(
    clock: str, minutes: float | None, hour: str, other: str
) -> None:
    chart = cast_chart(born(f"1990-05-15 {clock}"), CIVIL)

    assert ganji(chart).endswith(hour)
    if minutes is None:
        assert chart.warnings == ()
    else:
        (warning,) = chart.warnings
        assert (warning.code, warning.minutes) == ("near_hour_edge", minutes)
        assert ganji(warning.other) == f"庚午 辛巳 庚辰 {other}"


def test_a_place_moves_the_hour() -> None:
    """강릉 and 신의주 stand four degrees apart: the same minute, two double hours."""
    east, west = Place("강릉", 37.7519, 128.8761, "Asia/Seoul"), Place("신의주", 40.1006, 124.3981, "Asia/Seoul")

    assert ganji(cast_chart(born("1990-05-15 13:30", place=east))).endswith("癸未")  # 13:05 there
    assert ganji(cast_chart(born("1990-05-15 13:30", place=west))).endswith("壬午")  # 12:47
    assert ganji(cast_chart(born("1990-05-15 13:30", place=SEOUL))).endswith("壬午")  # 12:57
    assert ganji(cast_chart(born("1990-05-15 13:35", place=SEOUL))).endswith("癸未")
