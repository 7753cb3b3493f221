"""What is told to whom: a child, a young person and an old one hear of their own life."""

from __future__ import annotations

import re

import pytest

from core.reader import read
from core.reader.portrait import life_at
from tests.core.reader.drawn import SEXES, TODAY, born


@pytest.mark.parametrize("year", [2012, 2019, 2024])
def test_a_child_hears_nothing_of_offices_and_bargains(year: int) -> None:
    """A three-year-old has no colleagues, signs nothing and is not promoted; the age decides, whoever asks."""
    for month in (2, 6, 10):
        for language, unfit in (
            ("ko", "일터|직장|승진|직책|동료|연봉|계약|동업|보증|수입|사업|서류|배우자|이직|지출|운전"),
            ("en", "colleague|salary|contract|partnership|income|promotion|partner|marriage"),
        ):
            text = " ".join(s.text for s in read(born(year, month=month), today=TODAY, language=language).sections)
            assert not re.search(unfit, text), re.search(unfit, text)


@pytest.mark.parametrize("year", [1905, 1932, 1950])
def test_an_old_person_is_not_sent_to_look_for_work(year: int) -> None:
    for month in (2, 6, 10):
        for sex in SEXES:
            sections = read(born(year, sex, month), today=TODAY).sections
            text = " ".join(s.text for s in sections)
            assert not re.search("직장|승진|직책|연봉|동업|이력서|취업|소개팅|소개나 모임|어릴", text)
            assert [s.title for s in sections][2:5] == ["살림", "일과 보람", "곁의 사람"]


def test_everybody_is_told_at_their_age() -> None:
    ages = {2024: "child", 2013: "child", 2012: "youth", 2008: "youth", 2007: "adult", 1957: "adult", 1956: "elder"}
    assert {year: life_at(born(year).chart, TODAY) for year in ages} == ages


@pytest.mark.parametrize("year", [2016, 2021])
def test_a_child_that_is_asked_about_hears_of_a_childs_matters(year: int) -> None:
    """No examination to pass at five, no post to leave and no money to come in."""
    child = born(year)
    told = read(child, today=TODAY, topic="study").sections
    assert [s.key for s in told] == ["overview", "study"]
    assert not re.search("시험|선발|자격증|붙고", told[1].text)
    for matter in ("change", "money_time", "children", "marriage_time"):
        assert [s.key for s in read(child, today=TODAY, topic=matter).sections][1:] == [], matter
