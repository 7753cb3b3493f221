"""A birth as JSON: both forms, and a documented refusal for everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, time
from typing import Any

import pytest

from core.birth_json import birth_from_json, school_from_json
from core.errors import Rejected
from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.casting import cast_chart
from core.saju.school import DEFAULT_SCHOOL, DayBoundary, OhMi, School, SolarTime
from core.saju.terms import Branch, Calendar, Sex
from tests.core.birth_fuzz import values

TODAY = date(2026, 11, 23)
CODES = {
    "invalid_date",
    "future_date",
    "no_such_leap_month",
    "out_of_range",
    "ambiguous_year",
    "ambiguous_place",
    "unknown_place",
    "not_birth_data",
    "nonexistent_time",
    "ambiguous_time",
}
HERE = {"name": "여기", "latitude_deg": 37.5, "longitude_deg": 127, "zone": "Asia/Seoul"}


def born(**given: object) -> Birth:
    return birth_from_json({"date": "1990-05-15", **given}, TODAY)[0]


def test_the_documented_example() -> None:
    given = {
        "calendar": "solar",
        "leap_month": False,
        "date": "1990-05-15",
        "time": "14:30",
        "sex": "male",
        "place": "서울",
        "school": {"solar_time": "mean", "day_boundary": "rat_hour"},
    }

    birth, school = birth_from_json(given, TODAY)

    assert birth == Birth(WrittenDate(1990, 5, 15), time(14, 30), None, Sex.MALE, SEOUL)
    assert school == DEFAULT_SCHOOL


def test_words_stand_for_the_fields() -> None:
    birth, _ = birth_from_json({"text": "90년 음력 윤5월 3일 새벽 두시쯤 부산 여자"}, TODAY)

    assert birth.written == WrittenDate(1990, 5, 3, Calendar.LUNAR, True)
    assert (birth.clock_time, birth.sex, birth.place.name) == (time(2, 0), Sex.FEMALE, "부산")


def test_absent_is_solar_unknown_hour_and_seoul() -> None:
    assert born() == Birth(WrittenDate(1990, 5, 15))
    assert born(time=None, sex=None, place=None, school=None, fold=None, calendar=None) == born()


@pytest.mark.parametrize("written", ["卯", "卯時", "묘", "묘시"])
def test_a_named_double_hour_is_no_clock(written: str) -> None:
    assert (born(time=written).hour_branch, born(time=written).clock_time) == (Branch.MYO, None)


def test_the_late_night_of_a_date_is_the_first_hour_of_the_next() -> None:
    assert birth_from_json({"text": "1990.5.15 야자시"}, TODAY)[0].written == WrittenDate(1990, 5, 16)
    assert birth_from_json({"text": "1990.5.15 자시"}, TODAY)[0].written == WrittenDate(1990, 5, 15)
    lunar = birth_from_json({"text": "음력 1990.4.29 야자시"}, TODAY)[0].written
    assert lunar == WrittenDate(1990, 5, 1, Calendar.LUNAR)


def test_a_place_may_be_given_by_its_coordinates() -> None:
    assert born(place=HERE).place == Place("여기", 37.5, 127.0, "Asia/Seoul")
    assert born(place={"name": "부산"}).place.zone == "Asia/Seoul"
    assert born(place="Tokyo").place.name == "Tokyo"


def test_fold_chooses_between_two_readings() -> None:
    twice = {"date": "1988-10-09", "time": "02:30"}
    with pytest.raises(Rejected, match="ambiguous_time"):
        cast_chart(birth_from_json(twice, TODAY)[0])
    charts = [cast_chart(birth_from_json({**twice, "fold": fold}, TODAY)[0]) for fold in (0, 1)]
    assert charts[0].moment_s != charts[1].moment_s


def options() -> Iterator[tuple[str, Any]]:
    for field in fields(School):
        for member in type(getattr(DEFAULT_SCHOOL, field.name)):
            yield field.name, member


@pytest.mark.parametrize(("name", "member"), list(options()))
def test_every_option_of_the_school_has_a_name(name: str, member: Any) -> None:
    assert getattr(school_from_json({name: member.value}), name) is member


def test_a_school_reads_back_from_a_result() -> None:
    school = School(solar_time=SolarTime.TRUE, day_boundary=DayBoundary.MIDNIGHT, ohmi=OhMi.FIRE)
    assert school_from_json(school.as_json()) == school


REFUSED: list[tuple[object, str]] = [
    (None, "not_birth_data"),
    ([], "not_birth_data"),
    ("1990-05-15", "not_birth_data"),
    ({}, "not_birth_data"),
    ({"text": 5}, "not_birth_data"),
    ({"text": ""}, "not_birth_data"),
    ({"text": "1990년"}, "not_birth_data"),
    ({"text": "1990.5.15 광주"}, "ambiguous_place"),
    ({"text": "용띠"}, "ambiguous_year"),
    ({"date": 19900515}, "not_birth_data"),
    ({"date": "1990-02-30"}, "invalid_date"),
    ({"date": "15 May 1990"}, "invalid_date"),
    ({"date": "１９９０-05-15"}, "invalid_date"),
    ({"date": "1990-05-15T10:00"}, "invalid_date"),
    ({"date": "1650-05-15"}, "out_of_range"),
    ({"date": "0000-05-15"}, "out_of_range"),
    ({"date": "2026-11-24"}, "future_date"),
    ({"date": "9999-12-31"}, "future_date"),
    ({"date": "1990-05-15", "calendar": "julian"}, "not_birth_data"),
    ({"date": "1990-05-15", "calendar": []}, "not_birth_data"),
    ({"date": "1990-05-15", "leap_month": 1}, "not_birth_data"),
    ({"date": "1990-05-15", "leap_month": True}, "no_such_leap_month"),
    ({"date": "1990-03-03", "calendar": "lunar", "leap_month": True}, "no_such_leap_month"),
    ({"date": "1990-04-30", "calendar": "lunar"}, "invalid_date"),
    ({"date": "2026-12-01", "calendar": "lunar"}, "future_date"),
    ({"date": "1990-05-15", "time": "25:00"}, "invalid_date"),
    ({"date": "1990-05-15", "time": "12:60"}, "invalid_date"),
    ({"date": "1990-05-15", "time": 14}, "invalid_date"),
    ({"date": "1990-05-15", "time": "noon"}, "invalid_date"),
    ({"date": "1990-05-15", "time": "14:30", "time_unknown": True}, "invalid_date"),
    ({"date": "1990-05-15", "sex": "x"}, "not_birth_data"),
    ({"date": "1990-05-15", "sex": {}}, "not_birth_data"),
    ({"date": "1990-05-15", "fold": True}, "not_birth_data"),
    ({"date": "1990-05-15", "fold": 2}, "not_birth_data"),
    ({"date": "1990-05-15", "place": "달나라"}, "unknown_place"),
    ({"date": "1990-05-15", "place": 7}, "unknown_place"),
    ({"date": "1990-05-15", "place": "고성"}, "ambiguous_place"),
    ({"date": "1990-05-15", "place": {}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "zone": "../etc"}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "zone": "Asia/Nowhere"}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "latitude_deg": float("nan")}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "longitude_deg": 10**400}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "longitude_deg": "127"}}, "unknown_place"),
    ({"date": "1990-05-15", "place": {**HERE, "latitude_deg": True}}, "unknown_place"),
    ({"date": "1990-05-15", "school": []}, "not_birth_data"),
    ({"date": "1990-05-15", "school": {"moon": "x"}}, "not_birth_data"),
    ({"date": "1990-05-15", "school": {"ohmi": "water"}}, "not_birth_data"),
    ({"date": "1990-05-15", "school": {"ohmi": []}}, "not_birth_data"),
]


@pytest.mark.parametrize(("given", "code"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_is_no_birth_is_refused_with_its_code(given: object, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        birth_from_json(given, TODAY)
    assert refused.value.code == code


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(Rejected) as refused:
        birth_from_json({"date": "1990-05-15", "school": {"moon": "full"}}, TODAY)
    assert refused.value.params == {"field": "school.moon"}


@pytest.mark.parametrize("seed", range(3))
def test_any_value_gives_a_birth_or_a_documented_code(seed: int) -> None:
    accepted, codes = 0, set()
    for value in values(seed, 3_000):
        try:
            cast_chart(birth_from_json(value, TODAY)[0])
            accepted += 1
        except Rejected as rejected:
            codes.add(rejected.code)
    assert codes <= CODES
    assert accepted > 20
