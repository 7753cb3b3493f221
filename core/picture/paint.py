"""Draws a sheet. Nothing is decided here but pixels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from core.picture.boxes import Panel, Sheet, TextBox
from core.picture.colours import THEMES, Theme
from core.picture.fonts import MIDDLE, font, stroke_px

_SMOOTH = 4  # corners are drawn this many times larger and made small again: Pillow's own have steps
_COMPRESSION = 3  # 6 takes half as long again for 6 % less


def paint(sheet: Sheet, theme: Theme) -> bytes:
    """The sheet as PNG. The same sheet gives the same bytes with the same Pillow."""
    colours = THEMES[theme]
    image = Image.new("RGB", (sheet.width, sheet.height), colours["paper"])
    draw = ImageDraw.Draw(image)
    for panel in sheet.panels:
        _paint_panel(image, draw, panel, colours)
    for box in sheet.texts:
        _paint_text(draw, box, colours)
    out = BytesIO()
    image.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def _paint_panel(image: Image.Image, draw: ImageDraw.ImageDraw, panel: Panel, colours: Mapping[str, str]) -> None:
    rect, radius = panel.rect, panel.radius
    if radius == 0:
        corners = (rect.x, rect.y, rect.right - 1, rect.bottom - 1)
        outline = None if panel.outline is None else colours[panel.outline]
        draw.rectangle(corners, None if panel.fill is None else colours[panel.fill], outline, panel.line)
        return
    radius = min(radius, rect.width // 2, rect.height // 2)
    at = (rect.x, rect.y)
    if panel.fill is not None:
        image.paste(colours[panel.fill], at, _mask(rect.width, rect.height, radius, None))
    if panel.outline is not None:
        image.paste(colours[panel.outline], at, _mask(rect.width, rect.height, radius, panel.line))


@lru_cache(maxsize=64)
def _mask(width: int, height: int, radius: int, line: int | None) -> Image.Image:
    """Where a rounded rectangle, or its outline of `line` pixels, covers the pixels: 0 not at all, 255 wholly."""
    mask = Image.new("L", (width, height), 255 if line is None else 0)
    if line is not None:
        ImageDraw.Draw(mask).rectangle((0, 0, width - 1, height - 1), outline=255, width=line)
    corner = _corner(radius, line)
    for x, y, turned in (
        (0, 0, corner),
        (width - radius, 0, ImageOps.mirror(corner)),
        (0, height - radius, ImageOps.flip(corner)),
        (width - radius, height - radius, corner.rotate(180)),
    ):
        mask.paste(turned, (x, y))
    return mask


@lru_cache(maxsize=64)
def _corner(radius: int, line: int | None) -> Image.Image:
    """The top left corner of such a mask, `radius` pixels square."""
    big = Image.new("L", (radius * _SMOOTH, radius * _SMOOTH), 0)
    across = 2 * radius * _SMOOTH - 1
    if line is None:
        ImageDraw.Draw(big).ellipse((0, 0, across, across), fill=255)
    else:
        ImageDraw.Draw(big).ellipse((0, 0, across, across), outline=255, width=line * _SMOOTH)
    return big.reduce(_SMOOTH)


def _paint_text(draw: ImageDraw.ImageDraw, box: TextBox, colours: Mapping[str, str]) -> None:
    style, rect = box.style, box.rect
    stroke = stroke_px(style)
    baseline = rect.y + rect.height / 2 + MIDDLE * style.size
    draw.text(
        (rect.x + stroke, round(baseline)),
        box.text,
        fill=colours[style.colour],
        font=font(style.face, style.size),
        anchor="ls",
        stroke_width=stroke,
        stroke_fill=colours[style.colour],
    )
