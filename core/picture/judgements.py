"""오행 as a bar and numbers, and 강약, 격국, 용신 and 공망 in a word each."""

from __future__ import annotations

from core.picture import words
from core.picture.boxes import Box, Panel, Rect, Style
from core.picture.flow import centred, small_tile, to_left
from core.picture.grid import GAP, INNER, LEFT, Placed, heading
from core.saju.analysis import Analysis
from core.saju.strength import LABELS
from core.saju.terms import ELEMENTS
from core.texts import text

_BAR = 40
_COUNT = Style(28, "ink")
_SHARE = Style(26, "muted")
_CELL = INNER // 5
_SIDE = 58  # a name stands nearer to its own tile than to the next, in English too

_FIELD = INNER // 4
_LABEL = Style(27, "muted")
_VALUE = Style(42, "ink", "serif", heavy=True)
_REMARK = Style(26, "muted")


def place_elements(analysis: Analysis, language: str, top: int) -> Placed:
    """A bar of shares with hidden stems, then each element's characters and share."""
    boxes, y = heading(text("picture.heading.elements", language), text("picture.note.elements", language), top)
    boxes += _bar(analysis.ohang_shares, Rect(LEFT, y, INNER, _BAR))
    y += _BAR + 22
    for element, count, percent in zip(
        ELEMENTS, analysis.ohang, words.percents(analysis.ohang_shares), strict=True
    ):
        x = LEFT + element * _CELL
        name = words.element_name(element, language)
        beside = Rect(x + _SIDE + 11, y - 8, _CELL - _SIDE - 33, 40)
        below = Rect(beside.x, beside.bottom, beside.width, 36)
        boxes += small_tile(element.hanja, element, Rect(x, y, _SIDE, _SIDE))
        boxes.append(
            to_left(text("picture.element_count.count", language, element=name, count=count), _COUNT, beside)
        )
        boxes.append(to_left(text("picture.element_count.share", language, percent=percent), _SHARE, below))
    return boxes, y + _SIDE


def _bar(shares: tuple[float, ...], rect: Rect) -> list[Box]:
    """Segments side by side whose widths add up to the whole bar; an absent element has none."""
    boxes: list[Box] = []
    total = 0.0
    for element, share in zip(ELEMENTS, shares, strict=True):
        begin = rect.x + round(rect.width * total)
        total += share
        end = rect.x + round(rect.width * total)
        if end - begin > 3:
            edge = "edge" if element.key == "metal" else None
            boxes.append(Panel(Rect(begin, rect.y, end - begin - 3, rect.height), element.key, edge, radius=8))
    return boxes


def place_judgements(analysis: Analysis, language: str, top: int) -> Placed:
    """Four fields side by side."""
    yongsin = analysis.yongsin
    remarks = (
        text(
            "picture.judgement.huisin",
            language,
            element=words.element_name(yongsin.huisin, language),
            method=text(f"picture.method.{yongsin.method}", language),
        ),
        analysis.geok.hanja,
        words.void_place(analysis, language),
    )
    void = "".join(branch.hanja for branch in analysis.gongmang)
    fields = [_field(n, top) for n in range(4)]
    boxes: list[Box] = [Panel(Rect(LEFT + n * _FIELD - 1, top + 8, 2, 138), fill="line") for n in (1, 2, 3)]
    names = ("strength", "yongsin", "geok", "gongmang")
    for name, (label, _, _) in zip(names, fields, strict=True):
        boxes.append(centred(text(f"picture.judgement.{name}", language), _LABEL, label))
    boxes.append(centred(words.strength_label(analysis, language), _VALUE, fields[0][1]))
    boxes += _scale(LABELS.index(analysis.strength.label), fields[0][2])
    boxes += _useful(analysis, language, fields[1][1])
    boxes.append(centred(words.geok_name(analysis, language), _VALUE, fields[2][1]))
    boxes.append(centred(void, _VALUE, fields[3][1]))
    boxes += [centred(remark, _REMARK, field[2]) for remark, field in zip(remarks, fields[1:], strict=True)]
    return boxes, top + 154


def _field(number: int, top: int) -> tuple[Rect, Rect, Rect]:
    """Cells of the label, the value and the remark."""
    x, width = LEFT + number * _FIELD + 10, _FIELD - 20
    return Rect(x, top, width, 40), Rect(x, top + 42, width, 66), Rect(x, top + 112, width, 40)


def _scale(grade: int, cell: Rect) -> list[Box]:
    """Seven steps from weak to strong; the chart's own is tall and red."""
    step, gap = 22, 6
    x = cell.x + (cell.width - 7 * step - 6 * gap) // 2
    boxes: list[Box] = []
    for number in range(7):
        own = number == grade
        height = 26 if own else 12
        rect = Rect(x + number * (step + gap), cell.y + (cell.height - height) // 2, step, height)
        boxes.append(Panel(rect, fill="accent" if own else "line", radius=5))
    return boxes


def _useful(analysis: Analysis, language: str, cell: Rect) -> list[Box]:
    """The 용신 as a tile and a name, together in the middle of the cell."""
    element = analysis.yongsin.primary
    side = 58
    name = centred(
        words.yongsin_label(analysis, language), _VALUE, Rect(cell.x, cell.y, cell.width - side - 12, cell.height)
    )
    total = side + 12 + name.rect.width
    x = cell.x + (cell.width - total) // 2
    square = Rect(x, cell.y + (cell.height - side) // 2, side, side)
    beside = Rect(square.right + 12, cell.y, name.rect.width, cell.height)
    return [*small_tile(element.hanja, element, square), to_left(name.text, name.style, beside)]


def place_findings(analysis: Analysis, language: str, top: int) -> Placed:
    """오행 and what the school concludes from it."""
    boxes, y = place_elements(analysis, language, top)
    more, y = place_judgements(analysis, language, y + GAP)
    return boxes + more, y
