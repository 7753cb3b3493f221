"""납음: the thirty names against the arithmetic of their elements, and lines of the song."""

from __future__ import annotations

import pytest

from core.saju.ganji import PILLAR_BY_GANJI, PILLARS
from core.saju.nayin import nayin
from core.saju.terms import Element


def test_elements_follow_the_count_of_stem_and_branch() -> None:
    """甲乙 1 … 壬癸 5, 子丑午未 1, 寅卯申酉 2, 辰巳戌亥 3; the sum, less five, is 木金水火土 of 1-5."""
    by_sum = (Element.EARTH, Element.WOOD, Element.METAL, Element.WATER, Element.FIRE)
    for pillar in PILLARS:
        count = pillar.stem // 2 + 1 + pillar.branch % 6 // 2 + 1
        assert nayin(pillar).element is by_sum[count % 5], pillar.ganji


def test_each_element_sounds_twelve_times() -> None:
    for element in Element:
        assert sum(nayin(pillar).element is element for pillar in PILLARS) == 12


def test_thirty_names_each_for_two_neighbours() -> None:
    assert len({nayin(pillar).hanja for pillar in PILLARS}) == 30
    assert all(nayin(PILLARS[i]) is nayin(PILLARS[i + 1]) for i in range(0, 60, 2))


@pytest.mark.parametrize(
    ("ganji", "hanja", "hangul"),
    [
        ("甲子", "海中金", "해중금"),
        ("庚午", "路傍土", "노방토"),
        ("甲申", "泉中水", "천중수"),
        ("甲午", "沙中金", "사중금"),
        ("甲辰", "覆燈火", "복등화"),
        ("甲寅", "大溪水", "대계수"),
        ("癸亥", "大海水", "대해수"),
    ],
)
def test_lines_of_the_song(ganji: str, hanja: str, hangul: str) -> None:
    """三命通會, 論納音取象: the head of each run, and the end."""
    found = nayin(PILLAR_BY_GANJI[ganji])
    assert (found.hanja, found.hangul) == (hanja, hangul)
