"""Which year a question is about: 내년, 3년 뒤, 2028년."""

from __future__ import annotations

import re

_BEHIND, _AHEAD_OF_NOW = 20, 80  # years from now that are answered: what is remembered, and a lifetime

_BY_NAME = (
    (("내후년", "후년", "the year after next"), 2),
    (("내년", "다음 해", "다음해", "next year"), 1),
    (("재작년",), -2),
    (("작년", "지난해", "last year"), -1),
    (("올해", "금년", "this year"), 0),
)
_AHEAD = re.compile(
    r"(\d{1,2}|십|이십|삼십|ten|twenty)\s*(?:년|years?)\s*(?:뒤|후|이후|있다|지나|from now|later)"
    r"|in (\d{1,2}|ten|twenty) years"
)
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)(?!\d|[-./]\d|\s*년?도?\s*(?:생|에\s*태|출생|\d+\s*월))")
_WORDS = {"십": 10, "이십": 20, "삼십": 30, "ten": 10, "twenty": 20}


def year_asked(text: str, this_year: int) -> int | None:
    """The year that a question names, or None; a year of birth is none."""
    lowered = text.lower()
    if ahead := _AHEAD.search(lowered):
        count = ahead[1] or ahead[2]
        return this_year + (_WORDS.get(count) or int(count))
    if numbered := _NUMBERED.search(lowered):
        year = int(numbered[1])
        return year if -_BEHIND <= year - this_year <= _AHEAD_OF_NOW else None
    for words, distance in _BY_NAME:
        if any(word in lowered for word in words):
            return this_year + distance
    return None
