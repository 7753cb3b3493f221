"""Cuts a long text where a reader would pause, within a messenger's limit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# The best place first: an empty line, a line, a sentence, a word.
_PAUSES = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n+"),
    re.compile(r"(?<=[.!?…。])[\"'”’)]*\s+"),
    re.compile(r"\s+"),
)
# A pause this early would leave a crumb of a message.
_EARLIEST = 0.4
_ZERO_WIDTH_JOINER = "\u200d"


def utf16_units(text: str) -> int:
    """The length as Telegram counts it: a Hangul syllable is one, an emoji two."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int, measure: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Start and end of each part of `text`, none longer than `limit`; what stands between them is white space.

    Parts end at an empty line where one is near enough, else at a line, a sentence, a word, and only then
    between two characters, never inside a syllable or an emoji. No part is empty.
    """
    parts = []
    start = _skip_space(text, 0)
    while start < len(text):
        end = _furthest(text, start, limit, measure)
        if end < len(text):
            end = _pause(text, start, end)
        parts.append((start, start + len(text[start:end].rstrip())))
        start = _skip_space(text, end)
    return parts


def _furthest(text: str, start: int, limit: int, measure: Callable[[str], int]) -> int:
    """The last end that fits; white space at the end of a part is not counted, because it is not sent."""
    low, high = start + 1, len(text)
    if measure(text[start:].rstrip()) <= limit:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[start:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _pause(text: str, start: int, end: int) -> int:
    earliest = start + int((end - start) * _EARLIEST)
    for pattern in _PAUSES:
        # a pause may begin right at the end of what fits
        ends = [m.end() for m in pattern.finditer(text, earliest, end + 2) if start < m.start() <= end]
        if ends:
            return ends[-1]
    while end > start + 1 and _is_inside(text, end):
        end -= 1
    return end


def _is_inside(text: str, at: int) -> bool:
    """Whether what follows `at` belongs to what is before it: a mark, a joined emoji, a part of a syllable."""
    before, after = text[at - 1], text[at]
    return (
        bool(unicodedata.combining(after))
        or after == _ZERO_WIDTH_JOINER
        or before == _ZERO_WIDTH_JOINER
        or "\ufe00" <= after <= "\ufe0f"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\u1160" <= after <= "\u11ff"
    )


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
