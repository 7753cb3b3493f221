"""The flags of a luck pillar that the books name: 복음, 반음, 세운병림, 전실. Sources in `luck`."""

from __future__ import annotations

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.grounds import Ground
from core.saju.places_in_chart import POSITION_KEYS
from core.saju.terms import Branch

_DAY = "淵海子平 論征太歲"
_PRACTICE = "Korean practice (伏吟, 返吟), after 淵海子平 論征太歲"
_TOGETHER = "三命通會 卷十 (歲運併臨)"
_FILLED = "三命通會 論空亡 (塡實)"


def are_opposed(one: Pillar, other: Pillar) -> bool:
    """천극지충 (天剋地沖): the branches clash and one stem controls the other: six steps of the sixty apart."""
    return (one.index - other.index) % 60 in (6, 54)


def luck_grounds(
    chart: Chart, kind: str, pillar: Pillar, daewoon: Pillar | None, void: tuple[Branch, ...]
) -> tuple[Ground, ...]:
    """Details name the luck, the place that it meets, and the characters."""
    found: list[Ground] = []
    own = [(key, p) for key, p in zip(POSITION_KEYS, chart.pillars, strict=True) if p is not None]
    if daewoon is not None:
        own.append(("daewoon", daewoon))
    for place, other in own:
        if other.index == pillar.index:
            found.append(_same(kind, place, pillar))
        elif are_opposed(pillar, other):
            source = _DAY if (place, kind) == ("day", "seun") else _PRACTICE
            found.append(Ground("baneum", (kind, place, other.ganji + pillar.ganji), source))
    if pillar.branch in void:
        found += [
            Ground("jeonsil", (f"{kind}_branch", f"{place}_branch", pillar.branch.hanja), _FILLED)
            for place, other in own
            if other.branch == pillar.branch and place != "daewoon"
        ]
    return tuple(found)


def _same(kind: str, place: str, pillar: Pillar) -> Ground:
    if (kind, place) == ("seun", "daewoon"):
        return Ground("seunbyeongnim", (kind, place, pillar.ganji), _TOGETHER)
    return Ground("bogeum", (kind, place, pillar.ganji), _PRACTICE)
