"""납음 (納音): the sounding element of each pair of pillars, thirty in all.

Source: 三命通會, 論納音取象 ("甲子乙丑海中金 …").
"""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.ganji import Pillar
from core.saju.terms import ELEMENTS, Element


@dataclass(frozen=True, slots=True)
class Nayin:
    """Three Hanja, their Korean reading, and the element, which is the last of the three."""

    hanja: str
    hangul: str
    element: Element


_NAMES = """
海中金 해중금|爐中火 노중화|大林木 대림목|路傍土 노방토|劍鋒金 검봉금|山頭火 산두화
澗下水 간하수|城頭土 성두토|白鑞金 백랍금|楊柳木 양류목|泉中水 천중수|屋上土 옥상토
霹靂火 벽력화|松柏木 송백목|長流水 장류수|沙中金 사중금|山下火 산하화|平地木 평지목
壁上土 벽상토|金箔金 금박금|覆燈火 복등화|天河水 천하수|大驛土 대역토|釵釧金 차천금
桑柘木 상자목|大溪水 대계수|沙中土 사중토|天上火 천상화|石榴木 석류목|大海水 대해수
"""


def _nayin(words: str) -> Nayin:
    hanja, hangul = words.split()
    return Nayin(hanja, hangul, ELEMENTS["木火土金水".index(hanja[-1])])


NAYIN: tuple[Nayin, ...] = tuple(_nayin(words) for words in _NAMES.strip().replace("\n", "|").split("|"))


def nayin(pillar: Pillar) -> Nayin:
    """The 납음 of a pillar; 甲子 and 乙丑 share the first, 壬戌 and 癸亥 the last."""
    return NAYIN[pillar.index // 2]
