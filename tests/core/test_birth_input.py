"""What is understood of a person's words; the table beside this file holds the cases, one a line."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.birth_input import understand
from core.birth_json import birth_of
from core.plain_text import MAX_CHARS, plain
from tests.core.birth_fuzz import texts

TODAY = date(2026, 11, 23)
CODES = {
    "invalid_date", "future_date", "no_such_leap_month", "out_of_range", "ambiguous_year", "ambiguous_place",
    "unknown_place", "not_birth_data",
}  # fmt: skip
NUMBERS = ("year", "month", "day", "hour", "minute")


def cases() -> list[dict[str, str]]:
    lines = Path(__file__).with_name("birth_cases.tsv").read_text("utf-8").splitlines()
    table = csv.DictReader(lines[1:], delimiter="\t", quoting=csv.QUOTE_NONE)
    return list(table)


CASES = cases()


def wanted(case: dict[str, str]) -> dict[str, Any]:
    meaning: dict[str, Any] = {"-": None, "yes": True, "no": False}
    birth = {name: meaning.get(cell, cell) for name, cell in case.items() if name not in ("text", "error")}
    return birth | {name: int(birth[name]) for name in NUMBERS if birth[name] is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_words_are_understood_as_a_person_means_them(case: dict[str, str]) -> None:
    answer = understand(case["text"], TODAY).as_json()

    assert answer["birth"] == wanted(case)
    assert (answer["error"] or {"code": "-"})["code"] == case["error"]


def test_the_table_is_large_and_knows_every_error() -> None:
    assert len(CASES) >= 300
    assert {case["error"] for case in CASES} == CODES | {"-"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1990.5.15", {"year", "month", "day"}),
        ("양력 1990.5.15", {"calendar", "year", "month", "day"}),
        ("윤5월 3일", {"calendar", "leap", "month", "day"}),
        ("평달이요", {"leap"}),
        ("축시요", {"time"}),
        ("시간은 몰라요", {"time_unknown"}),
        ("부산 여자", {"place", "sex"}),
        ("용띠", {"year"}),
        ("음력 섣달 초사흘", {"calendar", "month", "day"}),
        ("섣달 초사흘", {"month", "day"}),
        ("안녕하세요", set()),
    ],
)
def test_an_answer_can_be_told_from_a_default(text: str, said: set[str]) -> None:
    assert understand(text, TODAY).said == said


def canonical(birth: dict[str, Any]) -> str:
    """The birth of an answer written out in full."""
    calendar = {"solar": "양력", "lunar": "음력"}[birth["calendar"]]
    leap = "윤" if birth["leap_month"] else ""
    words = [calendar, f"{birth['year']}년 {leap}{birth['month']}월 {birth['day']}일"]
    if birth["time_unknown"]:
        words.append("시간 모름")
    if birth["hour"] is not None:
        words.append(f"{birth['hour']:02}:{birth['minute']:02}")
    if birth["time_branch"] is not None:
        words.append("자축인묘진사오미신유술해"["子丑寅卯辰巳午未申酉戌亥".index(birth["time_branch"])] + "시")
    words += [{"male": "남자", "female": "여자"}[birth["sex"]]] if birth["sex"] else []
    words += [f"{birth['place']} 출생"] if birth["place"] and not birth["place"].isascii() else []
    words += [f"born in {birth['place']}"] if birth["place"] and birth["place"].isascii() else []
    return ", ".join(words)


def test_what_was_understood_reads_back_the_same() -> None:
    checked = 0
    for case in CASES:
        birth = understand(case["text"], TODAY).as_json()["birth"]
        if case["error"] == "-" and None not in (birth["year"], birth["month"], birth["day"]):
            assert understand(canonical(birth), TODAY).as_json() == {"birth": birth, "error": None}, canonical(
                birth
            )
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("seed", range(4))
def test_any_text_gives_an_answer_of_possible_values(seed: int) -> None:
    for text in texts(seed, 1_000, [case["text"] for case in CASES]):
        understood = understand(text, TODAY)
        answer = understood.as_json()
        birth, error = answer["birth"], answer["error"]

        assert error is None or error["code"] in CODES, text
        assert birth["calendar"] in ("solar", "lunar"), text
        assert not birth["leap_month"] or birth["calendar"] == "lunar", text
        if error is None and None not in (understood.year, understood.month, understood.day):
            birth_of(understood)  # what was accepted can be cast


def test_the_answer_does_not_hang_on_spelling() -> None:
    expected = understand("1990년 5월 15일 14:30 여자 부산", TODAY)
    spellings = [
        "１９９０年５月１５日 14：30 女 부산",
        "1990년\u200b 5월\t15일\r\n14:30\x00여자 부산",
        "1990년 5월 15일 14:30 여자 부산 ",
    ]

    assert [understand(text, TODAY) for text in spellings] == [expected] * 3


def test_work_is_bounded_by_cutting_the_text() -> None:
    """The patterns repeat only within bounds, so a text that is cut takes a time that is bounded too."""
    for flood in (
        "1 " * 50_000,
        "오전 " * 30_000,
        "ﷺ" * 50_000,
        "\u0301" * 100_000,
        "음력인지 " * 20_000,
        "a " * 50_000,
    ):
        assert len(plain(flood)) <= MAX_CHARS
        assert understand(flood, TODAY).as_json() == understand(flood[:MAX_CHARS], TODAY).as_json()
    assert understand("1990.5.15 부산 " + "가" * 100_000, TODAY).place == "부산"


def test_the_rest_of_a_resident_number_is_not_kept() -> None:
    understood = understand("900515-2345678 서울", TODAY)

    assert (understood.year, understood.sex, understood.place) == (1990, "female", "서울")
    assert "345678" not in repr(understood)
    assert understood == understand("900515-2 서울", TODAY)


@pytest.mark.parametrize(
    ("text", "today", "year"),
    [
        ("26.11.23", date(2026, 11, 23), 2026),
        ("26.11.24", date(2026, 11, 23), 1926),
        ("27년", date(2026, 11, 23), 1927),
        ("음력 26.10.14", date(2026, 11, 23), 2026),  # 2026-11-22
        ("음력 26.10.16", date(2026, 11, 23), 1926),  # 2026-11-24
        ("20년 윤4월 3일", date(2026, 11, 23), 2020),
        ("00.1.1", date(2099, 12, 31), 2000),
        ("00.1.1", date(2100, 1, 1), 2100),
    ],
)
def test_two_digits_are_the_most_recent_past_year(text: str, today: date, year: int) -> None:
    assert understand(text, today).year == year
