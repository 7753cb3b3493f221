"""A chart as text for people: an aligned table that fits a phone, and the lines beneath it."""

from __future__ import annotations

from wcwidth import wcswidth

from core.chart_json import shown_minute
from core.places import display_name
from core.saju.analysis import Analysis
from core.saju.chart import BoundaryWarning, Chart, Pillars
from core.saju.school import DayBoundary
from core.saju.terms import ELEMENTS, POSITIONS, Position
from core.texts import text

# Hour first, as Korean almanacs print it: the chart is read from the right.
_ORDER = (Position.HOUR, Position.DAY, Position.MONTH, Position.YEAR)
_LABEL_COLUMNS, _CELL_COLUMNS = 5, 6


def chart_text(analysis: Analysis, language: str) -> str:
    """Table (29 columns, Hangul and Hanja counted double), hidden stems, elements and the convention used."""
    chart = analysis.chart
    parts = [_table(analysis, language), _hidden_line(analysis, language), _elements_line(analysis, language)]
    return "\n".join([*parts, convention_line(chart, language), *warning_lines(chart, language)])


def _table(analysis: Analysis, language: str) -> str:
    rows = [
        ("", [text(f"chart.pillar.{p.key}", language) for p in _ORDER]),
        (text("chart.row.sipseong", language), [_stem_sipseong(analysis, p, language) for p in _ORDER]),
        (text("chart.row.stem", language), [_stem(analysis.chart, p, language) for p in _ORDER]),
        (text("chart.row.branch", language), [_branch(analysis.chart, p, language) for p in _ORDER]),
        (text("chart.row.sipseong", language), [_branch_sipseong(analysis, p, language) for p in _ORDER]),
        (text("chart.row.stage", language), [_stage(analysis, p, language) for p in _ORDER]),
    ]
    return "\n".join(_row(label, cells) for label, cells in rows)


def _row(label: str, cells: list[str]) -> str:
    return (padded(label, _LABEL_COLUMNS) + "".join(padded(c, _CELL_COLUMNS) for c in cells)).rstrip()


def padded(cell: str, columns: int) -> str:
    """`cell` filled with spaces to `columns` of a terminal, wide characters counted double."""
    return cell + " " * max(0, columns - wcswidth(cell))


def _stem(chart: Chart, position: Position, language: str) -> str:
    pillar = chart.pillars[position]
    return "-" if pillar is None else _character(pillar.stem.hanja, pillar.stem.hangul, language)


def _branch(chart: Chart, position: Position, language: str) -> str:
    pillar = chart.pillars[position]
    return "-" if pillar is None else _character(pillar.branch.hanja, pillar.branch.hangul, language)


def _character(hanja: str, hangul: str, language: str) -> str:
    return f"{hanja} {hangul}" if language == "ko" else hanja + text(f"romanised.{hanja}", language)


def _stem_sipseong(analysis: Analysis, position: Position, language: str) -> str:
    if position is Position.DAY:
        return text("chart.day_master", language)
    return _sipseong(analysis, f"{position.key}_stem", language)


def _branch_sipseong(analysis: Analysis, position: Position, language: str) -> str:
    return _sipseong(analysis, f"{position.key}_branch", language)


def _sipseong(analysis: Analysis, place: str, language: str) -> str:
    found = analysis.sipseong.get(place)
    return "-" if found is None else text(f"sipseong_short.{found.hanja}", language)


def _stage(analysis: Analysis, position: Position, language: str) -> str:
    found = analysis.stages["bong"][position.key]
    return "-" if found is None else text(f"stage_short.{found.hanja}", language)


def _hidden_line(analysis: Analysis, language: str) -> str:
    parts = []
    for position in _ORDER:
        if hidden := analysis.hidden_stems.get(position.key):
            label = text(f"chart.pillar_short.{position.key}", language)
            parts.append(f"{label} {''.join(h.stem.hanja for h in hidden)}")
    return text("chart.hidden", language, stems=" · ".join(parts))


def _elements_line(analysis: Analysis, language: str) -> str:
    counts = " ".join(f"{text(f'element.{e.key}', language)} {analysis.ohang[e]}" for e in ELEMENTS)
    return text("chart.elements", language, counts=counts)


def convention_line(chart: Chart, language: str) -> str:
    """Which clock and which day boundary, and by how many minutes the clock was moved."""
    boundary = text(f"chart.day_boundary.{chart.school.day_boundary.value}", language)
    if chart.hour is None:
        return text("chart.convention_unknown_time", language, boundary=boundary)
    if chart.birth.hour_branch is not None:
        return text("chart.convention_branch", language, branch=chart.birth.hour_branch.hanja, boundary=boundary)
    return text(
        f"chart.convention.{chart.school.solar_time.value}",
        language,
        place=display_name(chart.birth.place.name, korean=language == "ko"),
        minutes=signed_minutes(chart.correction_minutes or 0.0),
        clock=f"{shown_minute(chart.solar_time):%H:%M}" if chart.solar_time else "",
        boundary=boundary,
    )


def warning_lines(chart: Chart, language: str) -> list[str]:
    """`edges` as they stand under a chart."""
    return [f"※ {edge}" for edge in edges(chart, language)]


def edges(chart: Chart, language: str) -> list[str]:
    """For each edge the birth stands near: how near, and the chart beyond it."""
    return [_warning(warning, chart, language) for warning in chart.warnings]


def _warning(warning: BoundaryWarning, chart: Chart, language: str) -> str:
    code = warning.code
    if code == "rat_hour" and chart.school.day_boundary is DayBoundary.MIDNIGHT:
        code = "rat_hour_midnight"
    minutes = None if warning.minutes is None else f"{warning.minutes:.1f}"
    pillars = pillars_line(warning.other, language)
    return text(f"chart_warning.{code}", language, minutes=minutes, pillars=pillars)


def signed_minutes(minutes: float) -> str:
    """Whole minutes with a true minus sign, as Korean almanacs print the correction."""
    whole = round(minutes)
    return f"−{-whole}" if whole < 0 else f"+{whole}"


def pillars_line(pillars: Pillars, language: str) -> str:
    """The pillars in one line, year first."""
    named = [
        f"{text(f'chart.pillar.{p.key}', language)} {pillar.ganji}"
        + (f"({pillar.hangul})" if language == "ko" else "")
        for p, pillar in zip(POSITIONS, (pillars.year, pillars.month, pillars.day, pillars.hour), strict=True)
        if pillar is not None
    ]
    return " ".join(named)
