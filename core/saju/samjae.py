"""삼재 (三災) and 손 없는 날: two counts of Korean custom that people ask for by name.

Sources: 삼재 in the three years that follow the grave of one's 삼합 (申子辰 births: 寅卯辰 years …), first seen in
Korean 曆書 of the Joseon period (天機大要) and in 民俗 dictionaries; 손 (損) walks the four sides in lunar days
1-2 east, 3-4 south, 5-6 west, 7-8 north and is in heaven on days that end in 9 or 0 (한국민속대백과사전, 손없는날).
"""

from __future__ import annotations

from enum import Enum

from core.saju.terms import BRANCHES, Branch


class Samjae(Enum):
    """Which of the three years it is; the value is the Korean name."""

    ENTERING = "들삼재"
    STAYING = "눌삼재"
    LEAVING = "날삼재"


_PHASES = tuple(Samjae)
# The branch that opens the three years, by branch % 4, which is the 삼합: 申子辰, 巳酉丑, 寅午戌, 亥卯未.
_OPENS = (Branch.IN, Branch.HAE, Branch.SIN, Branch.SA)


def samjae(birth_year_branch: Branch, year_branch: Branch) -> Samjae | None:
    """The phase of 삼재 that a year (by 입춘) is for a birth-year branch; None in the other nine years."""
    since = (year_branch - _OPENS[birth_year_branch % 4]) % 12
    return _PHASES[since] if since < 3 else None


def samjae_branches(birth_year_branch: Branch) -> tuple[Branch, Branch, Branch]:
    """The branches of the years that enter, stay and leave."""
    first = _OPENS[birth_year_branch % 4]
    return first, BRANCHES[(first + 1) % 12], BRANCHES[(first + 2) % 12]


def next_samjae(birth_year_branch: Branch, saju_year: int) -> tuple[int, int, int]:
    """The three years of the 삼재 that runs in `saju_year` (by 입춘), or of the next one."""
    first = saju_year + (_OPENS[birth_year_branch % 4] - (saju_year - 4)) % 12
    if first - saju_year > 9:  # already within its second or third year
        first -= 12
    return first, first + 1, first + 2


class SonSide(Enum):
    """Where 손 is on a lunar day."""

    EAST = "east"
    SOUTH = "south"
    WEST = "west"
    NORTH = "north"


_SIDES = tuple(SonSide)


def son_side(lunar_day: int) -> SonSide | None:
    """The side on which 손 walks on this day (1-30) of a lunar month; None on 손 없는 날."""
    if not 1 <= lunar_day <= 30:
        raise ValueError(f"{lunar_day} is no day of a lunar month")
    digit = lunar_day % 10
    return None if digit in (9, 0) else _SIDES[(digit - 1) // 2]


def is_son_free(lunar_day: int) -> bool:
    """손 없는 날: lunar days 9, 10, 19, 20, 29, 30. Raises ValueError outside 1-30."""
    return son_side(lunar_day) is None
