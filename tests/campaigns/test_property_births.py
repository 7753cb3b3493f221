"""Twenty thousand births, every fact of theirs recomputed: 0 wrong. `make campaign-births` takes ten times more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.campaigns.births import ALMANAC_YEARS, Case, cases
from tests.campaigns.property_births import answered, outcome
from tests.campaigns.recomputed import verdicts
from tests.core.saju.independent import Almanac


@pytest.fixture(scope="module")
def almanac() -> Almanac:
    return Almanac(*ALMANAC_YEARS)


@pytest.mark.parametrize("seed", [1, 2])
def test_ten_thousand_births_are_as_other_formulas_have_them(seed: int, almanac: Almanac) -> None:
    result = outcome(10_000, seed, almanac)

    assert result.wrong == ()
    assert result.unjudged < 100
    assert result.refused > 30, "times that summer time skipped or repeated"


def _next_day(case: Case) -> Case:
    return replace(case, day=case.day + timedelta(days=1))


def _further_east(case: Case) -> Case:
    return replace(case, spot=replace(case.spot, longitude_deg=case.spot.longitude_deg + 15))


def _other_sex(case: Case) -> Case:
    return replace(case, line={**case.line, "sex": "male" if case.line["sex"] == "female" else "female"})


def _other_clock(case: Case) -> Case:
    school = {**case.line["school"], "solar_time": "true" if case.solar_time == "civil" else "civil"}
    return replace(case, line={**case.line, "school": school})


@pytest.mark.parametrize("confuse", [_next_day, _further_east, _other_sex, _other_clock])
def test_the_judge_sees_a_chart_of_another_birth(confuse: Callable[[Case], Case], almanac: Almanac) -> None:
    """Each chart is held against a birth that differs in one thing."""
    births = [case for case in cases(3, 400, almanac) if case.clock is not None]
    pairs: list[tuple[Case, dict[str, Any]]] = [(confuse(case), answered(case)) for case in births]

    assert sum(bool(verdict.wrong) for verdict in verdicts(pairs, almanac)) > len(births) / 20
