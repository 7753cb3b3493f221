"""The sentences: both languages say the same things, and the code asks only for what there is."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from core.answers import LABELS, Answers
from core.birth_form import birth_form
from core.guard import Alarm
from core.texts import LANGUAGES, catalogue
from tests.conftest import TODAY

CORE = Path(__file__).parents[2] / "core"
ERROR_CODES = (
    "invalid_date future_date no_such_leap_month out_of_range nonexistent_time ambiguous_time ambiguous_year "
    "ambiguous_place unknown_place not_birth_data"
).split()


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    ko, en = catalogue("ko"), catalogue("en")
    assert ko.keys() == en.keys()
    assert {k for k in ko if placeholders(ko[k]) != placeholders(en[k])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_none_hedges_a_particle(language: str) -> None:
    for key, sentence in catalogue(language).items():
        assert sentence.strip(), key
        assert not re.search(r"[은는이가을를과와]\([은는이가을를과와]\)", sentence), key


def test_english_sentences_are_english() -> None:
    allowed = {"settings.language.ko", "answer.not_found"}  # the language's own name; a term to ask for
    ours = (CORE / "locale" / "en.toml").read_text("utf-8")
    hangul = {k for k, v in catalogue("en").items() if re.search("[가-힣]", v) and v in ours}
    assert hangul <= allowed


def test_every_error_code_has_a_sentence_that_needs_no_figures() -> None:
    for code in ERROR_CODES:
        assert placeholders(catalogue("ko")[f"error.{code}"]) == set()


def test_every_step_and_every_button_of_the_form_has_its_words() -> None:
    ko = catalogue("ko")
    for step in birth_form(TODAY):
        assert f"form.{step.key}.ask" in ko
        assert f"form.{step.key}.again" in ko or step.key == "fold"
        for value in step.choices(Answers()):
            assert f"choice.{step.key}.{value}" in ko
    assert all(f"choice.label.{label}" in ko for label in LABELS)
    assert all(f"crisis.{alarm.value}" in ko for alarm in Alarm)


def test_every_sentence_that_the_code_names_exists() -> None:
    ko = catalogue("ko")
    asks = re.compile(r'(?:say|_plain\(turn,|\btext)\(?\s*"([a-z_]+(?:\.[a-z_]+)+)"')
    named = {key for file in CORE.glob("*.py") for key in asks.findall(file.read_text("utf-8"))}
    assert len(named) > 40
    assert {key for key in named if key not in ko} == set()


def test_no_korean_sentence_stands_in_the_code() -> None:
    """Single terms and words to recognise are data; a sentence ends in 요 or 다."""
    for file in (*CORE.glob("*.py"), *(CORE / "saju").glob("*.py")):
        strings = re.findall(r'"([^"\n]*[가-힣][^"\n]*(?:요|다)[.!?])"', file.read_text("utf-8"))
        assert strings == [], file.name
