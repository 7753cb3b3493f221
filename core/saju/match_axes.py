"""The five axes of 궁합: what two charts are to each other, as grounds with points.

Every rule is symmetric: exchanging the two people exchanges the places and keeps the points. Points are ours.
"""

from __future__ import annotations

from datetime import date

from core.saju.analysis import Analysis
from core.saju.chart import Chart
from core.saju.daewoon import Daewoon, running
from core.saju.grounds import Ground
from core.saju.luck_fit import FIT_POINTS, fit
from core.saju.relations import Relation, RelationKind, relations_between
from core.saju.sipseong import sipseong
from core.saju.terms import ELEMENTS, Element, Sex, SipseongGroup

_K = RelationKind
_PRACTICE = "Korean practice (궁합)"
_SPOUSE = "淵海子平 論日為主 (the day branch is the spouse's seat)"
_GENERATION = "淵海子平 論五行所生 · 論五行相剋"
_OFFICER = "子平真詮 論十干配合性情 (a control between yin and yang has feeling)"
_SIX_KIN = "淵海子平 六親總論"
_LUCK = "滴天髓 歲運"
_LACK = "滴天髓 中和; Korean practice (오행 보완)"

_STEM_POINTS = {_K.STEM_COMBINATION: 40.0, _K.STEM_CLASH: -30.0}
_SEAT_POINTS = {
    _K.SIX_COMBINATION: 35.0,
    _K.HALF_TRIAD: 25.0,
    _K.HIDDEN_COMBINATION: 10.0,
    _K.CLASH: -35.0,
    _K.PUNISHMENT: -15.0,
    _K.HARM: -15.0,
    _K.RESENTMENT: -20.0,
    _K.GHOST_GATE: -10.0,
    _K.BREAK: -5.0,
}
_YEAR_POINTS = {
    _K.SIX_COMBINATION: 25.0,
    _K.CLASH: -25.0,
    _K.PUNISHMENT: -10.0,
    _K.HARM: -10.0,
    _K.RESENTMENT: -20.0,
}
_SAME_SEAT, _SAME_TRIAD, _SAME_ANIMAL = 10.0, 30.0, 10.0
_FEEDS, _SAME_ELEMENT, _CONTROLS_WITH_FEELING, _CONTROLS = 20.0, 5.0, 5.0, -15.0
_SUPPLIES, _EVEN_SHARE, _SHARE_POINTS, _MOST_BY_SHARE = 8.0, 0.2, 60.0, 15.0
_SPOUSE_STAR, _OTHER_SPOUSE_STAR = 15.0, 10.0
_PERIOD_POINTS = {_K.STEM_COMBINATION: 5.0, _K.SIX_COMBINATION: 5.0, _K.HALF_TRIAD: 5.0, _K.CLASH: -5.0}
_BOTH_HELPED, _BOTH_BURDENED = 15.0, -10.0


def day_masters(a: Chart, b: Chart) -> tuple[Ground, ...]:
    """일간: 합 40, feeding 20, the same element 5, control with feeling 5, control -15, 충 -30."""
    one, other = a.day_master, b.day_master
    meetings = [r for r in relations_between(a.day, "a.day", b.day, "b.day", a.school) if r.kind in _STEM_POINTS]
    if meetings:
        return tuple(_met(r, _STEM_POINTS[r.kind]) for r in meetings)
    detail = ("a.day_stem", "b.day_stem", one.hanja + other.hanja)
    if one.element == other.element:
        return (Ground("same_element", detail, _GENERATION, _SAME_ELEMENT),)
    if other.element in (one.element.feeds, one.element.fed_by):
        return (Ground("feeds", detail, _GENERATION, _FEEDS),)
    if one.polarity != other.polarity:
        return (Ground("controls_with_feeling", detail, _OFFICER, _CONTROLS_WITH_FEELING),)
    return (Ground("controls", detail, _GENERATION, _CONTROLS),)


def spouse_palaces(a: Chart, b: Chart) -> tuple[Ground, ...]:
    """일지: 육합 35, 반합 25, 암합 10, the same 10; 충 -35, 원진 -20, 형 and 해 -15, 귀문 -10, 파 -5."""
    found = [
        _met(r, _SEAT_POINTS[r.kind], _SPOUSE)
        for r in relations_between(a.day, "a.day", b.day, "b.day", a.school)
        if r.kind in _SEAT_POINTS
    ]
    if a.day.branch == b.day.branch:
        detail = ("a.day_branch", "b.day_branch", a.day.branch.hanja * 2)
        found.append(Ground("same_branch", detail, _PRACTICE, _SAME_SEAT))
    return tuple(found)


