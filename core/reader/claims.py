"""Everything the rules can say of a portrait. Which of it is told is for `plan` to decide."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claims_of_life import career, love, wealth
from core.reader.claims_of_matters import matters
from core.reader.claims_of_nature import character, health, talent
from core.reader.claims_of_time import advice, overview, year
from core.reader.phrases import phrasings, rules
from core.reader.portrait import Portrait
from core.reader.reading import Claim

_SOURCES = (overview, character, wealth, career, love, talent, health, year, advice)


def claims_of(portrait: Portrait, language: str, *, with_matters: bool = False) -> tuple[Claim, ...]:
    """Claims that have words in this language and suit the stage of life, in the order of telling.

    Those of matters, which look ten years ahead, only when one was asked about.
    """
    spoken = phrasings(language)
    kept = [
        c
        for c in _all(portrait, language, with_matters)
        if c.id in spoken and portrait.life in rules()[c.family].lives
    ]
    return tuple(sorted(kept, key=lambda c: rules()[c.family].order))


def _all(portrait: Portrait, language: str, with_matters: bool) -> Iterator[Claim]:
    for source in (*_SOURCES, matters) if with_matters else _SOURCES:
        yield from source(portrait, language)
