"""Which months a table should have."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from storage.months import FUTURE, Month, Partition, Plan, oldest_kept, plan

_ONLY_FUTURE: tuple[Partition, ...] = (Partition(FUTURE, None),)


def after(existing: tuple[Partition, ...], done: Plan) -> tuple[Partition, ...]:
    """What stands when a plan was carried out."""
    kept = [p for p in existing if p.name not in done.drop and p.below is not None]
    made = [Partition(month.partition, month.plus(1).first_day) for month in done.create]
    return (*kept, *made, *_ONLY_FUTURE)


def test_a_new_table_gets_this_month_and_three_ahead() -> None:
    months = plan(_ONLY_FUTURE, date(2026, 11, 23), keep_months=3)
    assert [m.partition for m in months.create] == ["p202611", "p202612", "p202701", "p202702"]
    assert months.drop == ()


def test_the_next_month_adds_one_and_drops_what_is_past_its_time() -> None:
    standing = after(_ONLY_FUTURE, plan(_ONLY_FUTURE, date(2026, 8, 1), keep_months=3))
    december = plan(standing, date(2026, 12, 1), keep_months=3)
    assert [m.partition for m in december.create] == ["p202612", "p202701", "p202702", "p202703"]
    assert december.drop == ("p202608",), "September, October and November are kept beside December"


def test_the_last_instant_of_a_month_still_keeps_it() -> None:
    standing = after(_ONLY_FUTURE, plan(_ONLY_FUTURE, date(2026, 8, 1), keep_months=3))
    assert plan(standing, date(2026, 11, 30), keep_months=3).drop == ()
    assert oldest_kept(date(2026, 11, 30), 3) == date(2026, 8, 1)


def test_nothing_is_dropped_unless_a_retention_is_told() -> None:
    standing = after(_ONLY_FUTURE, plan(_ONLY_FUTURE, date(2020, 1, 1), keep_months=3))
    assert plan(standing, date(2026, 11, 1), keep_months=None).drop == ()


def test_a_clock_that_went_back_plans_nothing() -> None:
    standing = after(_ONLY_FUTURE, plan(_ONLY_FUTURE, date(2026, 11, 1), keep_months=3))
    assert plan(standing, date(2024, 1, 31), keep_months=3) == Plan()


@given(st.lists(st.dates(date(2020, 1, 1), date(2040, 12, 31)), min_size=1, max_size=12), st.integers(0, 14))
def test_whatever_the_days_of_the_runs_no_month_is_missing(days: list[date], keep: int) -> None:
    standing = _ONLY_FUTURE
    for day in sorted(days):
        standing = after(standing, plan(standing, day, keep_months=keep))
        # Months of a long pause that are past their time already: made for the rows they may hold, then dropped.
        standing = after(standing, plan(standing, day, keep_months=keep))
        assert plan(standing, day, keep_months=keep) == Plan(), "another run finds nothing to do"
        bounds = [p.below for p in standing if p.below is not None]
        assert [Month.of(b) for b in bounds] == [Month.of(bounds[0]).plus(n) for n in range(len(bounds))]
        assert bounds[-1] == Month.of(day).plus(4).first_day
        assert bounds[0] > oldest_kept(day, keep)
