"""용신: the element the chart needs most, by which method, and what every other element is to it.

Order: a one-sided chart follows its power (전왕, 滴天髓 從象), a transformed one its new element (화격, 化象);
then warmth or water in a month of winter or summer that lacks it (조후, 窮通寶鑑), unless the school hears 억부
first; an illness (병약, 神峰通考; 子平真詮 for a broken 격); two powers at war (통관, 滴天髓); else the balance of
strength (억부). The 상신 of the 격 (子平真詮, where 용신 means the month command itself) stands beside it among the
alternatives.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from core.saju.chart import Chart
from core.saju.geok_names import Geok
from core.saju.grounds import Ground
from core.saju.johu import TABLE as JOHU
from core.saju.johu import Johu
from core.saju.school import Huisin, JohuTable, YongsinPriority
from core.saju.sipseong import STEM_TABLE
from core.saju.strength import CUTS, Strength, StrengthLabel
from core.saju.strength_table import MAIN_ELEMENTS, STEM_ELEMENTS
from core.saju.terms import BRANCHES, ELEMENTS, STEMS, Branch, Element, Stem
from core.saju.yongsin_parts import (
    EXCESS,
    Alternative,
    alternative,
    broken_geok,
    eokbu,
    excess,
    ground,
    group_ground,
    may_break,
    sangsin,
    tonggwan,
)

_FIRE, _WATER = 1, 4
# [month branch] → the element that an extreme month calls for, or -1
_CLIMATE = tuple({11: _FIRE, 0: _FIRE, 1: _FIRE, 5: _WATER, 6: _WATER, 7: _WATER}.get(b, -1) for b in range(12))
_HALF = (CUTS[2] + CUTS[3]) / 2  # within 중화, the side that 억부 takes
_CIRCULATED = "窮通寶鑑 (유통 요약표)"
_READINGS = "窮通寶鑑 (원문 독해)"
# On Python 3.11 a member of an enum is slow to reach through its class.
_JOHU_FIRST, _SECOND_USEFUL = YongsinPriority.JOHU_FIRST, Huisin.SECOND_USEFUL
_OF_CIRCULATED, _JUNGHWA = JohuTable.CIRCULATED, StrengthLabel.JUNGHWA


class Yongsin(NamedTuple):
    """The five roles; every element has exactly one. `confidence` is "normal" or "low".

    `method` is eokbu | johu | tonggwan | byeongyak | jeonwang | hwagyeok; `alternatives` are other elements that
    other methods or readings would take, the strongest case first.
    """

    primary: Element
    method: str
    huisin: Element
    gisin: Element
    gusin: Element
    hansin: Element
    alternatives: tuple[Alternative, ...]
    confidence: str
    grounds: tuple[Ground, ...]


class _Choice(NamedTuple):
    element: int
    method: str
    second: int  # the second useful element
    ground: Ground
    second_is_huisin: bool = False  # whatever the school says: what feeds the 용신 would break the chart


def yongsin(chart: Chart, strength: Strength, geok: Geok) -> Yongsin:
    """The 용신 of the chart in the order above, with the roles that follow from it."""
    me = chart.day.stem // 2
    cell = JOHU[chart.day.stem][chart.month.branch]
    balance = _by_balance(me, strength)
    climate = _by_climate(chart)
    johu_first = chart.school.yongsin_priority is _JOHU_FIRST
    choice = _by_power(me, geok)
    if choice is None and johu_first:
        choice = climate
    if choice is None:
        choice = _by_illness(chart, me, strength, geok) or _by_passage(me, strength, balance) or balance
    unsure = strength.confidence == "low" or chart.hour is None or not geok.genuine
    if choice is balance and strength.label is _JUNGHWA:
        unsure = True
    return _with_roles(
        choice,
        chart.school.huisin,
        _alternatives(choice, balance, climate, cell, chart.school.johu_table, _beside(me, strength, geok)),
        "low" if unsure else "normal",
    )


def _by_power(me: int, geok: Geok) -> _Choice | None:
    """전왕 and 화격: with the power, never against it; 종강 as 印比 of one heart, 종아 as "吾兒又得兒" (順局)."""
    if not geok.special:
        return None
    element = int(geok.element)
    method = "hwagyeok" if geok.kind == "transformed" else "jeonwang"
    reason = ground(f"power_{geok.kind}", method, element, geok.name)
    own = geok.kind == "strongest" and element != me  # 종강: its feeder is the 관성 that it cannot bear
    child = geok.kind == "following" and element == (me + 1) % 5  # 종아: its child is the 재성
    return _Choice(element, method, (element + 1) % 5, reason, own or child)


def _by_climate(chart: Chart) -> _Choice | None:
    """조후 of the six extreme months: the book calls for fire or water and no other character shows it."""
    month = chart.month.branch
    need = _CLIMATE[month]
    if need < 0 or _shows(chart, need):
        return None
    return _warming(chart.day.stem, month, chart.school.johu_table)


@cache
def _warming(day_master: Stem, month: Branch, table: JohuTable) -> _Choice | None:
    """What the book's cell wants of the element that the month calls for; None where it wants none of it."""
    need = _CLIMATE[month]
    order = JOHU[day_master][month].order(table)
    wanted = [stem for stem in order if stem // 2 == need]
    if not wanted:
        return None
    second = next((s // 2 for s in order if s // 2 not in (need, (need + 3) % 5)), (need + 4) % 5)
    rule = "climate_cold" if need == _FIRE else "climate_hot"
    reason = ground(rule, "johu", need, STEMS[day_master].hanja, BRANCHES[month].hanja, STEMS[wanted[0]].hanja)
    return _Choice(need, "johu", second, reason)


def _shows(chart: Chart, element: int) -> bool:
    """Whether a surface character other than the day stem is of this element."""
    year, month, hour = chart.year, chart.month, chart.hour
    if (
        STEM_ELEMENTS[year.stem] == element
        or STEM_ELEMENTS[month.stem] == element
        or MAIN_ELEMENTS[year.branch] == element
        or MAIN_ELEMENTS[month.branch] == element
        or MAIN_ELEMENTS[chart.day.branch] == element
    ):
        return True
    return hour is not None and element in (STEM_ELEMENTS[hour.stem], MAIN_ELEMENTS[hour.branch])


def _by_illness(chart: Chart, me: int, strength: Strength, geok: Geok) -> _Choice | None:
    shares = strength.shares
    if max(shares) >= EXCESS:
        group, sick, rule = excess(shares, shares[0] > 0, _shows(chart, (me + 2) % 5))
    elif may_break(geok, shares):
        row = STEM_TABLE[chart.day.stem]
        found = broken_geok(geok, [row[p.stem] for p in (chart.year, chart.month, chart.hour) if p is not None])
        if found is None or not _suits(found[0], strength.label):
            return None
        group, sick, rule = found
    else:
        return None
    element = (me + group) % 5
    detail = group_ground(rule, "byeongyak", element, sick)
    second = eokbu(shares, strength.score >= _HALF)[0]
    return _Choice(element, "byeongyak", (me + second) % 5, detail)


def _suits(group: int, label: StrengthLabel) -> bool:
    """No cure feeds a strong self or drains a weak one; a balanced one bears either. Ours: no book says it."""
    side = label.group
    return side == "balanced" or (group in (0, 4)) is (side == "weak")


def _by_passage(me: int, strength: Strength, balance: _Choice) -> _Choice | None:
    found = tonggwan(strength.shares)
    if found is None or not _suits(found[0], strength.label):
        return None
    between, controller, controlled = found
    element = (me + between) % 5
    detail = group_ground("war_of_two", "tonggwan", element, controller, controlled)
    return _Choice(element, "tonggwan", balance.element, detail)


def _by_balance(me: int, strength: Strength) -> _Choice:
    return _balancing(me, *eokbu(strength.shares, strength.score >= _HALF))


@cache
def _balancing(me: int, group: int, second: int, rule: str) -> _Choice:
    element = (me + group) % 5
    return _Choice(element, "eokbu", (me + second) % 5, group_ground(rule, "eokbu", element, group))


def _beside(me: int, strength: Strength, geok: Geok) -> int:
    """The element of the 상신, or -1."""
    group = sangsin(geok, strength.score >= _HALF, strength.shares)
    return -1 if group is None else (me + group) % 5


def _alternatives(
    choice: _Choice, balance: _Choice, climate: _Choice | None, cell: Johu, table: JohuTable, beside: int
) -> tuple[Alternative, ...]:
    """What the other methods would take where it differs, each pair of element and method once."""
    found: list[Alternative] = []
    taken = choice.element
    if climate is not None and climate.element != taken:
        found.append(alternative(climate.element, "johu"))
    if balance.element != taken:
        found.append(alternative(balance.element, "eokbu"))
    order = cell.order(table)
    if climate is None and order[0] // 2 != taken:
        found.append(alternative(order[0] // 2, "johu"))
    if cell.disputed:
        other = (cell.primary, _READINGS) if table is _OF_CIRCULATED else (cell.circulated[0], _CIRCULATED)
        if other[0] // 2 != taken:
            found.append(alternative(other[0] // 2, "johu", other[1]))
    if beside >= 0 and beside != taken:
        found.append(alternative(beside, "gyeokguk"))
    return tuple(found)


def _rest(taken: int, second: int) -> tuple[Element, Element]:
    """구신 and 한신: what is left beside 용신, 희신 and 기신, what feeds the 기신 first."""
    gusin, hansin, *_ = [ELEMENTS[(taken + step) % 5] for step in (2, 1, 4) if (taken + step) % 5 != second]
    return gusin, hansin


_REST = tuple(tuple(_rest(taken, second) for second in range(5)) for taken in range(5))


def _with_roles(choice: _Choice, huisin: Huisin, alternatives: tuple[Alternative, ...], confidence: str) -> Yongsin:
    """기신 controls the 용신, 구신 feeds the 기신, 한신 is what remains; 희신 as the school has it."""
    taken = choice.element
    foe = (taken + 3) % 5
    feeds = (taken + 4) % 5
    second = feeds
    if choice.second_is_huisin or (huisin is _SECOND_USEFUL and choice.second not in (taken, foe)):
        second = choice.second
    gusin, hansin = _REST[taken][second]
    return Yongsin(
        ELEMENTS[taken],
        choice.method,
        ELEMENTS[second],
        ELEMENTS[foe],
        gusin,
        hansin,
        alternatives,
        confidence,
        (choice.ground,),
    )
