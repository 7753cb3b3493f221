"""The clock runs on from where it was set, forwards only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock

START = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_shifted_clock_stands_where_it_was_put_and_advances() -> None:
    clock = Clock(START)
    assert timedelta(0) <= clock() - START < timedelta(minutes=1)
    clock.advance(1860)
    assert clock() - START >= timedelta(minutes=31)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e12])
def test_a_step_that_makes_no_sense_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds"):
        Clock(START).advance(seconds)
