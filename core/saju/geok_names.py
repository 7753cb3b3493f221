"""The names of the 격국 and the value that says which one a chart has."""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.grounds import Ground
from core.saju.terms import Element, Sipseong

# 십성 of the month command → name; 비견 and 겁재 name no 격 of their own (子平真詮 論建祿月劫).
REGULAR: tuple[tuple[str, str], ...] = (
    ("건록격", "建祿格"),
    ("건록격", "建祿格"),
    ("식신격", "食神格"),
    ("상관격", "傷官格"),
    ("편재격", "偏財格"),
    ("정재격", "正財格"),
    ("편관격", "偏官格"),
    ("정관격", "正官格"),
    ("편인격", "偏印格"),
    ("정인격", "正印格"),
)
YANGIN = ("양인격", "陽刃格")

# By the group that the day master follows: 식상, 재성, 관성 (滴天髓 從象, 順局).
FOLLOWING: dict[int, tuple[str, str]] = {
    1: ("종아격", "從兒格"),
    2: ("종재격", "從財格"),
    3: ("종살격", "從殺格"),
}
STRONGEST = {0: ("종왕격", "從旺格"), 4: ("종강격", "從強格")}
# By element: 一行得氣 (三命通會, 淵海子平) and 化氣 (滴天髓 化象).
ONE_ELEMENT = (
    ("곡직격", "曲直格"),
    ("염상격", "炎上格"),
    ("가색격", "稼穡格"),
    ("종혁격", "從革格"),
    ("윤하격", "潤下格"),
)
TRANSFORMED = (
    ("화목격", "化木格"),
    ("화화격", "化火格"),
    ("화토격", "化土格"),
    ("화금격", "化金格"),
    ("화수격", "化水格"),
)


@dataclass(frozen=True, slots=True)
class Geok:
    """격국. `kind` is regular | following (종아 종재 종살) | strongest (종왕 종강) | one_element | transformed.

    `sipseong` is that of the month command for a regular 격 and None for a special one, whose `element` is the
    one that is followed or transformed into. `genuine` is False where only the lenient school lets it follow.
    """

    name: str
    hanja: str
    special: bool
    kind: str
    sipseong: Sipseong | None
    element: Element
    genuine: bool
    grounds: tuple[Ground, ...]
