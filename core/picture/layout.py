"""Where everything stands: an analysis becomes placed boxes, before a pixel is drawn."""

from __future__ import annotations

from datetime import date

from core.picture.boxes import Box, Panel, Rect, Sheet
from core.picture.grid import GAP, WIDTH
from core.picture.header import place_header
from core.picture.judgements import place_findings
from core.picture.luck import place_luck
from core.picture.notes import place_foot, place_more_stars, place_relations
from core.picture.pillars import place_pillars
from core.saju.analysis import Analysis

_TOP, _BOTTOM = 56, 50


def layout(analysis: Analysis, language: str, today: date | None = None) -> Sheet:
    """The whole picture, 1080 pixels wide and as high as its content. Pure; `today` marks the running 대운."""
    boxes: list[Box] = []
    placed, y = place_header(analysis.chart, language, _TOP)
    boxes += placed
    placed, y = place_pillars(analysis, language, y + 22)
    boxes += placed
    placed, y = place_findings(analysis, language, y + GAP - 10)
    boxes += placed
    placed, y = place_luck(analysis, language, today, y + GAP)
    boxes += placed
    placed, y = place_relations(analysis, language, y + GAP)
    boxes += placed
    placed, y = place_more_stars(analysis, language, y)
    boxes += placed
    placed, y = place_foot(analysis, language, y + GAP)
    boxes += placed
    height = y + _BOTTOM
    return Sheet(WIDTH, height, (*_frame(height), *boxes))


def _frame(height: int) -> tuple[Panel, ...]:
    """A double line around the page, as almanacs were printed."""
    page = Rect(0, 0, WIDTH, height)
    return (
        Panel(page.inset(18, 18), outline="ink", line=3),
        Panel(page.inset(26, 26), outline="line", line=2),
    )
