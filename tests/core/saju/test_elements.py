"""오행 counted, shared out and graded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from core.saju.data.calibrate import BALANCE_AT, SAMPLES, SEED, cuts, random_charts
from core.saju.elements import (
    CUTS_EIGHT,
    CUTS_SIX,
    Balance,
    count_elements,
    evenness,
    hidden_shares,
    overall_balance,
)
from core.saju.hidden_stems import hidden_stems
from core.saju.school import DEFAULT_SCHOOL, HiddenStemTable, School
from core.saju.terms import ELEMENTS
from tests.core.saju.classical import chart_of

INWON = replace(DEFAULT_SCHOOL, hidden_stems=HiddenStemTable.INWON)


def test_the_counts_of_the_contract() -> None:
    assert count_elements(chart_of("庚午 辛巳 庚辰 癸未")) == (0, 2, 2, 3, 1)


def test_six_characters_without_the_hour() -> None:
    assert count_elements(chart_of("庚午 辛巳 庚辰")) == (0, 2, 1, 3, 0)


@pytest.mark.parametrize("school", [DEFAULT_SCHOOL, INWON])
@pytest.mark.parametrize("text", ["庚午 辛巳 庚辰 癸未", "庚午 辛巳 庚辰", "癸卯 乙卯 甲寅 乙亥"])
def test_every_character_weighs_the_same_and_a_branch_is_shared_by_days(text: str, school: School) -> None:
    chart = chart_of(text, school)
    weights: Counter[int] = Counter()
    for pillar in chart.pillars:
        if pillar is not None:
            weights[pillar.stem.element] += 30
            for hidden in hidden_stems(pillar.branch, chart.school):
                weights[hidden.stem.element] += int(hidden.days)
    total = sum(weights.values())
    assert hidden_shares(chart) == pytest.approx([weights[e] / total for e in ELEMENTS])


def test_the_school_of_hidden_stems_changes_the_shares() -> None:
    """卯 hides 甲 and 乙 or 乙 alone: both wood; 亥 hides earth only by the days of the month."""
    text = "癸亥 癸亥 癸亥 癸亥"
    assert hidden_shares(chart_of(text))[2] > 0
    assert hidden_shares(chart_of(text, INWON))[2] == 0


def test_evenness_runs_from_one_element_to_all_five() -> None:
    assert evenness((0.2, 0.2, 0.2, 0.2, 0.2)) == pytest.approx(1)
    assert evenness((1.0, 0.0, 0.0, 0.0, 0.0)) == 0
    assert overall_balance((0.2, 0.2, 0.2, 0.2, 0.2)) is Balance.EXCELLENT
    assert overall_balance((0.0, 0.9, 0.1, 0.0, 0.0)) is Balance.VERY_POOR


def test_a_more_even_chart_is_never_graded_worse() -> None:
    order = list(Balance)
    shares = [(0.2 + d, 0.2, 0.2, 0.2, 0.2 - d) for d in (0, 0.05, 0.1, 0.15, 0.2)]
    shares += [(0.4 + 3 * d, 0.2 - d, 0.2 - d, 0.2 - d, 0.0) for d in (0.05, 0.1, 0.15, 0.2)]
    for hour_known in (True, False):
        grades = [order.index(overall_balance(s, hour_known=hour_known)) for s in shares]
        assert grades == sorted(grades)
        assert grades[0] == 0
        assert grades[-1] == len(order) - 1


def test_the_frozen_borders_are_what_the_calibration_prints() -> None:
    charts = random_charts(SAMPLES, SEED)
    for frozen, seen in ((CUTS_EIGHT, charts), (CUTS_SIX, [replace(c, hour=None) for c in charts])):
        again = cuts(seen, lambda chart: evenness(hidden_shares(chart)), BALANCE_AT)
        assert again == pytest.approx(frozen, abs=0.002)


def test_the_grades_hold_for_births_they_were_not_made_from() -> None:
    charts = random_charts(4_000, seed=7)
    wanted = {"excellent": 0.10, "good": 0.20, "neutral": 0.40, "poor": 0.20, "very_poor": 0.10}
    for hour_known in (True, False):
        seen = [c if hour_known else replace(c, hour=None) for c in charts]
        counts = Counter(overall_balance(hidden_shares(c), hour_known=hour_known).value for c in seen)
        assert {k: counts[k] / len(charts) for k in wanted} == pytest.approx(wanted, abs=0.025)
