"""Ages as Koreans count them, and the animal of the year.

Sources: 만 나이 by the Civil Act of Korea (민법 158조, 160조: the day of birth counts, so a year is complete when
the day returns; for 29 February on 1 March of a common year). 연 나이 is used by laws such as 병역법. 세는 나이
is custom. The animal changes at 입춘, as the year pillar does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.saju.terms import BRANCHES, Branch


@dataclass(frozen=True, slots=True)
class Zodiac:
    """띠: the animal of a year branch."""

    branch: Branch
    hangul: str
    english: str


_HANGUL = "쥐 소 호랑이 토끼 용 뱀 말 양 원숭이 닭 개 돼지".split()
_ENGLISH = "rat ox tiger rabbit dragon snake horse sheep monkey rooster dog pig".split()
ZODIACS: tuple[Zodiac, ...] = tuple(
    Zodiac(branch, hangul, english) for branch, hangul, english in zip(BRANCHES, _HANGUL, _ENGLISH, strict=True)
)


def zodiac(year_branch: Branch) -> Zodiac:
    """띠 of the year pillar's branch, so that a January birth has the animal of the year before."""
    return ZODIACS[year_branch]


def man_age(birth: date, on: date) -> int:
    """만 나이: whole years lived. Raises ValueError before the birth."""
    _not_before(birth, on)
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def year_age(birth: date, on: date) -> int:
    """연 나이: the difference of the calendar years. Raises ValueError before the birth."""
    _not_before(birth, on)
    return on.year - birth.year


def counting_age(birth: date, on: date) -> int:
    """세는 나이: one at birth, one more each 1 January. Raises ValueError before the birth."""
    return year_age(birth, on) + 1


def _not_before(birth: date, on: date) -> None:
    if on < birth:
        raise ValueError(f"{on} is before the birth")
