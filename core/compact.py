"""A chart for a language model: every fact in as few tokens as will hold them, and nothing that tells the birth.

The words are Hanja and plain English keys, which models read in every language. The date, the clock time, the place
and the calendar of the birth are left out, and so are the dates of 대운 (SAFETY: they never leave the house).
"""

from __future__ import annotations

from datetime import date

from core.saju.analysis import Analysis
from core.saju.daewoon import DaewoonTable, running
from core.saju.luck import Luck, years
from core.saju.relations import Relation
from core.saju.saju_year import saju_year_of
from core.saju.sipseong import STEM_TABLE
from core.saju.terms import ELEMENTS, POSITIONS, Position

_YEARS_BEFORE, _YEARS_AFTER = 1, 5


def compact_text(analysis: Analysis, today: date) -> str:
    """At most about 1,200 tokens. A line a subject; what the unknown hour leaves open is left out and said."""
    chart = analysis.chart
    lines = [
        f"day_master {chart.day.stem.hanja}{chart.day.stem.element.hanja}",
        *(_pillar(analysis, p) for p in POSITIONS if chart.pillars[p] is not None),
        _elements(analysis),
        f"relations {'; '.join(_relation(r) for r in analysis.relations) or 'none'}",
        f"sinsal {_sinsal(analysis)}",
        f"void {''.join(b.hanja for b in analysis.gongmang)} in {','.join(analysis.gongmang_places) or 'none'}",
        _judgements(analysis),
        *_daewoon(analysis.daewoon, today),
        f"years {_years(analysis, today)}",
        f"school {chart.school.solar_time.value} {chart.school.day_boundary.value}",
    ]
    if chart.hour is None:
        lines.append("hour unknown: do not mention the hour pillar")
    return "\n".join(lines)


def _pillar(analysis: Analysis, position: Position) -> str:
    chart, key = analysis.chart, position.key
    pillar = chart.pillars[position]
    assert pillar is not None
    own = STEM_TABLE[chart.day.stem]
    stem = "self" if position is Position.DAY else analysis.sipseong[f"{key}_stem"].hanja
    hidden = " ".join(h.stem.hanja + own[h.stem].hanja for h in analysis.hidden_stems[key])
    stage = analysis.stages["bong"][key]
    stage_name = "" if stage is None else stage.hanja
    branch = analysis.sipseong[f"{key}_branch"].hanja
    return f"{key} {pillar.ganji} {stem}/{branch} hidden {hidden} stage {stage_name}"


def _elements(analysis: Analysis) -> str:
    counts = " ".join(f"{e.hanja}{analysis.ohang[e]}({round(100 * analysis.ohang_shares[e])}%)" for e in ELEMENTS)
    return f"elements surface(with hidden) {counts} balance {analysis.balance.value}"


def _relation(relation: Relation) -> str:
    to = f"→{relation.transforms_to.hanja}" if relation.transforms and relation.transforms_to is not None else ""
    return f"{relation.characters}{relation.kind.value}{to} {','.join(relation.places)}"


def _sinsal(analysis: Analysis) -> str:
    """Star names with the first letters of their pillars (y, m, d, t)."""
    return " ".join(
        f"{star.hanja}({''.join(dict.fromkeys(place[0] for place in star.places))})" for star in analysis.sinsal
    )


def _judgements(analysis: Analysis) -> str:
    strength, yongsin = analysis.strength, analysis.yongsin
    flags = " ".join(name for name in ("deukryeong", "deukji", "deukse") if getattr(strength, name))
    return (
        f"strength {strength.label.value} {strength.score:.2f} {strength.confidence} {flags}\n"
        f"geok {analysis.geok.hanja}\n"
        f"yongsin {yongsin.primary.hanja} by {yongsin.method}, huisin {yongsin.huisin.hanja}, "
        f"gisin {yongsin.gisin.hanja}, gusin {yongsin.gusin.hanja}, hansin {yongsin.hansin.hanja}"
    )


def _daewoon(table: DaewoonTable | None, today: date) -> list[str]:
    if table is None:
        return ["daewoon unknown"]
    now = running(table, today)
    periods = " ".join(
        f"{'*' if p == now else ''}{'?' if p.age is None else p.age}:{p.pillar.ganji}"
        f"{p.stem_sipseong.hanja}/{p.branch_sipseong.hanja}"
        for p in table.list
    )
    return [f"daewoon {table.direction} (age:pillar, * runs now) {periods}"]


def _years(analysis: Analysis, today: date) -> str:
    now = saju_year_of(today)
    first = now - _YEARS_BEFORE
    told = enumerate(years(analysis, first, now + _YEARS_AFTER), first)
    return " ".join(f"{'*' if year == now else ''}{year}:{_year(luck)}" for year, luck in told)


def _year(luck: Luck) -> str:
    return f"{luck.pillar.ganji}{luck.stem_sipseong.hanja}/{luck.branch_sipseong.hanja} {luck.stem_fit}"
