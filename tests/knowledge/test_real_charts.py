"""The texts against charts that the engine casts: names agree, nothing contradicts, nobody goes without a word."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from core.birth_json import birth_from_json
from core.chart_facts import chart_facts
from core.facts import Facts, holds
from core.saju.analysis import analyse
from core.saju.casting import cast_chart
from knowledge.entry import Entry
from knowledge.retrieval import Shelf

PARTS_OF_LIFE = "character wealth career love marriage health study family move".split()


def _cast(number: int) -> Iterator[tuple[bool, Facts]]:
    rng = random.Random(20261123)
    for i in range(number):
        clock = f"{rng.randint(1, 22):02d}:{rng.randint(0, 59):02d}"
        born = f"{rng.randint(1962, 2020)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        given = {
            "calendar": "solar",
            "date": born,
            "time": clock if i % 4 else None,
            "sex": rng.choice(["male", "female"]),
        }
        birth, school = birth_from_json(given, date(2026, 11, 23))
        yield birth.clock_time is not None, chart_facts(analyse(cast_chart(birth, school)))


@pytest.fixture(scope="module")
def charts() -> list[tuple[bool, Facts]]:
    return list(_cast(240))


def test_every_star_we_write_about_is_one_the_engine_finds(
    entries: tuple[Entry, ...], charts: list[tuple[bool, Facts]]
) -> None:
    found = {star for _, facts in charts for star in facts.get("sinsal", ())}
    for entry in entries:
        for conditions in (entry.conditions, entry.subject):
            assert set(conditions.get("sinsal", ())) <= found, entry.id


def test_every_rule_holds_for_somebody_and_none_for_all(
    entries: tuple[Entry, ...], charts: list[tuple[bool, Facts]]
) -> None:
    for entry in entries:
        if entry.conditions and entry.collection == "interpretation_rules":
            told = sum(holds(entry.conditions, facts) for _, facts in charts)
            assert 0 < told < len(charts), entry.id


def test_no_chart_is_contradicted_and_none_is_left_without_a_word(
    shelf: Shelf, charts: list[tuple[bool, Facts]]
) -> None:
    for _, facts in charts:
        for topic in PARTS_OF_LIFE:
            passages = shelf.matching(facts, topic, 8, "ko")
            if topic not in ("love", "family"):  # these hang on what an unknown hour can change
                assert passages, topic
            assert all(holds(passage.conditions, facts) for passage in passages)


def test_a_known_hour_has_a_word_for_every_part_of_life(shelf: Shelf, charts: list[tuple[bool, Facts]]) -> None:
    for hour_known, facts in charts:
        if hour_known:
            assert all(shelf.matching(facts, topic, 8, "ko") for topic in PARTS_OF_LIFE)
