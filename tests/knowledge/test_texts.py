"""What real people will see: every passage is sound, sourced, kind and its own."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from core.facts import VOCABULARY
from knowledge.authored import TEXTS, InvalidText, load
from knowledge.entry import COLLECTIONS, TOPICS, Entry
from knowledge.normalise import fold, words
from knowledge.vocabulary import fault

# Certainty, fear and the selling of remedies; "이혼", "사망" and their like are never foretold.
BANNED = re.compile(
    r"반드시|절대|무조건|틀림없|액운|액땜|굿을|굿판|부적|저주|흉액|단명|요절|사망|이혼|파혼|불치|중병|암에|횡액|살풀이|천박"
    r"|과부|팔자가 세"
)
# Slots that were never filled and particles that were never chosen.
MACHINE = re.compile(r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|와\(과\)|과\(와\)|\(으\)로|[{}]|  ")
POLITE = re.compile(r"(요|지요|까요)[.?!]$")
# A Hangul syllable and the particle behind it, with or without Hanja in brackets between.
AFTER_TERM = re.compile(r"([가-힣])\([一-鿿·]+\)(은|는|을|를|과|와)(?![가-힣])")


def test_there_is_enough_to_say(entries: tuple[Entry, ...]) -> None:
    assert len(entries) >= 260
    for collection in COLLECTIONS:
        assert sum(entry.collection == collection for entry in entries) >= 50
    assert {entry.topic for entry in entries} == TOPICS


def test_every_passage_names_its_source_and_sound_conditions(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert entry.book, entry.id
        assert entry.chapter, entry.id
        for name, values in (*entry.conditions.items(), *entry.subject.items()):
            assert name in VOCABULARY, entry.id
            assert fault(name, values) is None, entry.id


def test_rules_and_patterns_are_about_charts_for_which_they_hold(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert (entry.collection == "saju_knowledge") or entry.conditions, entry.id


def test_texts_are_neither_hints_nor_essays(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert 40 <= len(entry.text) <= 400, entry.id
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", entry.text)) <= 5, entry.id
        assert 20 <= len(entry.english) <= 400, entry.id


def test_texts_are_kind_and_promise_nothing(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert BANNED.search(entry.text) is None, (entry.id, BANNED.search(entry.text))
        assert not re.search(r"\b(must|certainly|definitely|curse|divorce|die)\b", entry.english), entry.id


def test_every_sentence_is_polite_korean(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert MACHINE.search(entry.text) is None, entry.id
        for sentence in re.split(r"(?<=[.?!])\s+", entry.text):
            assert POLITE.search(sentence), (entry.id, sentence)


def test_particles_agree_with_the_word_before_the_hanja(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        for syllable, particle in AFTER_TERM.findall(entry.text):
            closed = (ord(syllable) - 0xAC00) % 28 != 0
            assert closed == (particle in "은을과"), (entry.id, syllable, particle)


def test_no_two_passages_say_the_same(entries: tuple[Entry, ...]) -> None:
    grams = {entry.id: _grams(entry.text) for entry in entries}
    for (one, a), (other, b) in combinations(grams.items(), 2):
        assert len(a & b) / len(a | b) <= 0.5, (one, other)


def test_a_text_holds_no_address_and_no_order_to_a_model(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert not re.search(
            r"https?://|www\.|@|<|>|\d{3,}-\d{3,}|(?i:ignore|system prompt)", entry.text + entry.english
        )


def test_files_stay_readable() -> None:
    for path in TEXTS.glob("*.yaml"):
        assert len(path.read_text("utf-8").splitlines()) <= 300, path.name


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("when: {day_gann: [甲]}", "unknown condition 'day_gann'"),
        ("when: {day_gan: [갑]}", "condition 'day_gan' cannot be '갑'"),
        ("when: {day_gan: 甲}", "condition 'day_gan' needs a list"),
        ("topic: money", "unknown topic 'money'"),
        ("confidence: 0.95", "confidence is above 0 and at most 0.9"),
        ("colour: red", "unknown field 'colour'"),
        ("source: {book: 滴天髓}", "no source"),
    ],
)
def test_a_slip_of_the_pen_names_file_and_passage(tmp_path: Path, change: str, reason: str) -> None:
    fields = {"topic": "term", "source": "{book: 滴天髓, chapter: 天干}", "text": "글이에요.", "en": "A text."}
    name, _, value = change.partition(": ")
    lines = "\n".join(f"  {k}: {v}" for k, v in {**fields, name: value}.items())
    (tmp_path / "slip.yaml").write_text(f"collection: saju_knowledge\npassages:\n- id: K900\n{lines}\n", "utf-8")
    with pytest.raises(InvalidText) as refusal:
        load(tmp_path)
    assert str(refusal.value).startswith("slip.yaml: K900: ")
    assert reason in str(refusal.value)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    passage = "- {id: K900, topic: term, source: {book: 書, chapter: 章}, text: 글이에요., en: A text.}\n"
    (tmp_path / "twice.yaml").write_text(f"collection: saju_knowledge\npassages:\n{passage}{passage}", "utf-8")
    with pytest.raises(InvalidText, match="the id is taken"):
        load(tmp_path)


def _grams(text: str) -> set[str]:
    letters = "".join(words(fold(text)))
    return {letters[i : i + 5] for i in range(len(letters) - 4)}
