"""The table of the four pillars: the hour at the left, the year at the right, as almanacs print it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.picture import words
from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import centred, small_tile, stacked, tile, to_left, wrapped
from core.picture.grid import INNER, LEFT, RIGHT, Placed
from core.saju.analysis import Analysis
from core.saju.hidden_stems import HiddenStem
from core.saju.sipseong import sipseong
from core.saju.terms import Element, Position
from core.texts import text

_LABELS = 92
_COLUMN = (INNER - _LABELS) // 4
_TILE_WIDTH, _TILE_HEIGHT, _TILE_GAP = 188, 178, 12
_HANJA_PX, _READING_PX = 106, 31
_VOID_PX = 32
_HIDDEN_ROWS, _HIDDEN_PITCH, _HIDDEN_INDENT = 3, 54, 28
STAR_LINES = 5  # what does not fit is told beneath the table
_STAR_PITCH = 37

_LABEL = Style(26, "muted")
_NAME = Style(30, "ink", "serif", heavy=True)
_GOD = Style(32, "ink")
_SELF = Style(32, "accent", heavy=True)
_HIDDEN = Style(28, "ink")
_STAGE = Style(30, "ink")
_SOUND = Style(27, "ink")
_STAR = Style(25, "ink")
_EMPTY = Style(27, "muted")

_Filler = Callable[[Position, Rect], list[Box]]


def place_pillars(analysis: Analysis, language: str, top: int) -> Placed:
    """Names, 십성, tiles, 십성, 지장간, 운성, 납음 and 신살, a column to each pillar."""
    table = _Table(analysis, language)
    rows: list[tuple[str, int, _Filler, bool]] = [
        ("", 58, table.name, False),
        ("sipseong", 50, table.stem_sipseong, False),
        ("stem", _TILE_HEIGHT + _TILE_GAP, table.stem, False),
        ("branch", _TILE_HEIGHT + _TILE_GAP, table.branch, False),
        ("sipseong", 54, table.branch_sipseong, False),
        ("hidden", _HIDDEN_ROWS * _HIDDEN_PITCH + 22, table.hidden, True),
        ("stage", 62, table.stage, True),
        ("nayin", 62, table.nayin, True),
        ("sinsal", table.star_height, table.sinsal, True),
    ]
    boxes: list[Box] = []
    y = top
    for label, height, fill, ruled in rows:
        if ruled:
            boxes.append(Panel(Rect(LEFT, y, INNER, 2), fill="line"))
        if label:
            boxes += _label(text(f"picture.row.{label}", language), Rect(LEFT, y + 2, _LABELS - 10, height - 2))
        for position in words.ORDER:
            cell = Rect(column_x(position), y + 2, _COLUMN, height - 2)
            boxes += fill(position, cell)
        y += height
    ground = Panel(Rect(column_x(Position.DAY), top, _COLUMN, y - top + 6), fill="tint", radius=18)
    return [ground, *boxes], y + 6


def column_x(position: Position) -> int:
    return RIGHT - _COLUMN * (position + 1)


def _label(words_: str, cell: Rect) -> list[Box]:
    lines = words_.split(" ")
    pitch = 34
    top = cell.y + (cell.height - pitch * len(lines)) // 2
    return stacked(lines, _LABEL, Rect(cell.x, top, cell.width, pitch * len(lines)), pitch)


def left_out_stars(analysis: Analysis, position: Position, language: str) -> tuple[str, ...]:
    """The stars of a pillar that the table has no room for."""
    return words.stars_at(analysis, position, language)[_shown(analysis, position, language) :]


def _star_lines(names: tuple[str, ...]) -> tuple[str, ...]:
    return wrapped(names, _STAR, _COLUMN - 12, gap=" · ")


def _shown(analysis: Analysis, position: Position, language: str) -> int:
    """How many stars stand in the table."""
    names = words.stars_at(analysis, position, language)
    count = len(names)
    while len(_star_lines(names[:count])) > STAR_LINES:
        count -= 1
    return count


@dataclass(frozen=True, slots=True)
class _Table:
    """One method a row, each filling the cell of one pillar."""

    analysis: Analysis
    language: str

    @property
    def star_height(self) -> int:
        lines = (len(self._stars(position)) for position in words.ORDER)
        return max(*lines, 1) * _STAR_PITCH + 26

    def name(self, position: Position, cell: Rect) -> list[Box]:
        return [centred(text(f"picture.pillar.{position.key}", self.language), self._on(_NAME, position), cell)]

    def stem_sipseong(self, position: Position, cell: Rect) -> list[Box]:
        if self._unknown(position):
            return []
        style = _SELF if position is Position.DAY else _GOD
        return [
            centred(
                words.stem_sipseong(self.analysis, position, self.language),
                self._on(style, position),
                cell.inset(6),
            )
        ]

    def branch_sipseong(self, position: Position, cell: Rect) -> list[Box]:
        if self._unknown(position):
            return []
        name = words.sipseong_name(self.analysis.sipseong[f"{position.key}_branch"], self.language)
        return [centred(name, self._on(_GOD, position), cell.inset(6))]

    def stem(self, position: Position, cell: Rect) -> list[Box]:
        pillar = self.analysis.chart.pillars[position]
        if pillar is None:
            return self._empty_tiles(cell)
        stem = pillar.stem
        return _character(stem.hanja, words.stem_name(stem, self.language), stem.element, cell)

    def branch(self, position: Position, cell: Rect) -> list[Box]:
        pillar = self.analysis.chart.pillars[position]
        if pillar is None:
            return []
        branch = pillar.branch
        boxes = _character(branch.hanja, words.branch_name(branch, self.language), branch.element, cell)
        if position.key in self.analysis.gongmang_places:
            boxes += _void_mark(text("picture.void_mark", self.language), branch.element, _tile_rect(cell))
        return boxes

    def hidden(self, position: Position, cell: Rect) -> list[Box]:
        if self._unknown(position):
            return [self._dash(position, cell)]
        rows = self.analysis.hidden_stems[position.key]
        top = cell.y + (cell.height - _HIDDEN_PITCH * len(rows)) // 2
        boxes: list[Box] = []
        for number, hidden in enumerate(rows):
            row = Rect(cell.x + 14, top + number * _HIDDEN_PITCH, cell.width - 20, _HIDDEN_PITCH)
            boxes += self._hidden_row(hidden, row, position)
        return boxes

    def _hidden_row(self, hidden: HiddenStem, row: Rect, position: Position) -> list[Box]:
        side = _HIDDEN_PITCH - 10
        god = sipseong(self.analysis.chart.day_master, hidden.stem)
        name = text(f"picture.sipseong_brief.{god.hanja}", self.language)
        square = Rect(row.x + _HIDDEN_INDENT, row.y + 5, side, side)
        beside = Rect(square.right + 12, row.y, row.right - square.right - 12, row.height)
        return [
            *small_tile(hidden.stem.hanja, hidden.stem.element, square),
            to_left(name, self._on(_HIDDEN, position), beside),
        ]

    def stage(self, position: Position, cell: Rect) -> list[Box]:
        stage = self.analysis.stages["bong"][position.key]
        if stage is None:
            return [self._dash(position, cell)]
        name = f"{words.stage_name(stage, self.language)} {stage.hanja}"
        return [centred(name, self._on(_STAGE, position), cell.inset(6))]

    def nayin(self, position: Position, cell: Rect) -> list[Box]:
        if self._unknown(position):
            return [self._dash(position, cell)]
        sound = self.analysis.nayin[position.key]
        name = text(f"picture.nayin.{sound.hanja}", self.language)
        shown = f"{name} {sound.hanja}" if self.language == "ko" else name
        return [centred(shown, self._on(_SOUND, position), cell.inset(4))]

    def sinsal(self, position: Position, cell: Rect) -> list[Box]:
        lines = self._stars(position)
        if not lines:
            return [self._dash(position, cell)]
        top = Rect(cell.x + 6, cell.y + 12, cell.width - 12, cell.height - 12)
        return stacked(lines, self._on(_STAR, position), top, _STAR_PITCH, middle=True)

    def _stars(self, position: Position) -> tuple[str, ...]:
        names = words.stars_at(self.analysis, position, self.language)
        return _star_lines(names[: _shown(self.analysis, position, self.language)])

    def _unknown(self, position: Position) -> bool:
        return self.analysis.chart.pillars[position] is None

    def _on(self, style: Style, position: Position) -> Style:
        return replace(style, on="tint") if position is Position.DAY else style

    def _dash(self, position: Position, cell: Rect) -> Box:
        return centred("–", self._on(_EMPTY, position), cell)

    def _empty_tiles(self, cell: Rect) -> list[Box]:
        """One empty frame over the places of stem and branch."""
        first = _tile_rect(cell)
        frame = Rect(first.x, first.y, first.width, 2 * _TILE_HEIGHT + _TILE_GAP)
        lines = wrapped(text("picture.unknown_hour", self.language).split(" "), _EMPTY, frame.width - 24)
        pitch = 40
        top = Rect(
            frame.x + 12, frame.y + (frame.height - pitch * len(lines)) // 2, frame.width - 24, pitch * len(lines)
        )
        return [Panel(frame, outline="muted", radius=22), *stacked(lines, _EMPTY, top, pitch, middle=True)]


def _tile_rect(cell: Rect) -> Rect:
    return Rect(cell.x + (cell.width - _TILE_WIDTH) // 2, cell.y + _TILE_GAP // 2 - 1, _TILE_WIDTH, _TILE_HEIGHT)


def _character(hanja: str, reading: str, element: Element, cell: Rect) -> list[Box]:
    """A large Hanja and how it is read, on a tile of its element."""
    rect = _tile_rect(cell)
    split = rect.y + round(_TILE_HEIGHT * 0.71)
    big = Style(_HANJA_PX, f"on_{element.key}", "serif", heavy=True, on=element.key)
    small = Style(_READING_PX, f"on_{element.key}", on=element.key)
    return [
        tile(element, rect, radius=22),
        centred(hanja, big, Rect(rect.x, rect.y, rect.width, split - rect.y)),
        centred(reading, small, Rect(rect.x + 8, split, rect.width - 16, rect.bottom - split - 9)),
    ]


def _void_mark(mark: str, element: Element, rect: Rect) -> list[Box]:
    """空 in the corner of a tile whose branch is void."""
    spot = Rect(rect.right - _VOID_PX - 7, rect.y + 8, _VOID_PX, _VOID_PX)
    style = Style(20, f"on_{element.key}", "sans", on=element.key)
    return [Panel(spot, outline=f"on_{element.key}", radius=spot.width // 2), centred(mark, style, spot)]
