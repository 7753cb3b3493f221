"""십성: how every other character stands to the day master.

Source: 淵海子平. What is like me is 비겁, what I bring forth 식상, what I control 재성, what controls me 관성, what
brings me forth 인성; 비견 식신 편재 편관 편인 share my polarity, 겁재 상관 정재 정관 정인 have the other one.
A branch is read by its main hidden stem, so 子 午 巳 亥, whose main stem has the other polarity than their place in
the cycle, flip.
"""

from __future__ import annotations

from core.saju.chart import Chart
from core.saju.hidden_stems import MAIN_STEMS
from core.saju.terms import BRANCHES, SIPSEONGS, STEMS, Branch, Sipseong, Stem


def _between(day_master: Stem, other: Stem) -> Sipseong:
    steps = (other // 2 - day_master // 2) % 5
    return SIPSEONGS[2 * steps + (day_master + other) % 2]


# Indexed [day master][other stem] and [day master][branch].
STEM_TABLE: tuple[tuple[Sipseong, ...], ...] = tuple(tuple(_between(d, s) for s in STEMS) for d in STEMS)
BRANCH_TABLE: tuple[tuple[Sipseong, ...], ...] = tuple(
    tuple(STEM_TABLE[d][MAIN_STEMS[b]] for b in BRANCHES) for d in STEMS
)


def sipseong(day_master: Stem, other: Stem) -> Sipseong:
    return STEM_TABLE[day_master][other]


def branch_sipseong(day_master: Stem, branch: Branch) -> Sipseong:
    return BRANCH_TABLE[day_master][branch]


def sipseong_by_place(chart: Chart) -> dict[str, Sipseong]:
    """`year_stem` … `time_branch`; no `day_stem` (it is the self), no `time_*` when the hour is unknown."""
    day = chart.day
    stems, branches = STEM_TABLE[day.stem], BRANCH_TABLE[day.stem]
    year, month, hour = chart.year, chart.month, chart.hour
    places = {
        "year_stem": stems[year.stem],
        "year_branch": branches[year.branch],
        "month_stem": stems[month.stem],
        "month_branch": branches[month.branch],
        "day_branch": branches[day.branch],
    }
    if hour is not None:
        places["time_stem"] = stems[hour.stem]
        places["time_branch"] = branches[hour.branch]
    return places
