"""A refusal names what could not be taken, not something else of the birth."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.birth_json import birth_from_json
from core.errors import Rejected
from core.reasons import reason_text
from core.saju.casting import cast_chart
from core.texts import LANGUAGES, text

TODAY = date(2026, 11, 23)
BIRTH = {"date": "1990-05-15", "time": "14:30", "sex": "male", "place": "서울"}


def refused(given: dict[str, Any]) -> Rejected:
    with pytest.raises(Rejected) as caught:
        cast_chart(birth_from_json(given, TODAY)[0])
    return caught.value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ({**BIRTH, "time": "25:00"}, "invalid_date", "clock"),
        ({"text": "1990.5.15 25시"}, "invalid_date", "clock"),
        ({**BIRTH, "time_unknown": True}, "invalid_date", "time_twice"),
        ({**BIRTH, "date": "19900515"}, "invalid_date", "date_field"),
        ({**BIRTH, "date": 19900515}, "not_birth_data", "date_field"),
        ({**BIRTH, "date": "1990-13-01"}, "invalid_date", "invalid_date"),
        ({"text": "5월 15일"}, "not_birth_data", "missing_year"),
        ({"text": "1990년 15일"}, "not_birth_data", "missing_month"),
        ({"text": "1990년 5월"}, "not_birth_data", "missing_day"),
        ({**BIRTH, "place": {"name": ""}}, "unknown_place", "place_field"),
        ({**BIRTH, "place": "없는곳"}, "unknown_place", "unknown_place"),
        ({"text": "안녕하세요"}, "not_birth_data", "not_birth_data"),
    ],
)
def test_the_sentence_is_about_what_is_wrong(
    given: dict[str, Any], code: str, sentence: str, language: str
) -> None:
    rejected = refused(given)

    assert rejected.code == code
    assert reason_text(rejected, language) == text(f"error.{sentence}", language)


def test_a_field_is_named_and_figures_are_told() -> None:
    assert "school.solar_time" in reason_text(refused({**BIRTH, "school": {"solar_time": "x"}}), "ko")
    assert "sex" in reason_text(refused({**BIRTH, "sex": "M"}), "en")
    assert "28" in reason_text(refused({**BIRTH, "date": "1990-02-30"}), "ko")
    skipped = reason_text(refused({**BIRTH, "date": "1988-05-08", "time": "02:30"}), "ko")
    assert "01:30" in skipped
    assert "03:30" in skipped
