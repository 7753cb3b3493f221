"""The two faces of the picture, Noto Sans KR and Noto Serif KR (SIL Open Font License 1.1), and their measures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import ceil

from PIL import ImageFont
from pylopdf_fonts_ko import sans_path, serif_path

from core.picture.boxes import Face, Style

# The middle of a Hanja lies this far above the baseline, in ems: its square runs from -0.12 to 0.88.
MIDDLE = 0.38
_LINE = 1.3  # height of a line in ems: descenders of Latin letters and brackets lie within
_HANJA_LINE = 1.06  # where there are only Hanja
_HEAVY_STROKE: Mapping[Face, float] = {"sans": 0.024, "serif": 0.017}  # ems on each side
_UNASSIGNED = "\U000effff"  # no font has it, so that it shows what a missing character looks like
_PROBE_PX = 24


@lru_cache(maxsize=128)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels. Basic layout: the same pixels with or without a shaping library installed.

    Opened by path: from bytes each size would keep its own copy of the 5 or 8 MB file.
    """
    path = sans_path() if face == "sans" else serif_path()
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def stroke_px(style: Style) -> float:
    return style.size * _HEAVY_STROKE[style.face] if style.heavy else 0.0


@lru_cache(maxsize=8192)
def text_width(text: str, style: Style) -> int:
    """Pixels across, with a heavy style's stroke and what the last letter leans over (the f of Self)."""
    drawn = font(style.face, style.size)
    return ceil(max(drawn.getlength(text), drawn.getbbox(text, anchor="ls")[2]) + 2 * stroke_px(style))


def line_height(text: str, style: Style) -> int:
    only_hanja = all("\u4e00" <= character <= "\u9fff" for character in text)
    return ceil(style.size * (_HANJA_LINE if only_hanja else _LINE))


def drawable(text: str) -> str:
    """`text` without the characters that the font lacks: a person may name a place in any script."""
    return "".join(character for character in text if _has(character))


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    return character.isspace() or _ink(character) != _ink(_UNASSIGNED)


def _ink(character: str) -> bytes:
    mask = font("sans", _PROBE_PX).getmask(character)
    return bytes(mask) + repr(mask.size).encode()
