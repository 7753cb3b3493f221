"""삼재 and 손 없는 날 as almanacs print them."""

from __future__ import annotations

import pytest

from core.saju.ganji import year_index
from core.saju.samjae import Samjae, SonSide, is_son_free, next_samjae, samjae, samjae_branches, son_side
from core.saju.terms import BRANCHES, Branch

# The 삼합 of the birth year -> the three years: any Korean almanac (책력), 삼재 table.
ALMANAC = {"申子辰": "寅卯辰", "巳酉丑": "亥子丑", "寅午戌": "申酉戌", "亥卯未": "巳午未"}


def test_the_three_years_are_those_of_the_almanac() -> None:
    for births, years in ALMANAC.items():
        for birth in BRANCHES:
            if birth.hanja in births:
                assert "".join(b.hanja for b in samjae_branches(birth)) == years
                phases = [samjae(birth, BRANCHES["子丑寅卯辰巳午未申酉戌亥".index(y)]) for y in years]
                assert phases == [Samjae.ENTERING, Samjae.STAYING, Samjae.LEAVING]
                assert sum(samjae(birth, year) is not None for year in BRANCHES) == 3


def test_2025_to_2027_belong_to_pig_rabbit_and_sheep() -> None:
    """News of 2025-26: 돼지 토끼 양 띠 entered 삼재 in 을사년 2025, stay in 병오년 2026, leave in 정미년 2027."""
    for birth in (Branch.HAE, Branch.MYO, Branch.MI):
        for year, phase in ((2025, Samjae.ENTERING), (2026, Samjae.STAYING), (2027, Samjae.LEAVING)):
            assert samjae(birth, BRANCHES[year_index(year) % 12]) is phase
            assert next_samjae(birth, year) == (2025, 2026, 2027)
        assert samjae(birth, BRANCHES[year_index(2028) % 12]) is None
        assert next_samjae(birth, 2028) == (2037, 2038, 2039)


def test_the_next_three_years_always_enter_first() -> None:
    for birth in BRANCHES:
        for year in range(2000, 2024):
            first, _, last = next_samjae(birth, year)
            assert samjae(birth, BRANCHES[year_index(first) % 12]) is Samjae.ENTERING
            assert first - 11 <= year <= last


def test_son_rests_on_nine_and_ten() -> None:
    assert [day for day in range(1, 31) if is_son_free(day)] == [9, 10, 19, 20, 29, 30]


def test_son_walks_the_four_sides_in_two_days_each() -> None:
    walk = [son_side(day) for day in range(11, 19)]
    assert walk == [side for side in SonSide for _ in range(2)]
    assert walk[0] is SonSide.EAST


@pytest.mark.parametrize("day", [0, 31, -1])
def test_a_lunar_month_has_thirty_days_at_most(day: int) -> None:
    with pytest.raises(ValueError, match="no day of a lunar month"):
        son_side(day)
