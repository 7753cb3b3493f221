"""Title, seal and birth at the head of the picture."""

from __future__ import annotations

from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import centred, stacked, to_left, wrapped
from core.picture.grid import INNER, LEFT, RIGHT, Placed, rule
from core.picture.words import birth_lines
from core.saju.chart import Chart
from core.texts import text

_TITLE = Style(64, "ink", "serif", heavy=True)
_BIRTH = Style(31, "ink")
_BIRTH_MORE = Style(28, "muted")
_SEAL = 124
_SEAL_TEXT = Style(45, "on_accent", "serif", heavy=True, on="accent")
_TITLE_HEIGHT = 88


def place_header(chart: Chart, language: str, top: int) -> Placed:
    """The birth is shown: the picture is private to the person it was made for."""
    width = INNER - _SEAL - 24
    boxes: list[Box] = [to_left(text("picture.title", language), _TITLE, Rect(LEFT, top, width, _TITLE_HEIGHT))]
    boxes += _seal(text("picture.seal", language), Rect(RIGHT - _SEAL, top + 6, _SEAL, _SEAL))
    y = top + _TITLE_HEIGHT + 12
    for number, line in enumerate(birth_lines(chart, language)):
        style, pitch = (_BIRTH, 46) if number == 0 else (_BIRTH_MORE, 42)
        lines = wrapped(line.split(" "), style, width)
        boxes += stacked(lines, style, Rect(LEFT, y, width, pitch * len(lines)), pitch)
        y += pitch * len(lines)
    y += 18
    boxes += [rule(y, "ink"), rule(y + 6)]
    return boxes, y + 8


def _seal(characters: str, rect: Rect) -> list[Box]:
    """Four Hanja in two columns, read from the right, as a name seal is cut."""
    boxes: list[Box] = [
        Panel(rect, fill="accent", radius=16),
        Panel(rect.inset(7, 7), outline="on_accent", radius=11),
    ]
    field = rect.inset(13, 11)
    half_width, half_height = field.width // 2, field.height // 2
    for number, character in enumerate(characters):
        column, row = 1 - number // 2, number % 2
        cell = Rect(field.x + column * half_width, field.y + row * half_height, half_width, half_height)
        boxes.append(centred(character, _SEAL_TEXT, cell))
    return boxes
