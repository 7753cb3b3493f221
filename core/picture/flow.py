"""Placing text so that it stays in its cell: shrunk to fit a line, or wrapped at spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.picture.boxes import Box, Panel, Rect, Style, TextBox
from core.picture.fonts import line_height, text_width
from core.saju.terms import Element

_SMALLEST = 12  # pixels; no text of ours comes near it, a very long place name is wrapped instead


def fitted(text: str, style: Style, width: int) -> Style:
    """The style, smaller if need be so that `text` is no wider than `width`."""
    size = style.size
    while text_width(text, style) > width and size > _SMALLEST:
        size -= 1
        style = replace(style, size=size)
    return style


def centred(text: str, style: Style, cell: Rect) -> TextBox:
    """One line in the middle of a cell."""
    return _placed(text, style, cell, 0.5)


def to_left(text: str, style: Style, cell: Rect) -> TextBox:
    """One line at the left of a cell, in the middle of its height."""
    return _placed(text, style, cell, 0.0)


def to_right(text: str, style: Style, cell: Rect) -> TextBox:
    return _placed(text, style, cell, 1.0)


def _placed(text: str, style: Style, cell: Rect, across: float) -> TextBox:
    style = fitted(text, style, cell.width)
    width, height = text_width(text, style), line_height(text, style)
    x = cell.x + round((cell.width - width) * across)
    return TextBox(text, Rect(x, cell.y + (cell.height - height) // 2, width, height), cell, style)


def wrapped(words: Iterable[str], style: Style, width: int, gap: str = " ") -> tuple[str, ...]:
    """`words` joined by `gap` into lines no wider than `width`; a word that is wider by itself is cut."""
    lines: list[str] = []
    for word in (piece for whole in words for piece in _pieces(whole, style, width)):
        if lines and text_width(lines[-1] + gap + word, style) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return tuple(lines)


def _pieces(word: str, style: Style, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, style) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def stacked(lines: Sequence[str], style: Style, cell: Rect, pitch: int, *, middle: bool = False) -> list[Box]:
    """Lines one below the other from the top of the cell, `pitch` pixels each."""
    place = centred if middle else to_left
    return [place(line, style, Rect(cell.x, cell.y + n * pitch, cell.width, pitch)) for n, line in enumerate(lines)]


def tile(element: Element, rect: Rect, radius: int) -> Panel:
    """The ground of a character in the colour of its element."""
    edge = "edge" if element is Element.METAL else None
    return Panel(rect, fill=element.key, outline=edge, radius=radius)


def small_tile(character: str, element: Element, rect: Rect) -> list[Box]:
    """One Hanja on its element."""
    size = round(rect.height * 0.66)
    style = Style(size, f"on_{element.key}", "serif", heavy=True, on=element.key)
    return [tile(element, rect, radius=rect.height // 6), centred(character, style, rect)]
