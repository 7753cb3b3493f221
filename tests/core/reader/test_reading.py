"""What a reading promises, on charts drawn by a seed.

`READER_CHARTS=2000 pytest tests/core/reader` is the long campaign; `make test` reads 150.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from core.particles import particle
from core.reader import TOPICS, read
from core.reader.portrait import life_at
from core.reader.sentences import banned_in
from core.saju.analysis import Analysis
from tests.core.reader.drawn import COUNT, KEYS, SAID, TERMS, TODAY, YOUNG_KEYS, adults, born, charts


def five_grams(text: str) -> set[str]:
    """Every run of five characters, spaces left out."""
    letters = "".join(text.split())
    return {letters[i : i + 5] for i in range(len(letters) - 4)}


def overlap(one: str, other: str) -> float:
    """Jaccard index of the five-grams, 0-1."""
    a, b = five_grams(one), five_grams(other)
    return len(a & b) / len(a | b)


@pytest.fixture(scope="module")
def analyses() -> tuple[Analysis, ...]:
    return charts(COUNT)


@pytest.fixture(scope="module")
def texts(analyses: tuple[Analysis, ...]) -> list[list[str]]:
    """The texts of the sections of every chart."""
    return [[s.text for s in read(a, today=TODAY).sections] for a in analyses]


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+", text) if s]


def test_every_section_is_there_in_order(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in analyses:
        reading = read(analysis, today=today)
        young = life_at(analysis.chart, today) in ("child", "youth")
        assert [s.key for s in reading.sections] == (YOUNG_KEYS if young else KEYS)
        assert all(s.text and s.grounds and s.sources and s.title for s in reading.sections)


def test_a_reading_is_long_enough_to_say_something_and_short_enough_to_be_read(
    analyses: tuple[Analysis, ...], texts: list[list[str]]
) -> None:
    for analysis, sections in zip(analyses, texts, strict=True):
        shortest = 2000 if life_at(analysis.chart, TODAY) == "adult" else 1400
        assert shortest <= sum(map(len, sections)) <= 2900


def test_no_slot_stays_open_and_no_particle_is_wrong(texts: list[list[str]]) -> None:
    for text in (t for sections in texts for t in sections):
        assert not re.search(r"[{}]|None|\(\)| {2}", text), text
        for word, _, form in SAID.findall(text):
            assert particle(word, form) == form, f"{word}{form} in {text}"


def test_no_banned_word_is_said(texts: list[list[str]]) -> None:
    assert not [(w, t) for sections in texts for t in sections for w in banned_in(t, "ko")]


def test_no_sentence_comes_twice(texts: list[list[str]]) -> None:
    for sections in texts:
        repeated = [s for s, n in Counter(s for t in sections for s in sentences(t)).items() if n > 1]
        assert not repeated


def test_turns_of_phrase_are_not_worn_out(texts: list[list[str]]) -> None:
    """Three words in a row come back in fewer than one reading in two, and never four times."""
    worn = 0
    for sections in texts:
        words = re.sub(r"\([^()]*\)", "", " ".join(sections)).split()
        runs = Counter(" ".join(words[i : i + 3]) for i in range(len(words) - 2))
        assert max(runs.values()) <= 3, runs.most_common(1)
        worn += max(runs.values()) > 1
    assert worn / len(texts) < 0.5


def test_no_particle_is_doubled_and_no_bracket_follows_a_bracket(texts: list[list[str]]) -> None:
    wrong = re.compile(r"\)\(|은는|는은|을를|를을|로으로|으로로|와과|과와|이이라|(?:이|라)예요이|에에 |의의 ")
    assert not [m.group() for sections in texts for t in sections for m in wrong.finditer(t)]


def test_terms_are_explained_where_they_are_first_mentioned(analyses: tuple[Analysis, ...]) -> None:
    """용신 and the ten-year luck are no everyday words; a reader is told once what they are."""
    for analysis in analyses[:40]:
        text = " ".join(s.text for s in read(analysis, today=TODAY).sections)
        assert text.count("균형을 잡아 주는 기운") == 1
        assert text.count("한 해의 운)") == 1
        assert text.index("용신(") == text.index("용신")


def test_two_sentences_in_a_row_open_differently(texts: list[list[str]]) -> None:
    for text in (t for sections in texts for t in sections):
        starts = [s.split()[0] for s in sentences(text)]
        assert not [a for a, b in pairwise(starts) if a == b], text


def test_hanja_are_shown_once(texts: list[list[str]]) -> None:
    for sections in texts:
        glosses = Counter(re.findall(r"\([㐀-鿿]+\)", " ".join(sections)))
        assert set(glosses.values()) <= {1}


def test_readings_of_different_days_differ(analyses: tuple[Analysis, ...], texts: list[list[str]]) -> None:
    whole = ["\n".join(sections) for sections in texts[:120]]
    days = [a.chart.day.ganji for a in analyses[:120]]
    overlaps = [overlap(whole[i], whole[i + 1]) for i in range(len(whole) - 1) if days[i] != days[i + 1]]
    assert statistics.median(overlaps) < 0.45


def test_most_sentences_name_something_of_the_chart(texts: list[list[str]]) -> None:
    """A sentence of a horoscope would fit anybody; here at least three in five name a fact."""
    facts = "[㐀-鿿]|[가-힣]+격|\\d개|[목화토금수] 기운|연주|월주|시주|연지|시지|봄|여름|가을|겨울"
    named = re.compile(f"{'|'.join(TERMS)}|{facts}")
    every = [s for sections in texts for t in sections for s in sentences(t)]
    assert sum(bool(named.search(s)) for s in every) / len(every) >= 0.6


def test_the_same_chart_gets_the_same_words(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in analyses[:20]:
        assert read(analysis, today=today) == read(analysis, today=today)


def test_the_character_does_not_change_with_the_year(analyses: tuple[Analysis, ...]) -> None:
    now, later = (read(analyses[0], today=date(year, 6, 1)).sections for year in (2026, 2029))
    assert now[1].text == later[1].text
    assert now[6].text != later[6].text


def test_another_year_can_be_asked_for(analyses: tuple[Analysis, ...]) -> None:
    """내년 and 2031년 are told of themselves, under their own name, with months of their own."""
    for analysis in adults(analyses)[:20]:
        following = read(analysis, today=TODAY, topic="year", year=2027).sections[1]
        later = read(analysis, today=TODAY, topic="year", year=2031).sections[1]
        assert (following.title, later.title) == ("2027년 운세", "2031년 운세")
        assert "정미" in following.grounds[0]
        assert "신해" in later.grounds[0]
        assert not re.search("올해|앞으로 열두 달", following.text + later.text)


def test_months_of_the_next_calendar_year_say_so() -> None:
    """In November of 2026 "2월" alone would be a month gone by."""
    text = read(born(1990), today=TODAY, topic="year").sections[1].text
    months = re.findall(r"(내년 )?(\d+)월", text)
    assert months
    assert all(int(number) >= 11 for later, number in months[:1] if not later)


def test_the_year_begins_at_ipchun(analyses: tuple[Analysis, ...]) -> None:
    before, after = (read(analyses[0], today=date(2026, 2, day)).sections[6] for day in (3, 5))
    assert "을사" in before.grounds[0]
    assert "병오" in after.grounds[0]


def test_health_ends_by_saying_that_it_is_no_diagnosis(texts: list[list[str]]) -> None:
    assert all(sections[KEYS.index("health")].endswith("진단이 아니에요.") for sections in texts)


def test_an_unknown_hour_is_said_once_and_never_used(analyses: tuple[Analysis, ...], today: date) -> None:
    without = [a for a in analyses if a.chart.hour is None]
    assert without
    for analysis in without:
        text = " ".join(s.text for s in read(analysis, today=today).sections)
        assert len(re.findall(r"시간을 모르|시간을 몰라|시간이 없", text)) == 1
        assert not re.search(r"시주(?!는 빼고)|시지|여덟 글자", text)


def test_without_a_sex_love_is_read_from_the_day_branch_alone(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in (a for a in adults(analyses) if a.chart.birth.sex is None):
        love = read(analysis, today=today, topic="love").sections[1]
        assert not re.search(r"남성|여성|인연의 글자", love.text)


def test_a_child_hears_of_talents_and_nothing_of_love(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in analyses:
        reading = read(analysis, today=today, audience="child")
        assert [s.key for s in reading.sections] == YOUNG_KEYS
        text = " ".join(s.text for s in reading.sections)
        assert not re.search(r"연애|결혼|배우자|사랑|연인|도화|홍염", text)


@pytest.mark.parametrize("topic", TOPICS)
def test_one_topic_is_told_at_length_after_a_summary(
    analyses: tuple[Analysis, ...], topic: str, today: date
) -> None:
    for analysis in adults(analyses)[:40]:
        summary, told = read(analysis, today=today, topic=topic).sections
        assert (summary.key, told.key) == ("overview", topic)
        assert len(summary.text.splitlines()) == (4 if analysis.chart.hour is None else 3)
        assert (200 if topic == "advice" else 250) <= len(told.text) <= 700
        assert topic != "health" or told.text.endswith("진단이 아니에요.")


def test_english_tells_the_same_sections(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in analyses:
        reading = read(analysis, today=today, language="en")
        text = " ".join(s.text for s in reading.sections)
        assert [s.key for s in reading.sections] in (KEYS, YOUNG_KEYS)
        assert not re.search(r"[{}가-힣]|  |\ba [aeiou]", text), text
        assert not re.search(r"\b1 (?:helping |spending )?(?:character|time)s\b", text), text
        assert not banned_in(text, "en")
        said = sentences(text)
        assert len(said) == len(set(said))
        assert 2300 <= len(text) <= 6000


def test_english_glosses_a_term_once(analyses: tuple[Analysis, ...], today: date) -> None:
    for analysis in analyses[:40]:
        text = " ".join(s.text for s in read(analysis, today=today, language="en").sections)
        glosses = Counter(re.findall(r"\(([㐀-鿿]+)(?:, [a-z]+)?\)", text))
        assert set(glosses.values()) <= {1}


def test_an_unknown_topic_is_refused(analyses: tuple[Analysis, ...], today: date) -> None:
    with pytest.raises(ValueError, match="lottery"):
        read(analyses[0], today=today, topic="lottery")


def test_json_has_the_keys_of_the_interface(analyses: tuple[Analysis, ...], today: date) -> None:
    first = read(analyses[0], today=today).as_json()["sections"][0]
    assert set(first) == {"key", "text", "grounds"}
    assert isinstance(first["grounds"], list)
