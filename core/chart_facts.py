"""An analysis in the closed vocabulary of `core.facts`, for conditions of the knowledge base.

Without the hour only that is told which holds for the known pillars and stays true at every hour the birth could
have had (and under both month pillars, if a 절 fell on that day): what is absent, rarest or strongest in six
characters may be otherwise in eight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.facts import Facts
from core.saju.analysis import Analysis, analyse
from core.saju.chart import Chart
from core.saju.ganji import PILLARS, hour_index
from core.saju.terms import BRANCHES, ELEMENTS, SIPSEONG_GROUPS, SIPSEONGS

MANY = 3

_SEASONS = tuple("winter winter spring spring spring summer summer summer autumn autumn autumn winter".split())


def chart_facts(analysis: Analysis) -> Facts:
    """Every name of the vocabulary that is known of this chart, with its values (possibly none of them).

    Names of a running luck (`luck_*`) belong to a moment, not to a chart, and are left to the caller.
    """
    chart = analysis.chart
    if chart.hour is not None:
        facts = _facts_of(analysis)
        facts["hour_known"] = frozenset(("yes",))
    else:
        facts = _certain_facts(analysis)
        facts["hour_known"] = frozenset(("no",))
    if chart.birth.sex is not None:
        facts["gender"] = frozenset((chart.birth.sex.value,))
    return facts


def _certain_facts(analysis: Analysis) -> dict[str, frozenset[str]]:
    certain = _facts_of(analysis)
    for possible in _possible_charts(analysis.chart):
        facts = _facts_of(analyse(possible))
        certain = {name: values & facts[name] for name, values in certain.items()}
    return {name: values for name, values in certain.items() if values}


def _possible_charts(chart: Chart) -> Iterator[Chart]:
    """The chart at each of the twelve hours; sexless, because no 대운 is asked of them."""
    birth = replace(chart.birth, sex=None)
    known = [(chart.year, chart.month, chart.day)]
    known += [(w.other.year, w.other.month, w.other.day) for w in chart.warnings if w.code == "term_on_day"]
    for year, month, day in known:
        for branch in BRANCHES:
            hour = PILLARS[hour_index(day.stem, branch)]
            yield replace(chart, birth=birth, year=year, month=month, day=day, hour=hour)


def _facts_of(analysis: Analysis) -> dict[str, frozenset[str]]:
    return {
        **_pillar_facts(analysis.chart),
        **_element_facts(analysis.ohang),
        **_sipseong_facts(analysis),
        **_star_facts(analysis),
        "strength": frozenset((analysis.strength.label.value,)),
        "strength_group": frozenset((analysis.strength.label.group,)),
        "geok": frozenset((analysis.geok.name,)),
        "yongsin": frozenset((analysis.yongsin.primary.key,)),
        "yongsin_method": frozenset((analysis.yongsin.method,)),
    }


def _pillar_facts(chart: Chart) -> dict[str, frozenset[str]]:
    facts = {
        "day_gan": frozenset((chart.day.stem.hanja,)),
        "day_zhi": frozenset((chart.day.branch.hanja,)),
        "month_zhi": frozenset((chart.month.branch.hanja,)),
        "year_zhi": frozenset((chart.year.branch.hanja,)),
        "day_pillar": frozenset((chart.day.ganji,)),
        "season": frozenset((_SEASONS[chart.month.branch],)),
    }
    if chart.hour is not None:
        facts["time_zhi"] = frozenset((chart.hour.branch.hanja,))
    return facts


def _element_facts(counts: tuple[int, ...]) -> dict[str, frozenset[str]]:
    most, least = max(counts), min(counts)
    named = list(zip(ELEMENTS, counts, strict=True))
    return {
        "element_none": frozenset(e.key for e, n in named if n == 0),
        "element_many": frozenset(e.key for e, n in named if n >= MANY),
        "element_most": frozenset(e.key for e, n in named if n == most),
        "element_least": frozenset(e.key for e, n in named if n == least),
    }


def _sipseong_facts(analysis: Analysis) -> dict[str, frozenset[str]]:
    counts = Counter(analysis.sipseong.values())
    groups = Counter(s.group for s in analysis.sipseong.values())
    return {
        "ten_god_has": frozenset(s.hanja for s in counts),
        "ten_god_none": frozenset(s.hanja for s in SIPSEONGS if not counts[s]),
        "ten_god_many": frozenset(s.hanja for s, n in counts.items() if n >= MANY),
        "ten_god_group_has": frozenset(g.key for g in groups),
        "ten_god_group_none": frozenset(g.key for g in SIPSEONG_GROUPS if not groups[g]),
        "ten_god_group_many": frozenset(g.key for g, n in groups.items() if n >= MANY),
        "ten_god_at": frozenset(f"{place}:{s.hanja}" for place, s in analysis.sipseong.items()),
    }


def _star_facts(analysis: Analysis) -> dict[str, frozenset[str]]:
    over_branches = analysis.stages["bong"]
    return {
        "stage_at": frozenset(
            f"{position}:{stage.hanja}" for position, stage in over_branches.items() if stage is not None
        ),
        "sinsal": frozenset(star.name for star in analysis.sinsal),
        "relation": frozenset(f"{r.kind.value}:{r.characters}" for r in analysis.relations),
        "relation_kind": frozenset(r.kind.value for r in analysis.relations),
        "gongmang_at": frozenset(analysis.gongmang_places),
    }
