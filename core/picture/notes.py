"""What meets what, the stars that the table had no room for, and the convention, at the foot of the picture."""

from __future__ import annotations

from core.picture import words
from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import centred, fitted, stacked, wrapped
from core.picture.fonts import text_width
from core.picture.grid import GAP, INNER, LEFT, RIGHT, Placed, heading, rule
from core.picture.pillars import left_out_stars
from core.render import edges
from core.saju.analysis import Analysis
from core.saju.relations import Relation, RelationKind
from core.texts import text

_CHIP = Style(27, "ink")
_CHIP_HEIGHT, _CHIP_PAD, _CHIP_GAP = 52, 16, 12
_PLAIN = Style(27, "ink")
_FOOT = Style(24, "muted")
_EDGE = Style(24, "ink")
_JOINING = frozenset(
    (
        RelationKind.STEM_COMBINATION,
        RelationKind.SIX_COMBINATION,
        RelationKind.TRIAD,
        RelationKind.HALF_TRIAD,
        RelationKind.DIRECTION,
        RelationKind.HIDDEN_COMBINATION,
    )
)


def place_relations(analysis: Analysis, language: str, top: int) -> Placed:
    """One chip a meeting, those that join filled and first."""
    note = text("picture.note.relations", language) if analysis.relations else ""
    boxes, y = heading(text("picture.heading.relations", language), note, top)
    found = sorted(analysis.relations, key=lambda relation: relation.kind not in _JOINING)
    if not found:
        boxes += stacked([text("picture.nothing", language)], _PLAIN, Rect(LEFT, y, INNER, 44), 44)
        return boxes, y + 44
    x = LEFT
    for relation in found:
        width = _chip_width(relation, language)
        if x > LEFT and x + width > RIGHT:
            x, y = LEFT, y + _CHIP_HEIGHT + _CHIP_GAP
        boxes += _chip(relation, language, Rect(x, y, width, _CHIP_HEIGHT))
        x += width + _CHIP_GAP
    return boxes, y + _CHIP_HEIGHT


def _chip_width(relation: Relation, language: str) -> int:
    name = words.relation_name(relation, language)
    limit = INNER - 2 * _CHIP_PAD
    return min(text_width(name, fitted(name, _CHIP, limit)), limit) + 2 * _CHIP_PAD


def _chip(relation: Relation, language: str, rect: Rect) -> list[Box]:
    joins = relation.kind in _JOINING
    panel = Panel(
        rect, fill="tint" if joins else None, outline="line" if joins else "muted", radius=_CHIP_HEIGHT // 2
    )
    style = Style(_CHIP.size, on="tint" if joins else "paper")
    return [panel, centred(words.relation_name(relation, language), style, rect.inset(_CHIP_PAD))]


def place_more_stars(analysis: Analysis, language: str, top: int) -> Placed:
    """A paragraph for each pillar whose stars went over; nothing at all when none did."""
    left_out = {
        position: names for position in words.ORDER[::-1] if (names := left_out_stars(analysis, position, language))
    }
    if not left_out:
        return [], top
    boxes, y = heading(text("picture.heading.more_sinsal", language), "", top + GAP)
    for position, names in left_out.items():
        named = (
            text(f"chart.pillar.{position.key}", language) + ":",
            *(f"{name}," for name in names[:-1]),
            names[-1],
        )
        lines = wrapped(named, _PLAIN, INNER)
        boxes += stacked(lines, _PLAIN, Rect(LEFT, y, INNER, 44 * len(lines)), 44)
        y += 44 * len(lines)
    return boxes, y


def place_foot(analysis: Analysis, language: str, top: int) -> Placed:
    """Which clock was used and where the day changes, what else the chart could be, how to read the table."""
    boxes: list[Box] = [rule(top, "ink"), Panel(Rect(LEFT, top - 6, INNER, 2), fill="line")]
    y = top + 18
    for line, style in (
        (words.convention(analysis.chart, language), _FOOT),
        *((edge, _EDGE) for edge in edges(analysis.chart, language)),
        (text("picture.note.order", language), _FOOT),
    ):
        lines = wrapped(line.split(" "), style, INNER)
        boxes += stacked(lines, style, Rect(LEFT, y, INNER, 38 * len(lines)), 38)
        y += 38 * len(lines)
    return boxes, y
