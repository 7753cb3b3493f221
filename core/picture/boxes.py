"""What a picture is made of before it is drawn: rectangles, panels and texts at their places, in pixels.

Colours are names of roles (`core.picture.colours`), so that one layout serves every theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Face = Literal["sans", "serif"]


@dataclass(frozen=True, slots=True)
class Rect:
    """Pixels from the top left corner; `right` and `bottom` are the first ones outside."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def contains(self, other: Rect) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def overlaps(self, other: Rect) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def inset(self, across: int, down: int = 0) -> Rect:
        return Rect(self.x + across, self.y + down, self.width - 2 * across, self.height - 2 * down)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks. `size` is the em in pixels; `on` is the role of the ground beneath it."""

    size: int
    colour: str = "ink"
    face: Face = "sans"
    heavy: bool = False  # drawn with a thin stroke: the font has one weight
    on: str = "paper"


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of text in `rect`, its own measured box, which lies within the `cell` it was given."""

    text: str
    rect: Rect
    cell: Rect
    style: Style


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled or outlined rectangle; panels are drawn in order, beneath all texts."""

    rect: Rect
    fill: str | None = None
    outline: str | None = None
    radius: int = 0
    line: int = 2  # pixels of the outline


Box = TextBox | Panel


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole picture, ready to be drawn."""

    width: int
    height: int
    boxes: tuple[Box, ...]

    @property
    def texts(self) -> tuple[TextBox, ...]:
        return tuple(box for box in self.boxes if isinstance(box, TextBox))

    @property
    def panels(self) -> tuple[Panel, ...]:
        return tuple(box for box in self.boxes if isinstance(box, Panel))
