"""Charts that lean wholly one way: 종재 종살 종아, 종왕 종강, and 一行得氣 (곡직 염상 가색 종혁 윤하).

Sources: 滴天髓 從象 with 任鐵樵's notes (闡微), 假從, 順局; 三命通會 and 淵海子平 for 曲直 炎上 稼穡 從革 潤下.
The books give no numbers: the limits below are ours, set so that cases of 闡微 come out as its author judged them
(see the tests). Shares are those of 강약, with a full 三合 or 方合 counted as its own element ("支全火局").
"""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.frames import FRAME, MEMBERS
from core.saju.geok_names import FOLLOWING, ONE_ELEMENT, STRONGEST, Geok
from core.saju.grounds import Ground
from core.saju.strength_table import (
    ALL_WEIGHTS,
    BIRTH_ROOT,
    BRANCH_WEIGHTS,
    MAIN_ELEMENTS,
    NO_ROOT,
    STEM_ELEMENTS,
)
from core.saju.terms import ELEMENTS

_JONG, _GAJONG, _SUNGUK = "滴天髓闡微 從象", "滴天髓闡微 假從", "滴天髓闡微 順局"
_ONE = "三命通會 卷六 (曲直 炎上 稼穡 從革 潤下)"

_DOMINANT, _DOMINANT_LENIENT = 0.40, 0.35  # share of the group that is followed
_HELPERS, _HELPERS_LENIENT = 0.08, 0.30  # share of 비겁 and 인성 left when following another
_CHILDREN, _CHILDREN_AND_THEIRS = 0.30, 0.60  # 종아: share of 식상, and of 식상 with 재성
_STRONGEST, _STRONGEST_LENIENT = 0.70, 0.65  # share of 비겁 and 인성 when nothing else counts
_AGAINST, _AGAINST_LENIENT = 0.10, 0.15  # share of 재성 and 관성 hidden under the strongest


@dataclass(frozen=True, slots=True)
class Leaning:
    """The chart as the judgements here look at it; groups are 비겁 식상 재성 관성 인성 (0-4).

    `stems` are the groups of the year, month and hour stem, `seats` those of the four branches, where a branch
    of a full frame has the frame's. `root` is the best root of the day stem outside such a frame.
    """

    element: int
    frame: int  # element of the full frame, -1 without
    branches: tuple[int, int, int, int]
    shares: tuple[float, ...]
    stems: tuple[int, int, int]
    seats: tuple[int, int, int, int]
    root: int


def leaning(
    element: int,
    pillars: tuple[int, int, int, int],
    shares: tuple[float, ...],
    hidden: tuple[tuple[float, ...], ...],
    roots: tuple[int, ...],
) -> Leaning:
    """How a chart leans; `hidden[branch]` are the element shares inside a branch, `roots[branch]` the self's."""
    year, month, day, hour = pillars
    branches = (year % 12, month % 12, day % 12, hour % 12)
    frame, bound = FRAME[1 << branches[0] | 1 << branches[1] | 1 << branches[2] | 1 << branches[3]]
    seats = [(MAIN_ELEMENTS[b] - element) % 5 for b in branches]
    free = [b for b in branches if not bound >> b & 1]
    if frame >= 0:
        changed = list(shares)
        for position, b in enumerate(branches):
            if bound >> b & 1:
                weight = BRANCH_WEIGHTS[position] / ALL_WEIGHTS
                for e in range(5):
                    changed[(e - element) % 5] -= weight * hidden[b][e]
                seats[position] = (frame - element) % 5
                changed[seats[position]] += weight
        shares = tuple(changed)
    a, b, c = (STEM_ELEMENTS[i % 10] for i in (year, month, hour))
    return Leaning(
        element,
        frame,
        branches,
        shares,
        ((a - element) % 5, (b - element) % 5, (c - element) % 5),
        (seats[0], seats[1], seats[2], seats[3]),
        max((roots[b] for b in free), default=NO_ROOT),
    )


