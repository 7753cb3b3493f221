"""신살: published charts, names, luck and a birth from the calendar."""

from __future__ import annotations

import csv
from datetime import time
from pathlib import Path

import pytest

from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.ganji import PILLAR_BY_GANJI, PILLARS
from core.saju.places_in_chart import PLACES
from core.saju.school import (
    DEFAULT_SCHOOL,
)
from core.saju.sinsal import luck_sinsal, sinsal, sinsal_aliases, sinsal_names, sinsal_of, twelve_sinsal
from core.saju.terms import Branch, Calendar
from tests.core.saju.star_questions import places


def published_cases() -> list[dict[str, str]]:
    lines = (Path(__file__).parent / "sinsal_cases.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("case", published_cases(), ids=lambda case: case["pillars"])
def test_published_charts_have_their_stars(case: dict[str, str]) -> None:
    found = places(case["pillars"])
    for expected in case["present"].split():
        name, place = expected.split("@")
        assert place in found.get(name, ()), expected
    for name in case["absent"].split():
        assert name not in found


def test_at_least_fifty_stars_each_with_one_name_and_a_source() -> None:
    names = sinsal_names()
    assert len(names) == len(set(names)) >= 52
    for hour in PILLARS:
        for star in sinsal_of((PILLARS[16], PILLARS[35], PILLARS[46], hour), DEFAULT_SCHOOL):
            assert star.name in names
            assert star.source
            assert star.places
            assert set(star.places) <= set(PLACES)
            assert star.group in {"noble", "twelve", "day", "sal"}


def test_people_s_other_names_lead_to_names_the_engine_gives() -> None:
    names = set(sinsal_names())
    assert set(sinsal_aliases().values()) <= names
    assert not names & set(sinsal_aliases())
    assert sinsal_aliases()["연살"] == "도화살"


def test_an_unknown_hour_bears_no_star() -> None:
    for day in PILLARS:
        found = sinsal_of((PILLARS[16], PILLARS[35], day, None), DEFAULT_SCHOOL)
        assert not any(place.startswith("time") for star in found for place in star.places)


def test_a_birth_from_the_calendar_has_the_stars_of_its_pillars() -> None:
    chart = cast_chart(Birth(WrittenDate(1990, 5, 15), time(14, 30)))
    assert sinsal(chart) == sinsal_of(chart.pillars, chart.school)
    assert "괴강살" in {star.name for star in sinsal(chart)}


def test_a_day_brings_the_stars_that_its_characters_are_for_the_chart() -> None:
    """庚午 year, 庚辰 day: 丑 and 未 are 천을귀인; 卯 is 도화살 from the 午 year; pillar stars stay out."""
    chart = cast_chart(Birth(WrittenDate(1990, 5, 15), time(14, 30)))
    assert "천을귀인" in luck_sinsal(chart, PILLAR_BY_GANJI["乙丑"])
    assert "도화살" in luck_sinsal(chart, PILLAR_BY_GANJI["己卯"])
    assert "공망" in luck_sinsal(chart, PILLAR_BY_GANJI["甲申"])
    assert "괴강살" not in luck_sinsal(chart, PILLAR_BY_GANJI["庚辰"])
    by_day = twelve_sinsal(Branch.JIN, Branch.YU)
    assert by_day == "도화살"


def test_the_published_lunar_birth_leads_to_the_published_pillars() -> None:
    """The first case of the file was given as lunar 2003-1-18, 15:38."""
    born = WrittenDate(2003, 1, 18, Calendar.LUNAR)
    chart = cast_chart(Birth(born, time(15, 38)))
    assert " ".join(p.ganji for p in chart.pillars if p) == published_cases()[0]["pillars"]
