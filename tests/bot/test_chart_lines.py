"""`chart --jsonl`: births in, charts out, held against an ephemeris and a day count that are not the engine's."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.bot.conftest import Shell, as_bytes
from tests.campaigns.births import ALMANAC_YEARS, cases
from tests.campaigns.recomputed import verdicts
from tests.core.saju.independent import Almanac

BIRTH = {"date": "1990-05-15", "time": "14:30", "sex": "male"}


@pytest.fixture
def errors(shell: Shell) -> Any:
    """The error of every line, in order."""

    def errors(*lines: Any) -> list[dict[str, Any]]:
        ran = shell("chart", "--jsonl", stdin=as_bytes(lines))
        assert (ran.returncode, ran.stderr) == (0, b"")
        return [orjson.loads(line)["error"] for line in ran.stdout.splitlines()]

    return errors


def test_ten_thousand_births_are_as_another_ephemeris_has_them(shell: Shell) -> None:
    almanac = Almanac(*ALMANAC_YEARS)
    births = list(cases(20261123, 10_000, almanac))

    ran = shell("chart", "--jsonl", stdin=as_bytes(case.line for case in births), SAJU_NOW="2051-06-01T00:00:00Z")

    assert (ran.returncode, ran.stderr) == (0, b"")
    answers = (orjson.loads(line) for line in ran.stdout.splitlines())
    found = list(verdicts(zip(births, answers, strict=True), almanac))
    assert [(case.line, v.wrong) for case, v in zip(births, found, strict=True) if v.wrong] == []
    assert sum(verdict.judged for verdict in found) > 9_900


@pytest.mark.parametrize(
    ("code", "birth"),
    [
        ("invalid_date", {"date": "1990-02-30"}),
        ("invalid_date", {"date": "2050-13-01"}),
        ("invalid_date", {"date": "1990-05-15", "time": "24:00"}),
        ("future_date", {"date": "2026-11-24"}),
        ("no_such_leap_month", {"date": "1990-04-15", "calendar": "lunar", "leap_month": True}),
        ("out_of_range", {"date": "1849-12-31"}),
        ("nonexistent_time", {"date": "1987-05-10", "time": "02:30"}),
        ("ambiguous_time", {"date": "1987-10-11", "time": "02:30"}),
        ("ambiguous_year", {"text": "용띠 남자"}),
        ("ambiguous_year", {"text": "89년인가 90년 5월 15일"}),
        ("ambiguous_place", {**BIRTH, "place": "광주"}),
        ("unknown_place", {**BIRTH, "place": "없는곳"}),
        ("not_birth_data", {"text": "안녕하세요"}),
        ("not_birth_data", {"date": 19900515}),
        ("not_birth_data", {**BIRTH, "sex": "x"}),
        ("not_birth_data", {**BIRTH, "school": {"solar_time": "lunar"}}),
        ("not_birth_data", {}),
        ("not_birth_data", []),
        ("not_birth_data", None),
        ("not_birth_data", "1990-05-15"),
    ],
)
def test_every_error_has_its_documented_code_and_a_sentence(errors: Any, code: str, birth: Any) -> None:
    (error,) = errors(orjson.dumps(birth))
    assert error["code"] == code
    assert error["message"].strip()


def test_a_time_that_summer_time_skipped_or_repeated_names_both_readings(errors: Any) -> None:
    skipped, repeated, in_words = errors(
        {"date": "1987-05-10", "time": "02:30"},
        {"date": "1987-10-11", "time": "02:30"},
        {"text": "1987년 10월 11일 새벽 2시 반 서울 남자"},
    )
    assert skipped["readings"] == ["1987-05-10T01:30+09:00", "1987-05-10T03:30+10:00"]
    assert repeated["readings"] == ["1987-10-11T02:30+10:00", "1987-10-11T02:30+09:00"]
    assert in_words["readings"] == repeated["readings"]


def test_a_name_that_several_places_bear_names_them(errors: Any) -> None:
    (error,) = errors({**BIRTH, "place": "광주"})
    assert "광주광역시" in error["candidates"]
    assert len(error["candidates"]) == 2


def test_a_birth_of_today_is_none_of_the_future_from_the_first_minute_in_seoul(shell: Shell) -> None:
    """At 15:30 UTC it is half past midnight of the next day in Seoul."""
    line = as_bytes([{"date": "2026-11-24", "time": None}])
    ran = shell("chart", "--jsonl", stdin=line, SAJU_NOW="2026-11-23T15:30:00Z")
    assert orjson.loads(ran.stdout)["birth"]["date"] == "2026-11-24"


def test_the_options_of_the_command_line_choose_the_convention(shell: Shell) -> None:
    night = "1990년 5월 15일 밤 11시 20분 서울 남자"
    mean, civil, midnight = (
        orjson.loads(shell("chart", "--json", *options, night).stdout)["pillars"]
        for options in ((), ("--solar-time", "civil"), ("--solar-time", "civil", "--day-boundary", "midnight"))
    )
    assert (mean["day"], mean["time"]) == ("庚辰", "丁亥"), "22:48 by the mean sun"
    assert (civil["day"], civil["time"]) == ("辛巳", "戊子"), "the night hour opens the next day"
    assert (midnight["day"], midnight["time"]) == ("庚辰", "戊子")


def test_what_needs_an_unknown_hour_is_null_and_not_missing(shell: Shell) -> None:
    ran = shell("chart", "--jsonl", stdin=as_bytes([{**BIRTH, "time": None}]))

    chart = orjson.loads(ran.stdout)
    assert chart["pillars"]["time"] is chart["hidden_stems"]["time"] is chart["stages"]["time"] is None
    assert chart["sipseong"]["time_stem"] is chart["sipseong"]["time_branch"] is None
    assert chart["moment_utc"] is chart["solar_time"] is chart["correction_minutes"] is None


def test_a_line_that_is_no_json_is_told_so(errors: Any) -> None:
    (error,) = errors(b"1990.5.15")

    assert (error["code"], "JSON" in error["message"]) == ("not_birth_data", True)
