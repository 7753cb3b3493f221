"""The chart as text: aligned on a phone, with its convention and every edge it stands near."""

from __future__ import annotations

from datetime import time

import pytest
from wcwidth import wcswidth

from core.render import chart_text, padded, signed_minutes
from core.saju.analysis import analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.school import DayBoundary, School
from core.saju.terms import Sex


def shown(clock: time | None, language: str = "ko", day: int = 15, school: School | None = None) -> str:
    birth = Birth(WrittenDate(1990, 5, day), clock, sex=Sex.FEMALE)
    return chart_text(analyse(cast_chart(birth, school or School())), language)


def table(text: str) -> list[str]:
    return text.splitlines()[:6]


def columns_where_words_begin(line: str) -> list[int]:
    """Terminal columns at which a cell begins, the label's aside."""
    starts = []
    for index, character in enumerate(line):
        if character != " " and (index == 0 or line[index - 1] == " "):
            starts.append(wcswidth(line[:index]))
    return [s for s in starts if s >= 5 and (s - 5) % 6 == 0]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("clock", [time(14, 30), None])
def test_every_row_fits_a_phone_and_puts_its_four_cells_under_one_another(
    language: str, clock: time | None
) -> None:
    for line in table(shown(clock, language)):
        assert wcswidth(line) <= 30
        assert columns_where_words_begin(line) == [5, 11, 17, 23]


def test_the_pillars_stand_in_it_with_the_correction_and_the_convention() -> None:
    text = shown(time(14, 30))
    assert table(text)[2].split() == ["천간", "癸", "계", "庚", "경", "辛", "신", "庚", "경"]
    assert table(text)[3].split() == ["지지", "未", "미", "辰", "진", "巳", "사", "午", "오"]
    assert "서울 기준 −32분 보정(평균 태양시 13:58)" in text


def test_a_birth_near_an_edge_is_told_the_chart_beyond_it() -> None:
    assert "壬午(임오)" in shown(time(13, 33))  # 13:01 by the sun: a minute after 午
    assert "庚辰(경진)" in shown(time(3, 36), day=6)  # 입하 came within the minute
    assert "※" not in shown(time(14, 30))


def test_each_school_of_the_rat_hour_names_the_other_one() -> None:
    late = time(23, 40)
    assert "자정을 기준으로" in shown(late)
    other = shown(late, school=School(day_boundary=DayBoundary.MIDNIGHT))
    assert "밤 11시에 하루가 바뀐다고" in other


def test_wide_letters_count_double_and_minutes_carry_their_sign() -> None:
    assert padded("庚 경", 8) == "庚 경   "
    assert (signed_minutes(-32.1), signed_minutes(4.6)) == ("−32", "+5")
