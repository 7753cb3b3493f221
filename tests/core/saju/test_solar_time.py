"""Wall clocks of Korea's history, and the sun's own clock against sidereal time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from core.errors import Rejected
from core.saju.birth import SEOUL, Place
from core.saju.school import SolarTime
from core.saju.solar_time import (
    clock_reading,
    equation_of_time_s,
    hour_of_day,
    instant_of,
    instant_of_reading,
    offset_s,
    reading_as_datetime,
    standard_offset_s,
    start_of_day,
    zone,
)
from tests.core.saju.independent import equations, instants

SEOUL_ZONE = "Asia/Seoul"
ZONES = (SEOUL_ZONE, "Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu")


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("1905-06-01T12:00", "1905-06-01T03:32:08+00:00"),  # local mean time of Seoul, +8:27:52
        ("1910-06-01T12:00", "1910-06-01T03:30:00+00:00"),  # +8:30 from 1908
        ("1930-06-01T12:00", "1930-06-01T03:00:00+00:00"),  # +9:00 from 1912
        ("1955-01-01T12:00", "1955-01-01T03:30:00+00:00"),  # +8:30 again, 1954 to 1961
        ("1957-07-01T12:00", "1957-07-01T02:30:00+00:00"),  # and its summer time, +9:30
        ("1949-07-01T12:00", "1949-07-01T02:00:00+00:00"),  # summer time of 1948-51, +10:00
        ("1988-07-01T12:00", "1988-07-01T02:00:00+00:00"),  # summer time of the Olympics
        ("1990-05-15T14:30", "1990-05-15T05:30:00+00:00"),
    ],
)
def test_the_wall_clock_of_seoul_through_its_history(wall: str, utc: str) -> None:
    assert instant_of(datetime.fromisoformat(wall), SEOUL_ZONE) == _moment(utc)


@pytest.mark.parametrize(
    ("wall", "before", "after"),
    [
        ("1987-05-10T02:30", "1987-05-10T01:30+09:00", "1987-05-10T03:30+10:00"),  # summer time begins
        ("1961-08-10T00:10", "1961-08-09T23:40+08:30", "1961-08-10T00:40+09:00"),  # the zone itself moves
    ],
)
def test_a_skipped_time_is_refused_with_both_readings(wall: str, before: str, after: str) -> None:
    for fold in (None, 0, 1):
        with pytest.raises(Rejected) as refused:
            instant_of(datetime.fromisoformat(wall), SEOUL_ZONE, fold)

        assert refused.value.code == "nonexistent_time"
        assert refused.value.params == {"before": before, "after": after}


def test_a_repeated_time_is_asked_back_unless_the_person_said_which() -> None:
    wall = datetime(1988, 10, 9, 2, 30)

    with pytest.raises(Rejected) as refused:
        instant_of(wall, SEOUL_ZONE)

    assert refused.value.code == "ambiguous_time"
    assert refused.value.params == {"before": "1988-10-09T02:30+10:00", "after": "1988-10-09T02:30+09:00"}
    assert instant_of(wall, SEOUL_ZONE, fold=0) == _moment("1988-10-08T16:30:00+00:00")
    assert instant_of(wall, SEOUL_ZONE, fold=1) == _moment("1988-10-08T17:30:00+00:00")


@pytest.mark.parametrize("name", ZONES)
def test_gaps_and_overlaps_are_those_that_a_round_trip_shows(name: str) -> None:
    chance = random.Random(name)
    for _ in range(3000):
        wall = datetime(1900, 1, 1) + timedelta(minutes=chance.randrange(150 * 525960))
        possible = instants(wall, name)
        if len(possible) == 1:
            assert instant_of(wall, name) == possible[0], wall
        else:
            with pytest.raises(Rejected):
                offset_s(wall, name)


@pytest.mark.parametrize("name", ["Asia/Nowhere", "../etc/passwd", "", "Asia", "tzdata.zi", "Asia//Seoul"])
def test_an_unknown_zone_is_an_unknown_place(name: str) -> None:
    with pytest.raises(Rejected) as refused:
        zone(name)

    assert refused.value.code == "unknown_place"


def test_the_civil_clock_leaves_the_summer_hour_out() -> None:
    in_summer = _moment("1988-07-01T02:00:00+00:00")

    assert standard_offset_s(in_summer, SEOUL_ZONE) == 9 * 3600
    assert reading_as_datetime(clock_reading(in_summer, SEOUL, SolarTime.CIVIL)) == datetime(1988, 7, 1, 11)


def test_irish_winter_written_as_negative_summer_time_stays_as_it_is() -> None:
    assert standard_offset_s(_moment("2000-01-15T12:00:00+00:00"), "Europe/Dublin") == 0


def test_the_mean_clock_is_longitude_alone() -> None:
    reading = clock_reading(_moment("1990-05-15T05:30:00+00:00"), SEOUL, SolarTime.MEAN)

    assert reading_as_datetime(reading) == datetime(1990, 5, 15, 13, 57, 54)  # 126.978 x 240 s = 8:27:54.72


def test_the_equation_of_time_is_sidereal_time_minus_the_suns_ascension() -> None:
    chance = random.Random(20261123)
    start, end = _moment("1850-01-01T00:00:00+00:00"), _moment("2100-12-31T00:00:00+00:00")
    moments = sorted(chance.randrange(start, end) for _ in range(4000))

    worst = max(abs(equation_of_time_s(m) - float(e)) for m, e in zip(moments, equations(moments), strict=True))

    assert worst < 1.75


@pytest.mark.parametrize("clock", list(SolarTime))
@pytest.mark.parametrize("place", [SEOUL, Place("London", 51.5, -0.1278, "Europe/London")])
def test_the_instant_of_a_reading_shows_that_reading(clock: SolarTime, place: Place) -> None:
    chance = random.Random(7)
    for _ in range(500):
        reading = chance.randrange(-2_000_000_000, 4_000_000_000)

        shown = clock_reading(instant_of_reading(reading, place, clock), place, clock)

        # Where the zone itself jumps, a civil clock may skip the reading.
        assert shown == reading or (clock is SolarTime.CIVIL and abs(shown - reading) <= 3600)


def test_a_day_whose_midnight_was_skipped_begins_at_the_jump() -> None:
    assert start_of_day(date(1961, 8, 10), SEOUL_ZONE) == _moment("1961-08-09T15:30:00+00:00")
    assert start_of_day(date(1990, 5, 15), SEOUL_ZONE) == _moment("1990-05-14T15:00:00+00:00")


def test_noon_is_noon_on_the_day_of_a_change() -> None:
    assert hour_of_day(date(1970, 1, 1), 12, "UTC") == 43200
    assert hour_of_day(date(1987, 5, 10), 12, SEOUL_ZONE) == _moment("1987-05-10T02:00:00+00:00")
