"""Ages as the law and as custom count them, and the animal of the year."""

from __future__ import annotations

from datetime import date

import pytest

from core.saju.ages import counting_age, man_age, year_age, zodiac
from core.saju.ganji import PILLARS, year_index


def test_a_birthday_completes_the_year(today: date) -> None:
    assert man_age(date(1990, 11, 22), today) == 36
    assert man_age(date(1990, 11, 23), today) == 36
    assert man_age(date(1990, 11, 24), today) == 35


def test_a_leap_day_birth_turns_older_on_the_first_of_march() -> None:
    """민법 160조: where the day is missing the period ends with the month, so the new age begins on 1 March."""
    assert man_age(date(2000, 2, 29), date(2023, 2, 28)) == 22
    assert man_age(date(2000, 2, 29), date(2023, 3, 1)) == 23
    assert man_age(date(2000, 2, 29), date(2024, 2, 29)) == 24


def test_a_child_of_december_is_two_in_january_by_custom() -> None:
    born, on = date(2025, 12, 31), date(2026, 1, 1)
    assert (man_age(born, on), year_age(born, on), counting_age(born, on)) == (0, 1, 2)


def test_the_day_of_birth_is_age_nought(today: date) -> None:
    assert man_age(today, today) == 0
    assert counting_age(today, today) == 1


@pytest.mark.parametrize("age", [man_age, year_age, counting_age])
def test_nobody_has_an_age_before_birth(age: object, today: date) -> None:
    assert callable(age)
    with pytest.raises(ValueError, match="before the birth"):
        age(date(2026, 11, 24), today)


@pytest.mark.parametrize(
    ("saju_year", "hangul", "english"),
    [
        (1984, "쥐", "rat"),
        (1988, "용", "dragon"),
        (1990, "말", "horse"),
        (2023, "토끼", "rabbit"),
        (2026, "말", "horse"),
    ],
)
def test_the_animal_is_that_of_the_year_pillar(saju_year: int, hangul: str, english: str) -> None:
    animal = zodiac(PILLARS[year_index(saju_year)].branch)
    assert (animal.hangul, animal.english) == (hangul, english)
