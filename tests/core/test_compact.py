"""The chart for a language model: small, complete, and silent about the birth."""

from __future__ import annotations

import re
from datetime import date, time
from random import Random

import pytest

from core.compact import compact_text
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.saju_year import saju_year_of
from core.saju.terms import Sex


def analysis(birth_date: date, clock: time | None, sex: Sex | None = Sex.MALE) -> Analysis:
    return analyse(
        cast_chart(Birth(WrittenDate(birth_date.year, birth_date.month, birth_date.day), clock, sex=sex))
    )


def tokens_at_most(text: str) -> int:
    """An upper estimate: two tokens for a Hanja or an arrow, one and a half for a Hangul syllable, one for a run of
    up to four Latin letters, up to three digits or a mark."""
    wide = sum(2.0 for c in text if "\u4e00" <= c <= "\u9fff" or c in "→")
    hangul = sum(1.5 for c in text if "가" <= c <= "힣")
    latin = len(re.findall(r"[A-Za-z]{1,4}|[0-9]{1,3}|[^\sA-Za-z0-9가-힣\u4e00-\u9fff→]", text))
    return round(wide + hangul + latin)


def test_every_chart_fits_into_1200_tokens(today: date) -> None:
    random = Random(7)
    longest = 0
    for _ in range(400):
        day = date(random.randrange(1930, 2024), random.randrange(1, 13), random.randrange(1, 29))
        clock = None if random.random() < 0.1 else time(random.randrange(4, 24), random.randrange(60))
        longest = max(longest, tokens_at_most(compact_text(analysis(day, clock), today)))
    assert 500 < longest < 1200


def test_it_holds_the_facts_and_marks_what_runs_now(today: date) -> None:
    text = compact_text(analysis(date(1990, 5, 15), time(14, 30)), today)
    for fact in (
        "庚午",
        "辛巳",
        "庚辰",
        "癸未",
        "day_master 庚金",
        "신강",
        "偏官格",
        "yongsin 木",
        "*27:甲申",
        "*2026:丙午",
    ):
        assert fact in text


def test_it_tells_nothing_of_the_birth_but_the_pillars(today: date) -> None:
    text = compact_text(analysis(date(1990, 5, 15), time(14, 30)), today)
    for trace in ("1990", "14:30", "13:5", "서울", "Seoul", "1997", "lunar", "solar "):
        assert trace not in text


def test_what_the_unknown_hour_leaves_open_is_not_told(today: date) -> None:
    text = compact_text(analysis(date(1990, 5, 15), None), today)
    assert "time " not in text
    assert "hour unknown" in text
    assert "daewoon unknown" in compact_text(analysis(date(1990, 5, 15), None, sex=None), today)


@pytest.mark.parametrize(("day", "year"), [(date(2026, 2, 3), 2025), (date(2026, 2, 4), 2026)])
def test_the_year_turns_at_the_first_noon_after_ipchun(day: date, year: int) -> None:
    """입춘 of 2026 is 4 February, 05:02 in Seoul by KASI's almanac."""
    assert saju_year_of(day) == year
