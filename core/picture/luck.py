"""대운: the ten periods, the first at the right, the running one marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.picture import words
from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import centred, small_tile, stacked, wrapped
from core.picture.grid import INNER, LEFT, RIGHT, Placed, heading
from core.saju.analysis import Analysis
from core.saju.daewoon import PERIODS, Daewoon
from core.texts import text

_COLUMN = INNER // PERIODS
_MARGIN = (INNER - PERIODS * _COLUMN) // 2
_SIDE = 78
_AGE = Style(34, "ink", "serif", heavy=True)
_GOD = Style(25, "ink")
_YEAR = Style(23, "muted")
_NOW = Style(23, "on_accent", heavy=True, on="accent")
_ASK = Style(28, "muted")
_NOW_HEIGHT = 34


def place_luck(analysis: Analysis, language: str, today: date | None, top: int) -> Placed:
    """The row of periods, or, when there is none, what it needs."""
    table = analysis.daewoon
    title = text("picture.heading.luck", language)
    if table is None:
        boxes, y = heading(title, "", top)
        lines = wrapped(words.no_luck(analysis, language).split(" "), _ASK, INNER)
        boxes += stacked(lines, _ASK, Rect(LEFT, y, INNER, 44 * len(lines)), 44)
        return boxes, y + 44 * len(lines)
    note = f"{words.luck_note(table, language)} · {text('picture.note.right_to_left', language)}"
    boxes, y = heading(title, note, top)
    current = words.current_period(table, today)
    y, bottom = (y - _NOW_HEIGHT + 6, y) if current is None else (y - 6, y)
    for number, period in enumerate(table.list):
        x = RIGHT - _MARGIN - (number + 1) * _COLUMN
        more, bottom = _period(period, language, x, y, now=period == current)
        boxes += more
    return boxes, bottom


def _period(period: Daewoon, language: str, x: int, top: int, *, now: bool) -> Placed:
    """From above: the mark of now, age, 십성, stem, branch, 십성, the year it starts."""
    boxes: list[Box] = []
    y = top + _NOW_HEIGHT
    height = 46 + 36 + 2 * _SIDE + 8 + 40 + (0 if period.start is None else 36)
    if now:
        ground = Rect(x, top, _COLUMN, _NOW_HEIGHT + height)
        boxes += [
            Panel(ground, fill="tint", outline="accent", radius=16, line=3),
            Panel(Rect(x, top, _COLUMN, _NOW_HEIGHT), fill="accent", radius=14),
            centred(text("picture.now", language), _NOW, Rect(x + 4, top, _COLUMN - 8, _NOW_HEIGHT)),
        ]
    age = "–" if period.age is None else str(period.age)
    boxes.append(_line(age, _AGE, x, y, 46, now))
    boxes.append(
        _line(text(f"picture.sipseong_brief.{period.stem_sipseong.hanja}", language), _GOD, x, y + 46, 36, now)
    )
    square = Rect(x + (_COLUMN - _SIDE) // 2, y + 82, _SIDE, _SIDE)
    below = replace(square, y=square.bottom + 8)
    stem, branch = period.pillar.stem, period.pillar.branch
    boxes += small_tile(stem.hanja, stem.element, square)
    boxes += small_tile(branch.hanja, branch.element, below)
    branch_god = text(f"picture.sipseong_brief.{period.branch_sipseong.hanja}", language)
    boxes.append(_line(branch_god, _GOD, x, below.bottom, 40, now))
    if period.start is not None:
        boxes.append(_line(str(period.start.year), _YEAR, x, below.bottom + 38, 34, now))
    return boxes, y + height


def _line(words_: str, style: Style, x: int, y: int, height: int, now: bool) -> Box:
    return centred(words_, replace(style, on="tint") if now else style, Rect(x + 3, y, _COLUMN - 6, height))
