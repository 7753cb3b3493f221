"""Claims put into words: which phrasing, the particles, Hanja once, and no sentence twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b

from core.reader.filling import fill_in
from core.reader.phrases import names, phrasings
from core.reader.reading import Claim

_GLOSS = re.compile(r" ?\(([㐀-鿿]+)(?:, [^()]+)?\)")
_ENDS = re.compile(r"(?<=[.!?])\s+")


class Teller:
    """Puts the claims of one reading into words, in order, remembering what was said."""

    def __init__(self, language: str, slots: Mapping[str, str], chart_id: str, date_key: str) -> None:
        self._language = language
        self._slots = slots
        self._chart_id = chart_id
        self._date_key = date_key
        self._said: set[str] = set()
        self._glossed: set[str] = set()
        self._last_start = ""
        self._runs: set[str] = set()

    def length(self, claim: Claim) -> int:
        """Characters that the claim takes, with the space after it, in the phrasing it prefers."""
        return len(_without_gloss(self._variants(claim)[0], self._glossed)) + 1

    def tell(self, claim: Claim) -> str | None:
        """The claim's sentence; None when every phrasing was said already or holds a banned word.

        The preferred phrasing gives way to one that opens with another word than the sentence before, and of
        those to the one that repeats the fewest turns of phrase (three words in a row) of the reading so far.
        """
        usable = [v for v in self._variants(claim) if self._is_new(v) and not banned_in(v, self._language)]
        if not usable:
            return None
        chosen = min(usable, key=lambda v: (self._start(v) == self._last_start, len(_runs(v) & self._runs)))
        self._said.update(_split(chosen))
        self._runs |= _runs(chosen)
        self._last_start = self._start(_split(chosen)[-1])
        return self._gloss_once(chosen)

    def _variants(self, claim: Claim) -> list[str]:
        """All phrasings, filled, the preferred one first: chosen by a hash, so the same for ever."""
        templates = phrasings(self._language)[claim.id]
        date_key = self._date_key if claim.dated else ""
        seed = f"{self._chart_id}|{claim.topic}|{claim.id}|{date_key}".encode()
        first = int.from_bytes(blake2b(seed, digest_size=4).digest()) % len(templates)
        slots = {**self._slots, **dict(claim.slots)}
        language = self._language
        filled = [fill_in(template, slots, language) for template in templates[first:] + templates[:first]]
        if not claim.yielding:
            return filled
        joins = names(self._language)["join"]
        return [
            fill_in(joins[but], {"sentence": sentence}, self._language)
            for but in ("but", "but_again")
            for sentence in filled
        ]

    def _is_new(self, text: str) -> bool:
        return self._said.isdisjoint(_split(text))

    def _start(self, text: str) -> str:
        """What a sentence opens with: one word of Korean, two of English."""
        count = int(names(self._language)["form"]["start_words"])
        return " ".join(text.split()[:count])

    def _gloss_once(self, text: str) -> str:
        shown = _without_gloss(text, self._glossed)
        self._glossed.update(_GLOSS.findall(text))
        return shown


def banned_in(text: str, language: str) -> tuple[str, ...]:
    """The banned words that a text holds."""
    return tuple(word for word in names(language)["banned"] if word in text)


def _without_gloss(text: str, seen: set[str]) -> str:
    """Hanja in brackets is left out where it was shown before, in this text or earlier."""
    shown = set(seen)

    def once(match: re.Match[str]) -> str:
        if match[1] in shown:
            return ""
        shown.add(match[1])
        return match[0]

    return _GLOSS.sub(once, text)


def _runs(text: str) -> set[str]:
    """Every three words in a row, as they read without their brackets."""
    words = _GLOSS.sub("", text).split()
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}


def _split(text: str) -> list[str]:
    return [sentence for sentence in _ENDS.split(text) if sentence]
