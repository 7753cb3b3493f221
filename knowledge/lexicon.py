"""How people say it → the terms of the field: `lexicon.yaml` and `spoken.yaml` as longest-match patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.saju.ages import ZODIACS
from core.saju.ganji import PILLARS
from knowledge.normalise import fold

_FILES = tuple(Path(__file__).with_name(name) for name in ("lexicon.yaml", "spoken.yaml"))
_HANJA = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names. Each tuple keeps the order of first mention and repeats nothing.

    `entities` are canonical terms named exactly, `topics` the parts of life asked about (`entry.TOPICS`),
    `expansions` further terms that the person's own words stand for.
    """

    entities: tuple[str, ...]
    topics: tuple[str, ...]
    expansions: tuple[str, ...]


class Lexicon:
    """`entities`: canonical term → spellings; `topics`: topic → words; `expansions`: word → terms; `ignored`: words
    that hide a term inside them."""

    def __init__(
        self,
        entities: Mapping[str, Iterable[str]],
        topics: Mapping[str, Iterable[str]],
        expansions: Mapping[str, Iterable[str]],
        ignored: Iterable[str] = (),
    ) -> None:
        spelled = {s: (name,) for name, spellings in entities.items() for s in _spellings(name, spellings)}
        self._entities = _Longest(spelled | dict.fromkeys(ignored, ()))
        self._topics = _Longest(_inverted(topics))
        self._expansions = _Longest({word: tuple(terms) for word, terms in expansions.items()})

    def read(self, text: str) -> Reading:
        return Reading(self._entities.find(text), self._topics.find(text), self._expansions.find(text))

    def entities(self, text: str) -> tuple[str, ...]:
        return self._entities.find(text)


class _Longest:
    """Finds the longest of many spellings at each place. One syllable counts only at the start of a word."""

    def __init__(self, meanings: Mapping[str, tuple[str, ...]]) -> None:
        self._raw = {_nfc(s): m for s, m in meanings.items() if _HANJA.search(s)}
        self._folded = {fold(s): m for s, m in meanings.items() if not _HANJA.search(s)}
        self._folded |= {fold(s): m for s, m in self._raw.items() if len(s) > 1 and fold(s) not in self._folded}
        self._patterns = ((_pattern(self._raw), self._raw, _nfc), (_pattern(self._folded), self._folded, fold))

    def find(self, text: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for pattern, meanings, shape in self._patterns:
            for match in pattern.finditer(shape(text)):
                found |= dict.fromkeys(meanings[match.group()])
        return tuple(found)


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return re.compile("|".join(map(_alternative, ordered)) or r"(?!)")


def _alternative(spelling: str) -> str:
    if spelling.isascii():
        return rf"(?<![a-z]){re.escape(spelling)}(?![a-z])"
    if len(spelling) == 1 and "가" <= spelling <= "힣":
        return rf"(?<![가-힣]){spelling}"
    return re.escape(spelling)


def _inverted(topics: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for topic, spoken in topics.items():
        for word in spoken:
            words[word] = (*words.get(word, ()), topic)
    return words


def _spellings(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """A name of one syllable stands at the start of too many words to be a spelling of itself."""
    return (name, *others) if len(name) > 1 else tuple(others)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _raw() -> dict[str, Any]:
    raw = {name: part for file in _FILES for name, part in yaml.safe_load(file.read_text("utf-8")).items()}
    return {**raw, "entities": {**raw["entities"], **_day_pillars()}}


def _day_pillars() -> dict[str, list[str]]:
    """경진일주 and how it is written. A bare name (임신, 갑자) is too common a word to stand for one."""
    found: dict[str, list[str]] = {}
    for pillar in PILLARS:
        name, animal = pillar.hangul, ZODIACS[pillar.branch].english
        english = f"{pillar.stem.element.key} {animal} day"
        found[f"{name}일주"] = [f"{pillar.ganji}日柱", f"{name} 일주", f"{name}일생", f"{name} 일생", english]
    return found


@cache
def standard() -> Lexicon:
    """The lexicon that ships with the texts."""
    raw = _raw()
    return Lexicon(raw["entities"], raw["topics"], raw["expansions"], raw["ignored"])


def dictionary() -> frozenset[str]:
    """Every Hangul spelling of two syllables or more, folded: the words that the hashed embedder knows whole."""
    raw = _raw()
    spelled = {s for name, others in raw["entities"].items() for s in _spellings(name, others)}
    spelled |= {term for terms in raw["expansions"].values() for term in terms}
    return frozenset(folded for s in spelled if len(folded := fold(s)) > 1 and re.fullmatch("[가-힣]+", folded))
