"""Where charts end: dates that cannot be, and the first and the last day."""

from __future__ import annotations

from datetime import time

import pytest

from core.errors import Rejected
from core.saju import Birth, WrittenDate, cast_chart, cast_pillars
from core.saju.terms import Branch, Calendar
from tests.core.saju.test_casting import born


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (WrittenDate(1990, 2, 30), "invalid_date"),
        (WrittenDate(1990, 13, 1), "invalid_date"),
        (WrittenDate(0, 1, 1), "invalid_date"),
        (WrittenDate(1849, 12, 31), "out_of_range"),
        (WrittenDate(2101, 1, 1), "out_of_range"),
        (WrittenDate(2100, 12, 15, Calendar.LUNAR), "out_of_range"),  # January 2101
        (WrittenDate(1990, 1, 31, Calendar.LUNAR), "invalid_date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_by_name(written: WrittenDate, code: str) -> None:
    for at in (time(12), None):
        with pytest.raises(Rejected) as refused:
            cast_chart(Birth(written, at))
        assert refused.value.code == code


@pytest.mark.parametrize("day", ["1850-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_have_charts(day: str) -> None:
    for birth in (born(f"{day} 00:00"), born(f"{day} 23:59:59"), born(day), born(day, hour_branch=Branch.JA)):
        assert cast_chart(birth).lunar is not None
        assert cast_pillars(birth).year == cast_chart(birth).year
