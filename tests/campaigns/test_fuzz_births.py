"""Five thousand lines of anything; `make campaign-fuzz` takes a million."""

from __future__ import annotations

from tests.campaigns.fuzz_births import CODES, tally


def test_five_thousand_odd_lines_get_a_chart_or_a_documented_code() -> None:
    found = tally(5_000, 7)

    assert found.broken == []
    assert found.slow == []
    assert found.answers["chart"] > 500
    assert found.answers.keys() >= CODES
