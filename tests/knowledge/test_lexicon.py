"""People's words are read as terms, and everyday words that merely contain a term are not."""

from __future__ import annotations

import pytest

from knowledge.entry import TOPICS
from knowledge.lexicon import standard
from knowledge.normalise import fold, tokens


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("甲木이 뭐야", "갑목"),
        ("도화살 있어요?", "도화"),
        ("七殺", "편관"),
        ("밤 11시에 태어났어요", "자시"),
        ("my day master", "일간"),
    ],
)
def test_a_term_is_known_however_it_is_spelled(text: str, entity: str) -> None:
    assert entity in standard().read(text).entities


@pytest.mark.parametrize(
    "text",
    [
        "상관없이 말해 주세요",
        "그 사람일지도 몰라요",
        "외국인 친구",
        "관대한 사람",
        "경제 공부",
        "사주",
        "고마워요",
        "pirate",
    ],
)
def test_everyday_words_are_no_terms(text: str) -> None:
    assert standard().read(text).entities == ()


def test_the_longest_term_wins() -> None:
    assert standard().read("정관격이 궁금해요").entities == ("정관격",)


def test_spoken_words_lead_to_terms_and_topics() -> None:
    reading = standard().read("월급이 텅장을 스쳐요")
    assert "정재" in reading.expansions
    assert reading.topics == ("wealth",)


def test_topics_are_those_of_the_texts() -> None:
    every = standard().read("돈 직업 연애 결혼 건강 공부 가족 이사 운세 올해 성격 총평").topics
    assert set(every) == TOPICS - {"term"}


def test_hanja_is_read_as_people_read_it() -> None:
    assert fold("食神生財 十神 羊刃 建祿") == "식신생재 십신 양인 건록"
    assert set(tokens("용신")) & set(tokens("用神"))
