"""The Korean lunar calendar: against the almanac day by day, and against the moon itself."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from korean_lunar_calendar import KoreanLunarCalendar

from core.errors import Rejected
from core.saju.chart import LunarDate
from core.saju.lunar_calendar import (
    LAST_PUBLISHED,
    leap_month_of,
    lunar_date,
    month_length,
    solar_from_lunar,
)
from tests.core.saju.independent import delta_t_s, new_moons_tt

FIRST, LAST = date(1900, 1, 1), date(2050, 12, 31)

# Before 1912 the court's almanac reckoned by the sun over Seoul or Beijing, not by 135°E: eight months began a day
# before the moon was new in UTC+9.
OLD_ALMANAC = {
    date(1903, 10, 20),
    date(1904, 1, 17),
    date(1904, 11, 7),
    date(1905, 5, 4),
    date(1907, 7, 10),
    date(1908, 4, 30),
    date(1909, 9, 14),
    date(1911, 12, 20),
}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _kasi(calendar: KoreanLunarCalendar, solar: date) -> tuple[int, int, int, bool]:
    assert calendar.setSolarDate(solar.year, solar.month, solar.day)
    return calendar.lunarYear, calendar.lunarMonth, calendar.lunarDay, calendar.isIntercalation


def _as_tuple(lunar: LunarDate | None) -> tuple[int, int, int, bool]:
    assert lunar is not None
    return lunar.year, lunar.month, lunar.day, lunar.leap_month


def test_every_day_from_1900_to_2050_is_the_almanacs_both_ways() -> None:
    calendar = KoreanLunarCalendar()  # one for all days: it counts the years anew when it is made
    for solar in _days(FIRST, LAST):
        lunar = _as_tuple(lunar_date(solar))

        assert lunar == _kasi(calendar, solar), solar
        assert solar_from_lunar(*lunar) == solar


def test_every_computed_day_to_2100_comes_back_and_says_it_is_computed() -> None:
    for solar in _days(LAST_PUBLISHED + timedelta(days=1), date(2100, 12, 31)):
        lunar = lunar_date(solar)

        assert lunar is not None
        assert lunar.computed
        assert solar_from_lunar(*_as_tuple(lunar)) == solar


def test_months_begin_with_the_new_moon_in_korea() -> None:
    tt = new_moons_tt(1900, 2100)
    korean = tt - delta_t_s(tt - 60.0) + 9 * 3600
    moons = {date(1970, 1, 1) + timedelta(days=int(day)) for day in np.floor(korean / 86400)}
    ours = {day for day in _days(FIRST, date(2100, 12, 31)) if _as_tuple(lunar_date(day))[2] == 1}

    assert ours - moons == OLD_ALMANAC
    early = {moon for moon in moons if FIRST <= moon <= date(2100, 12, 31)} - ours
    assert early == {day + timedelta(days=1) for day in OLD_ALMANAC}


def test_the_computed_part_goes_on_where_the_almanac_ends() -> None:
    assert lunar_date(LAST_PUBLISHED) == LunarDate(2050, 11, 18, False, computed=False)
    assert lunar_date(LAST_PUBLISHED + timedelta(days=1)) == LunarDate(2050, 11, 19, False, computed=True)


@pytest.mark.parametrize(("year", "korean_leap", "chinese_leap"), [(2012, 3, 4), (2017, 5, 6)])
def test_korea_and_china_part_on_the_leap_month(year: int, korean_leap: int, chinese_leap: int) -> None:
    """A person born in 윤3월 2012 has no such month in a Chinese table, and the other way round."""
    assert leap_month_of(year) == korean_leap
    assert month_length(year, korean_leap, True) in (29, 30)
    with pytest.raises(Rejected) as refused:
        solar_from_lunar(year, chinese_leap, 1, True)
    assert refused.value.code == "no_such_leap_month"
    assert refused.value.params == {"year": year, "month": chinese_leap}


@pytest.mark.parametrize(
    ("lunar", "solar"),
    # First days of leap months and of years as KASI prints them; 설날 of 1997 and 2027 fall a day after China's.
    [
        ((2012, 3, 1, True), date(2012, 4, 21)),
        ((2017, 5, 1, True), date(2017, 6, 24)),
        ((2020, 4, 1, True), date(2020, 5, 23)),
        ((2033, 11, 1, True), date(2033, 12, 22)),
        ((1997, 1, 1, False), date(1997, 2, 8)),
        ((2027, 1, 1, False), date(2027, 2, 7)),
        ((1990, 4, 21, False), date(1990, 5, 15)),
    ],
)
def test_known_days(lunar: tuple[int, int, int, bool], solar: date) -> None:
    assert solar_from_lunar(*lunar) == solar
    assert _as_tuple(lunar_date(solar)) == lunar


@pytest.mark.parametrize(
    ("lunar", "code"),
    [
        ((1991, 4, 1, True), "no_such_leap_month"),
        ((1990, 13, 1, False), "invalid_date"),
        ((1990, 0, 1, True), "invalid_date"),
        ((1990, 1, 0, False), "invalid_date"),
        ((1990, 1, 31, False), "invalid_date"),
        ((1800, 1, 1, False), "out_of_range"),
        ((2101, 1, 1, False), "out_of_range"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(lunar: tuple[int, int, int, bool], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        solar_from_lunar(*lunar)

    assert refused.value.code == code


def test_the_thirtieth_of_a_short_month_names_its_last_day() -> None:
    assert month_length(1990, 5, True) == 29

    with pytest.raises(Rejected) as refused:
        solar_from_lunar(1990, 5, 30, True)

    assert refused.value.code == "invalid_date"
    assert refused.value.params["last_day"] == 29


def test_there_is_no_lunar_date_outside_the_table() -> None:
    assert lunar_date(date(1848, 12, 31)) is None
    assert lunar_date(date(2102, 1, 1)) is None
    with pytest.raises(Rejected, match="out_of_range"):
        leap_month_of(2101)
