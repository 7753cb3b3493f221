"""The measures that all sections share, in pixels."""

from __future__ import annotations

from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import to_left, to_right
from core.picture.fonts import text_width

WIDTH = 1080
LEFT, RIGHT = 56, 1024
INNER = RIGHT - LEFT
GAP = 44  # between sections

_HEADING = Style(34, "ink", "serif", heavy=True)
_NOTE = Style(26, "muted")
_HEADING_HEIGHT = 52

Placed = tuple[list[Box], int]
"""Boxes, and the first row of pixels beneath them."""


def heading(title: str, note: str, top: int) -> Placed:
    """A section's name at the left, a remark at the right, and a line beneath both."""
    wide = text_width(title, _HEADING)
    boxes: list[Box] = [
        to_left(title, _HEADING, Rect(LEFT, top, wide, _HEADING_HEIGHT)),
        rule(top + _HEADING_HEIGHT),
    ]
    if note:
        boxes.append(to_right(note, _NOTE, Rect(LEFT + wide + 24, top, INNER - wide - 24, _HEADING_HEIGHT)))
    return boxes, top + _HEADING_HEIGHT + 20


def rule(y: int, colour: str = "line") -> Panel:
    """A thin line across the page."""
    return Panel(Rect(LEFT, y, INNER, 2), fill=colour)