def year_branches(a: Chart, b: Chart) -> tuple[Ground, ...]:
    """띠: two of one 삼합 30 (with or without its centre, as animals are matched), 육합 25, the same 10;
    충 -25, 원진 -20, 형 and 해 -10."""
    one, other = a.year.branch, b.year.branch
    detail = ("a.year_branch", "b.year_branch", one.hanja + other.hanja)
    found = [
        _met(r, _YEAR_POINTS[r.kind])
        for r in relations_between(a.year, "a.year", b.year, "b.year", a.school)
        if r.kind in _YEAR_POINTS
    ]
    if one == other:
        found.append(Ground("same_animal", detail, _PRACTICE, _SAME_ANIMAL))
    elif one % 4 == other % 4:
        found.append(Ground("same_triad", detail, "三命通會 論支元三合; " + _PRACTICE, _SAME_TRIAD))
    return tuple(found)


def elements(a: Analysis, b: Analysis) -> tuple[Ground, ...]:
    """오행: 8 for each element that one lacks and the other shows twice or more; the 용신 of each by its share in
    the other (hidden stems counted) against an even fifth, 60 points a whole share, at most 15 either way.

    An unknown hour could hold what six characters lack, so a person without the hour is not said to lack anything.
    """
    return (
        *_supplied(a, "a", b, "b"),
        *_supplied(b, "b", a, "a"),
        _carries_yongsin(a, "a", b, "b"),
        _carries_yongsin(b, "b", a, "a"),
    )


def _supplied(taker: Analysis, to: str, giver: Analysis, by: str) -> tuple[Ground, ...]:
    if taker.chart.hour is None:
        return ()
    return tuple(
        Ground("supplies_lack", (f"{by}.ohang", f"{to}.ohang", element.hanja), _LACK, _SUPPLIES)
        for element in ELEMENTS
        if taker.ohang[element] == 0 and giver.ohang[element] >= 2
    )


def _carries_yongsin(taker: Analysis, to: str, giver: Analysis, by: str) -> Ground:
    element = taker.yongsin.primary
    points = round((giver.ohang_shares[element] - _EVEN_SHARE) * _SHARE_POINTS, 1)
    points = max(-_MOST_BY_SHARE, min(_MOST_BY_SHARE, points))
    return Ground("carries_yongsin", (f"{by}.ohang", f"{to}.yongsin", element.hanja), _LACK, points)


def sipseong_and_luck(a: Analysis, b: Analysis, on: date) -> tuple[Ground, ...] | None:
    """십성 and 대운: whether each day master is the other's spouse star (15, or 10 for 편재 and 편관), and whether
    the running periods go together; None unless the sex of both is known.

    Periods without dates (unknown hour), not yet begun or over are left out.
    """
    if a.chart.birth.sex is None or b.chart.birth.sex is None:
        return None
    found = [*_spouse_star(a.chart, "a", b.chart, "b"), *_spouse_star(b.chart, "b", a.chart, "a")]
    one, other = _period(a, on), _period(b, on)
    if one is not None and other is not None:
        found += _periods_together(a, one, b, other)
    return tuple(found)


def _spouse_star(own: Chart, me: str, partner: Chart, they: str) -> tuple[Ground, ...]:
    """재성 for a man, 관성 for a woman; the one of the other polarity (正) counts for more."""
    star = sipseong(own.day_master, partner.day_master)
    wanted = SipseongGroup.JAESEONG if own.birth.sex is Sex.MALE else SipseongGroup.GWANSEONG
    if star.group is not wanted:
        return ()
    points = _SPOUSE_STAR if own.day_master.polarity != partner.day_master.polarity else _OTHER_SPOUSE_STAR
    return (Ground("spouse_star", (f"{me}.day_stem", f"{they}.day_stem", star.hanja), _SIX_KIN, points),)


def _period(analysis: Analysis, on: date) -> Daewoon | None:
    return None if analysis.daewoon is None else running(analysis.daewoon, on)


def _periods_together(a: Analysis, one: Daewoon, b: Analysis, other: Daewoon) -> list[Ground]:
    pillars = one.pillar.ganji + other.pillar.ganji
    helped = (_helped(a, one), _helped(b, other))
    detail = ("a.daewoon", "b.daewoon", pillars)
    found = []
    if min(helped) > 0:
        found.append(Ground("both_helped", detail, _LUCK, _BOTH_HELPED))
    elif max(helped) < 0:
        found.append(Ground("both_burdened", detail, _LUCK, _BOTH_BURDENED))
    else:
        found.append(Ground("periods_differ", detail, _LUCK, 0.0))
    meetings = relations_between(one.pillar, "a.daewoon", other.pillar, "b.daewoon", a.chart.school)
    found += [_met(r, _PERIOD_POINTS[r.kind]) for r in meetings if r.kind in _PERIOD_POINTS]
    return found


def _helped(analysis: Analysis, period: Daewoon) -> int:
    """Above 0 where stem and branch of the period are, taken together, elements that the chart needs."""
    parts: tuple[Element, ...] = (period.pillar.stem.element, period.pillar.branch.element)
    return sum(FIT_POINTS[fit(element, analysis.yongsin)] for element in parts)


def _met(relation: Relation, points: float, seat: str = "") -> Ground:
    source = f"{relation.source}; {seat}" if seat else relation.source
    return Ground("relation", (*relation.places, relation.kind.value, relation.characters), source, points)