def following_geok(chart: Leaning, lenient: bool) -> Geok | None:
    """The one-sided 격 of the chart, or None when it stands on its own; `lenient` takes the doubtful ones too."""
    if chart.shares[0] + chart.shares[4] >= 0.5:
        return _one_element(chart, lenient) or _strongest(chart, lenient)
    return _follows_strictly(chart) or (_follows_loosely(chart) if lenient else None)


def _made(
    name: tuple[str, str], kind: str, element: int, genuine: bool, rule: str, source: str, share: float
) -> Geok:
    ground = Ground(rule, (ELEMENTS[element].hanja,), source, round(share, 4))
    return Geok(name[0], name[1], True, kind, None, ELEMENTS[element], genuine, (ground,))


def _one_element(chart: Leaning, lenient: bool) -> Geok | None:
    """甲乙日 with 亥卯未 or 寅卯辰 complete and no metal, and so on for the other four."""
    members = MEMBERS[chart.element]
    strangers = [g for g, b in zip(chart.seats, chart.branches, strict=True) if not members >> b & 1]
    if 3 in chart.stems or 3 in strangers:
        return None
    full = chart.frame == chart.element
    if not full:
        inside = {b for b in chart.branches if members >> b & 1}
        if not lenient or len(inside) < 3 or chart.branches[1] not in inside or chart.shares[0] < 0.5:
            return None
    rule = "one_element_frame" if full else "one_element_partly"
    return _made(ONE_ELEMENT[chart.element], "one_element", chart.element, full, rule, _ONE, chart.shares[0])


def _strongest(chart: Leaning, lenient: bool) -> Geok | None:
    """從旺 "四柱皆比劫，無官殺之制"; 從強 "印綬重重，比劫疊疊，日主又當令，絶無一毫財星官殺之氣"."""
    helpers, against = chart.shares[0] + chart.shares[4], chart.shares[2] + chart.shares[3]
    seen = (*chart.stems, *chart.seats)
    if chart.seats[1] not in (0, 4) or 3 in seen:
        return None
    genuine = helpers >= _STRONGEST and against <= _AGAINST and 2 not in seen
    if not genuine and not (lenient and helpers >= _STRONGEST_LENIENT and against <= _AGAINST_LENIENT):
        return None
    group = 0 if chart.shares[0] >= chart.shares[4] else 4
    element = (chart.element + group) % 5
    rule = "follows_peers" if group == 0 else "follows_resource"
    return _made(STRONGEST[group], "strongest", element, genuine, rule, _JONG, helpers)


def _follows_strictly(chart: Leaning) -> Geok | None:
    """No root, no helper on stem or branch ("日主孤立無氣，四柱無生扶之意"), one group that carries the chart."""
    seen = (*chart.stems, *chart.seats)
    if chart.root != NO_ROOT or 0 in seen or 4 in seen or chart.shares[0] + chart.shares[4] > _HELPERS:
        return None
    group = max((1, 2, 3), key=chart.shares.__getitem__)
    if chart.shares[group] < _DOMINANT:
        return None
    return _follow(chart, group, True, _SUNGUK if group == 1 else _JONG)


def _follows_loosely(chart: Leaning) -> Geok | None:
    """順局 for 종아 ("從兒不管身強弱"), 假從 for the others: helpers too weak to lean on."""
    shares, stems = chart.shares, chart.stems
    children = chart.seats[1] == 1 and shares[1] >= _CHILDREN and shares[2] > 0
    if children and shares[1] + shares[2] >= _CHILDREN_AND_THEIRS and 4 not in stems and 3 not in stems:
        return _follow(chart, 1, False, _SUNGUK)
    if chart.root >= BIRTH_ROOT or shares[0] + shares[4] > _HELPERS_LENIENT:
        return None
    if stems.count(0) + stems.count(4) > 1:
        return None
    group = max((1, 2, 3), key=shares.__getitem__)
    return _follow(chart, group, False, _GAJONG) if shares[group] >= _DOMINANT_LENIENT else None


def _follow(chart: Leaning, group: int, genuine: bool, source: str) -> Geok:
    element = (chart.element + group) % 5
    rule = "follows_truly" if genuine else "follows_loosely"
    return _made(FOLLOWING[group], "following", element, genuine, rule, source, chart.shares[group])
