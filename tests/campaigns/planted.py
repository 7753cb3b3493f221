"""People whose births, names and words are planted in conversations, and the search for them afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Final

# Families of two syllables, so that no text of ours holds a name by chance.
_FAMILY: Final = "남궁 선우 제갈 황보 독고 사공 서문 동방".split()
_GIVEN: Final = "가나다라마바사아자차카타파하민서윤지현수진영은호"
_LANE: Final = "번 골목 "
_MONTHS: Final = "January February March April May June July August September October November December".split()
_DIGIT: Final = rb"(?<![0-9A-Fa-f])"
# One expression a way of writing a date. Bare digits count only where they are no part of a longer number: a dump
# writes ciphertexts in hexadecimal digits.
_DATES: Final = tuple(
    re.compile(each)
    for each in (
        rb"\d{4}-\d{2}-\d{2}",
        rb"\d{4}\.\d{2}\.\d{2}",
        rb"\d{4}/\d{2}/\d{2}",
        _DIGIT + rb"\d{8}(?![0-9A-Fa-f])",
        rb"\d{4}\xeb\x85\x84 \d{1,2}\xec\x9b\x94 \d{1,2}\xec\x9d\xbc",
        rb"\d{2}\xeb\x85\x84 \d{1,2}\xec\x9b\x94 \d{1,2}\xec\x9d\xbc",
        rb"[A-Z][a-z]{2,8} \d{1,2},? \d{4}",
        rb"\d{2}\.\d{2}\.\d{2}(?!\d)",
    )
)


@dataclass(frozen=True, slots=True)
class Planted:
    """`number` makes the account, the name and the words one of a kind."""

    number: int
    born: date
    clock: time
    name: str
    words: str

    @property
    def account(self) -> str:
        return f"seeker-{self.number:05d}-4711"

    @property
    def told(self) -> str:
        """As the person types it, each in another of several ways."""
        clock = f"{self.clock:%H}시 {self.clock.minute}분"
        dates = self.spellings
        return f"{dates[(0, 1, 2, 4)[self.number % 4]]} {clock} 부산 {'남자' if self.number % 2 else '여자'}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """The eight ways in which the date is looked for."""
        b = self.born
        return (
            f"{b:%Y-%m-%d}",
            f"{b:%Y.%m.%d}",
            f"{b:%Y/%m/%d}",
            f"{b:%Y%m%d}",
            f"{b.year}년 {b.month}월 {b.day}일",
            f"{b.year % 100:02d}년 {b.month}월 {b.day}일",
            f"{_MONTHS[b.month - 1]} {b.day}, {b.year}",
            f"{b:%y.%m.%d}",
        )


def planted(count: int, seed: int) -> list[Planted]:
    """No two of one date: a find names the person. Up to 20,000."""
    chance = Random(seed)
    days = chance.sample(range(20_000), count)
    return [
        Planted(
            number,
            date(1950, 1, 1) + timedelta(days=day),
            time(chance.randrange(24), chance.randrange(60)),
            chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, 2)),
            f"{number}{_LANE}{chance.choice(_FAMILY)}{chance.choice(_GIVEN)}네와 또 다퉜어요",
        )
        for number, day in enumerate(days)
    ]


class Search:
    """Looks for all of them at once: whatever looks like one of them is compared with them."""

    def __init__(self, people: Iterable[Planted]) -> None:
        each = list(people)
        self._dates: Mapping[bytes, str] = {word.encode(): word for person in each for word in person.spellings}
        self._words: Mapping[str, str] = {
            start: word
            for person in each
            for start, word in (
                (f"{person.number}{_LANE}", person.words),
                (person.account, person.account),
                (person.name, person.name),
            )
        }

    def hits(self, haystack: bytes) -> Iterator[str]:
        """Whatever of the planted stands there: UTF-8, UTF-16, CP949, and as JSON writes it with \\u."""
        for spelled in (haystack, haystack.replace(b"\0", b"")):  # without zeros UTF-16 of ASCII is ASCII
            for expression in _DATES:
                found = set(expression.findall(spelled)) & self._dates.keys()
                yield from (self._dates[each] for each in found)
        for encoding, expression in _WORDS.items():
            likely = {match.decode(encoding, "replace") for match in set(expression.findall(haystack))}
            yield from (self._words[each] for each in likely & self._words.keys())


def _words_in(encoding: str) -> re.Pattern[bytes]:
    """An account, the beginning of the words, or a family with two more syllables, as `encoding` writes them."""

    def literal(text: str) -> bytes:
        return re.escape(text.encode(encoding))

    digit = rb"\d\0" if encoding == "utf-16-le" else rb"\d"
    syllable = b"(?s:.{%d})" % len("가".encode(encoding))
    families = b"|".join(literal(family) for family in _FAMILY)
    return re.compile(
        b"|".join(
            (
                literal("seeker-") + b"(?:" + digit + b"){5}" + literal("-4711"),
                b"(?:" + digit + b"){1,5}" + literal(_LANE),
                b"(?:" + families + b")" + syllable + syllable,
            )
        )
    )


_WORDS: Final = {each: _words_in(each) for each in ("utf-8", "utf-16-le", "cp949", "unicode_escape")}
