"""The words that picture and alt text share, in one language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.chart_json import shown_minute
from core.picture.fonts import drawable
from core.places import display_name
from core.render import convention_line, signed_minutes
from core.saju.analysis import Analysis
from core.saju.chart import Chart
from core.saju.daewoon import Daewoon, DaewoonTable, running
from core.saju.relations import Relation
from core.saju.terms import POSITIONS, Branch, Element, Position, Sipseong, Stage, Stem
from core.texts import text

# Hour first, as Korean almanacs print it: the chart is read from the right.
ORDER = (Position.HOUR, Position.DAY, Position.MONTH, Position.YEAR)
VOID = "공망"  # the star that the mark on the tile already shows


def birth_lines(chart: Chart, language: str) -> tuple[str, ...]:
    """Solar date and time, lunar date, sex and place, and how far the clock was moved."""
    day = chart.solar_date
    lines = [
        f"{text('picture.solar', language, year=day.year, month=day.month, day=day.day)} · {_time(chart, language)}"
    ]
    if (lunar := chart.lunar) is not None:
        key = "picture.lunar_leap" if lunar.leap_month else "picture.lunar"
        lines.append(text(key, language, year=lunar.year, month=lunar.month, day=lunar.day))
    about = [place_name(chart, language)]
    if chart.birth.sex is not None:
        about.append(text(f"picture.sex.{chart.birth.sex.value}", language))
    if (
        chart.birth.clock_time is not None
        and round(chart.correction_minutes or 0.0)
        and chart.solar_time is not None
    ):
        minutes = signed_minutes(chart.correction_minutes or 0.0)
        about.append(
            text("picture.corrected", language, minutes=minutes, clock=f"{shown_minute(chart.solar_time):%H:%M}")
        )
    return (*lines, " · ".join(about))


def _time(chart: Chart, language: str) -> str:
    birth = chart.birth
    if birth.clock_time is not None:
        return text("picture.clock", language, clock=f"{birth.clock_time:%H:%M}")
    if birth.hour_branch is not None:
        return text("picture.hour_branch", language, branch=birth.hour_branch.hanja)
    return text("picture.time_unknown", language)


def place_name(chart: Chart, language: str) -> str:
    """The place in the reader's language, in characters that can be drawn; where none is left, its coordinates."""
    place = chart.birth.place
    name = drawable(display_name(place.name, korean=language == "ko")).strip()
    return name or f"{place.latitude_deg:.2f}°, {place.longitude_deg:.2f}°"


def convention(chart: Chart, language: str) -> str:
    """The footnote of `core.render`, with the place as this picture names it."""
    place = replace(chart.birth.place, name=place_name(chart, language))
    return convention_line(replace(chart, birth=replace(chart.birth, place=place)), language)


def no_luck(analysis: Analysis, language: str) -> str:
    """Why there is no 대운: the sex is not told, or a 절 on the day leaves the month open with the hour."""
    reason = "sex" if analysis.chart.birth.sex is None else "hour"
    return text(f"picture.note.luck_no_{reason}", language)


def element_name(element: Element, language: str) -> str:
    return text(f"element.{element.key}", language)


def stem_name(stem: Stem, language: str) -> str:
    return _character(text(f"picture.stem.{stem.hanja}", language), stem.element, language)


def branch_name(branch: Branch, language: str) -> str:
    return _character(text(f"picture.branch.{branch.hanja}", language), branch.element, language)


def _character(reading: str, element: Element, language: str) -> str:
    return text("picture.character", language, reading=reading, element=element_name(element, language))


def reading(stem: Stem, branch: Branch, language: str) -> str:
    """A pillar as it is read aloud: 경오, Gyeong-O."""
    parts = (text(f"picture.stem.{stem.hanja}", language), text(f"picture.branch.{branch.hanja}", language))
    return ("" if language == "ko" else "-").join(parts)


def sipseong_name(sipseong: Sipseong, language: str) -> str:
    return text(f"picture.sipseong.{sipseong.hanja}", language)


def stem_sipseong(analysis: Analysis, position: Position, language: str) -> str:
    """The 십성 above a stem; the day's own stem is the self."""
    if position is Position.DAY:
        return text("picture.self", language)
    return sipseong_name(analysis.sipseong[f"{position.key}_stem"], language)


def stage_name(stage: Stage, language: str) -> str:
    return text(f"picture.stage.{stage.hanja}", language)


def stars_at(analysis: Analysis, position: Position, language: str) -> tuple[str, ...]:
    """The 신살 of one pillar, helpers first, each once, without 공망."""
    places = {f"{position.key}_stem", f"{position.key}_branch"}
    stars = (s.name for s in analysis.sinsal if s.name != VOID and not places.isdisjoint(s.places))
    return tuple(text(f"picture.sinsal.{name}", language) for name in stars)


def positions_short(places: tuple[str, ...], language: str) -> str:
    """연·일: the pillars of places such as `year_stem`, or of positions, each once and from the year on."""
    keys = {place.partition("_")[0] for place in places}
    return "·".join(text(f"chart.pillar_short.{p.key}", language) for p in POSITIONS if p.key in keys)


def relation_name(relation: Relation, language: str) -> str:
    """午未 육합 연·일, with the element where the pair turns into one."""
    kind = text(f"picture.relation_kind.{relation.kind.value}", language)
    if relation.transforms and relation.transforms_to is not None:
        changed = f"{element_name(relation.transforms_to, language)}"
        name = text(
            "picture.relation.changing", language, characters=relation.characters, kind=kind, element=changed
        )
    else:
        name = text("picture.relation.pair", language, characters=relation.characters, kind=kind)
    places = positions_short(relation.places, language)
    return text("picture.relation.places", language, relation=name, places=places)


def strength_label(analysis: Analysis, language: str) -> str:
    label = text(f"picture.strength.{analysis.strength.label.value}", language)
    low = analysis.strength.confidence == "low"
    return text("picture.judgement.low", language, label=label) if low else label


def yongsin_label(analysis: Analysis, language: str) -> str:
    label = element_name(analysis.yongsin.primary, language)
    low = analysis.yongsin.confidence == "low"
    return text("picture.judgement.low", language, label=label) if low else label


def geok_name(analysis: Analysis, language: str) -> str:
    return text(f"picture.geok.{analysis.geok.name}", language)


def void_place(analysis: Analysis, language: str) -> str:
    if not analysis.gongmang_places:
        return text("picture.judgement.void_absent", language)
    named = "·".join(
        text(f"chart.pillar.{p.key}", language) for p in POSITIONS if p.key in analysis.gongmang_places
    )
    return text("picture.judgement.void_here", language, positions=named)


def luck_note(table: DaewoonTable, language: str) -> str:
    """Direction and first age of 대운."""
    direction = text(f"picture.direction.{table.direction}", language)
    if table.start_age is None:
        low, high = table.start_age_range
        return text("picture.note.luck_open", language, direction=direction, low=low, high=high)
    return text("picture.note.luck", language, direction=direction, age=table.start_age)


def current_period(table: DaewoonTable, today: date | None) -> Daewoon | None:
    return None if today is None else running(table, today)


def percents(shares: tuple[float, ...]) -> tuple[int, ...]:
    """Shares as whole percents that sum to 100 (largest remainders)."""
    exact = [share * 100 for share in shares]
    whole = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: 100 - sum(whole)]:
        whole[index] += 1
    return tuple(whole)
