"""The elements of a 용신 judgement: its values, and each of the methods that proposes one.

Groups are 비겁 식상 재성 관성 인성 (0-4), counted in the order of generation from the day master: what group g
feeds is g + 1 and what it controls g + 2, so the methods work on groups and name elements only at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from core.saju.geok_names import Geok
from core.saju.grounds import Ground
from core.saju.terms import ELEMENTS, SIPSEONG_GROUPS, Element, Sipseong

Shares = tuple[float, float, float, float, float]

EXCESS = 0.45  # 병: one group with this much of the chart
BREAKS = 0.30  # 병: what breaks the 격 with this much
TOP, SECOND = 0.30, 0.25  # 통관: two groups in control of each other with this much each
PRESENT = 0.08  # a 관성 with less cannot be leaned on

SOURCES = {
    "eokbu": "滴天髓闡微 衰旺",
    "johu": "窮通寶鑑",
    "tonggwan": "滴天髓 通關",
    "byeongyak": "神峰通考 病藥說",
    "jeonwang": "滴天髓闡微 從象",
    "hwagyeok": "滴天髓 化象",
    "gyeokguk": "子平真詮 論用神成敗救應",
}


_RULE_SOURCES = {"geok_broken": "子平真詮 論用神成敗救應", "excess_of_mother": "滴天髓闡微 反局 (母慈滅子)"}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer: the element that `method` would take, and its book. `json` is what an answer says of it."""

    element: Element
    method: str
    source: str
    json: dict[str, object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said: dict[str, object] = {"element": self.element.key, "method": self.method, "source": self.source}
        object.__setattr__(self, "json", said)


@cache
def alternative(element: int, method: str, source: str | None = None) -> Alternative:
    return Alternative(ELEMENTS[element], method, source or SOURCES[method])


@cache
def ground(rule: str, method: str, element: int, *detail: str) -> Ground:
    """The ground of a choice; its detail begins with the Hanja of the chosen element."""
    return Ground(rule, (ELEMENTS[element].hanja, *detail), _RULE_SOURCES.get(rule, SOURCES[method]))


@cache
def group_ground(rule: str, method: str, element: int, *groups: int) -> Ground:
    """The same with the groups that were weighed, in Hangul."""
    return ground(rule, method, element, *(SIPSEONG_GROUPS[g].hangul for g in groups))


def eokbu(shares: Shares, strong: bool) -> tuple[int, int, str]:
    """억부: the group, the second useful group, and the rule.

    Strong through 인성 → 재성; through 비겁 → 관성 if there is one to lean on, else 식상. Weak under 재성 → 비겁;
    under 관성 or 식상 → 인성.
    """
    if strong:
        if shares[4] > shares[0]:
            return 2, 1, "strong_by_resource"
        if shares[3] >= PRESENT:
            return 3, 2, "strong_by_peers"
        return 1, 2, "strong_by_peers_vented"
    if shares[2] >= shares[1] and shares[2] >= shares[3]:
        return 0, 4, "weak_by_wealth"
    return 4, 0, "weak_by_officer" if shares[3] >= shares[1] else "weak_by_output"


def excess(shares: Shares, rooted: bool, wealth_shown: bool) -> tuple[int, int, str]:
    """병약 of the group that has more than `EXCESS`: medicine, illness, rule.

    Too much 관성 is held by 식상 only if the self is rooted. Too much 인성 is broken by a 재성 that shows, else the
    self is helped ("財星無氣，未可以財星破印也，只得順母之性，助其子也").
    """
    sick = shares.index(max(shares))
    if sick == 0:
        return (3, 0, "excess") if shares[3] >= PRESENT else (1, 0, "excess_vented")
    if sick == 3 and not (rooted and shares[1] >= PRESENT):
        return 4, 3, "excess_softened"
    if sick == 4 and not wealth_shown:
        return 0, 4, "excess_of_mother"
    return (sick + 3) % 5, sick, "excess"


# 격 by the 십성 of the month → (the 십성 that break it, the group of the medicine): 官逢傷 → 印, 財逢劫 → 食,
# 印逢財 → 劫, 食逢梟 → 財.
_BROKEN_BY: dict[int | None, tuple[tuple[int, ...], int]] = {
    Sipseong.JEONGGWAN: ((Sipseong.SANGGWAN,), 4),
    Sipseong.PYEONJAE: ((Sipseong.BIGYEON, Sipseong.GEOPJAE), 1),
    Sipseong.JEONGJAE: ((Sipseong.BIGYEON, Sipseong.GEOPJAE), 1),
    Sipseong.PYEONIN: ((Sipseong.PYEONJAE, Sipseong.JEONGJAE), 0),
    Sipseong.JEONGIN: ((Sipseong.PYEONJAE, Sipseong.JEONGJAE), 0),
    Sipseong.SIKSIN: ((Sipseong.PYEONIN,), 2),
}


def may_break(geok: Geok, shares: Shares) -> bool:
    """Whether what breaks this 격 has `BREAKS` of the chart."""
    broken = _BROKEN_BY.get(geok.sipseong)
    return broken is not None and shares[broken[0][0] // 2] >= BREAKS


def broken_geok(geok: Geok, stems: Sequence[Sipseong]) -> tuple[int, int, str] | None:
    """병약 of a 격 that may break: medicine, illness, rule; None while no breaker stands on a stem, or the medicine
    does too."""
    breakers, medicine = _BROKEN_BY[geok.sipseong]
    if all(stem not in breakers for stem in stems) or any(stem // 2 == medicine for stem in stems):
        return None
    return medicine, breakers[0] // 2, "geok_broken"


def tonggwan(shares: Shares) -> tuple[int, int, int] | None:
    """통관: the group between the two strongest when one controls the other: (between, controller, controlled)."""
    if max(shares) < TOP:
        return None
    first, second = sorted(range(5), key=shares.__getitem__, reverse=True)[:2]
    if shares[second] < SECOND:
        return None
    if (second - first) % 5 == 2:
        return (first + 1) % 5, first, second
    if (first - second) % 5 == 2:
        return (second + 1) % 5, second, first
    return None


# 십성 of the month → the group it works with when the self is weak, when it is strong
_SANGSIN: dict[int, tuple[int, int]] = {
    Sipseong.SIKSIN: (2, 2),
    Sipseong.SANGGWAN: (4, 2),
    Sipseong.PYEONJAE: (4, 1),
    Sipseong.JEONGJAE: (4, 1),
    Sipseong.PYEONGWAN: (4, 1),
    Sipseong.JEONGGWAN: (4, 2),
    Sipseong.PYEONIN: (3, 1),
    Sipseong.JEONGIN: (3, 1),
}


def sangsin(geok: Geok, strong: bool, shares: Shares) -> int | None:
    """상신: the group that the month's 격 works with, reported beside the 용신; None for a special 격.

    順用 of 정관 재성 인성 식신, 逆用 of 칠살 상관 양인 (子平真詮 論用神).
    """
    if geok.sipseong is None:
        return None
    if geok.name == "양인격":
        return 3
    found = _SANGSIN.get(geok.sipseong)
    if found is None:  # 비견, 겁재
        return 3 if shares[3] >= PRESENT else 2
    return found[strong]
