"""Questions that have a section of their own when they are asked."""

from __future__ import annotations

import re
from datetime import time

import pytest

from core.particles import particle
from core.reader import MATTERS, read
from core.reader.sentences import banned_in
from core.saju.analysis import analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.terms import Sex
from tests.core.reader.drawn import COUNT, SAID, TODAY, adults, charts

ANALYSES = charts(min(COUNT, 150))


@pytest.mark.parametrize("matter", MATTERS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_asked_by_name_is_answered_by_name(matter: str, language: str) -> None:
    for analysis in adults(ANALYSES)[:25]:
        told = read(analysis, today=TODAY, topic=matter, language=language).sections[1]
        assert told.key == matter
        assert told.grounds
        assert 80 <= len(told.text) <= 1380
        assert not re.search(r"[{}]|None|\(\)| {2}", told.text)
        assert not banned_in(told.text, language)
        if language == "ko":
            assert all(particle(word, form) == form for word, _, form in SAID.findall(told.text)), told.text


def test_no_matter_stands_in_a_whole_reading() -> None:
    for analysis in ANALYSES[:20]:
        assert not {s.key for s in read(analysis, today=TODAY).sections} & set(MATTERS)


def test_the_years_of_meeting_bring_the_partner() -> None:
    """1990 庚 day, a woman: her partner's star is fire, so 丁未 2027 is one of the years."""
    birth = Birth(WrittenDate(1990, 5, 15), time(14, 30), sex=Sex.FEMALE)
    text = read(analyse(cast_chart(birth)), today=TODAY, topic="marriage_time").sections[1].text
    assert "2027년(정미)" in text
    assert "꼭 결혼한다는 뜻은 아니" in text
