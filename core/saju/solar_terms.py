"""Instants of the 24 solar terms, from a table of whole UTC seconds (`data/solar_terms.toml` names its source).

Terms are numbered through: index 0 is 입춘 of `FIRST_YEAR`, index % 24 is the `SolarTerm`, index // 24 counts the
years that 입춘 opens. A moment exactly at a term belongs to that term.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from importlib.resources import files
from itertools import pairwise

from core.errors import Rejected
from core.saju.chart import TermSpan
from core.saju.terms import SOLAR_TERMS, SolarTerm

FIRST_YEAR = 1849  # 입춘 of this year is the first instant of the table


def _load() -> tuple[int, ...]:
    seconds = array("q", (files("core.saju.data") / "solar_terms.bin").read_bytes())
    if sys.byteorder == "big":
        seconds.byteswap()
    return tuple(seconds)


TERM_SECONDS: tuple[int, ...] = _load()
LAST_YEAR = FIRST_YEAR + len(TERM_SECONDS) // 24 - 1
_SPANS: tuple[TermSpan, ...] = tuple(
    TermSpan(SOLAR_TERMS[index % 24], started_s, SOLAR_TERMS[(index + 1) % 24], next_s)
    for index, (started_s, next_s) in enumerate(pairwise(TERM_SECONDS))
)


def index_at(moment_s: int) -> int:
    """Index of the term in force at this second of UTC. Raises Rejected("out_of_range") outside the table."""
    index = bisect_right(TERM_SECONDS, moment_s) - 1
    if index < 0 or index + 1 >= len(TERM_SECONDS):
        raise Rejected("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return index


def span(index: int) -> TermSpan:
    """The term of this index and the one after it."""
    return _SPANS[index]


def term_span(moment_s: int) -> TermSpan:
    """The term in force at this second of UTC and the next one."""
    return span(index_at(moment_s))


def term_instant(saju_year: int, term: SolarTerm) -> int:
    """Second of UTC of a term in the year that 입춘 of `saju_year` opens (소한 and 대한 fall in the next January).

    Raises Rejected("out_of_range") for a year the table does not hold.
    """
    if not FIRST_YEAR <= saju_year <= LAST_YEAR:
        raise Rejected("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return TERM_SECONDS[24 * (saju_year - FIRST_YEAR) + term]


def terms_between(start_s: int, end_s: int) -> tuple[tuple[SolarTerm, int], ...]:
    """The terms with start_s <= instant < end_s, as (term, second of UTC)."""
    low = bisect_right(TERM_SECONDS, start_s - 1)
    high = bisect_right(TERM_SECONDS, end_s - 1)
    return tuple((SOLAR_TERMS[i % 24], TERM_SECONDS[i]) for i in range(low, high))


def jeol_before(moment_s: int) -> tuple[SolarTerm, int]:
    """The 절 that opened the month of this moment: the last one at or before it."""
    index = index_at(moment_s) & ~1
    return SOLAR_TERMS[index % 24], TERM_SECONDS[index]


def jeol_after(moment_s: int) -> tuple[SolarTerm, int]:
    """The first 절 after this moment."""
    index = (index_at(moment_s) & ~1) + 2
    if index >= len(TERM_SECONDS):
        raise Rejected("out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return SOLAR_TERMS[index % 24], TERM_SECONDS[index]
