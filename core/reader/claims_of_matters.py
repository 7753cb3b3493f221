"""What people ask by name: changing work, examinations, moving, marriage, the times of money, children, parents."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claim_making import amount, claim
from core.reader.claims_of_nature import stars
from core.reader.claims_of_time import distance, luck_place
from core.reader.phrases import names
from core.reader.portrait import Portrait
from core.reader.reading import Claim
from core.reader.slots import meeting_slots, years_word
from core.saju.ganji import PILLARS, Pillar, year_index
from core.saju.luck_fit import FIT_POINTS, fit
from core.saju.relations import RelationKind, relations_with
from core.saju.sipseong import branch_sipseong, sipseong
from core.saju.terms import Sex, Sipseong, SipseongGroup

_BI, _SIK, _JAE, _GWAN, _IN = SipseongGroup
_AHEAD, _NAMED = 10, 3
_JOINING = (RelationKind.SIX_COMBINATION, RelationKind.TRIAD, RelationKind.HALF_TRIAD)
_PARTNER = {Sex.MALE: _JAE, Sex.FEMALE: _GWAN}
_CHILD = {Sex.MALE: _GWAN, Sex.FEMALE: _SIK}


def matters(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield from _change(portrait, language)
    yield from _study(portrait, language)
    yield from _move(portrait, language)
    yield from _marriage_time(portrait, language)
    yield from _money_time(portrait, language)
    yield from _children(portrait, language)
    yield from _family(portrait, language)
    yield from _people(portrait, language)
    yield claim("match_seat")
    yield claim("lucky", portrait.analysis.yongsin.primary.key)
    yield claim("lucky_note")


def _change(portrait: Portrait, language: str) -> Iterator[Claim]:
    luck = portrait.luck
    yield claim("change_year", luck.stem_sipseong.group.key)
    yield claim("change_fit", luck.fit)
    seats = {"month_branch": "month", "day_branch": "day"}
    yield _meeting("change_seat", portrait, language, seats, "month_branch")
    yield claim("change_chart", portrait.power)
    yield from _horse("change_star", portrait, language)
    yield from _months("change_months", portrait)
    yield claim("change_note")


def _study(portrait: Portrait, language: str) -> Iterator[Claim]:
    luck = portrait.luck
    yield claim("exam_year", luck.stem_sipseong.group.key)
    yield claim("exam_fit", luck.fit)
    of_letters = ("문창귀인", "학당귀인")
    found = [star for star in stars("exam_star", portrait, language) if star.key in of_letters]
    yield from (_any("exam_star", star) for star in found[:1])
    yield from _months("exam_months", portrait)
    yield claim("exam_note")


def _move(portrait: Portrait, language: str) -> Iterator[Claim]:
    places = {"day_branch": "home", "year_branch": "away", "month_branch": "away", "time_branch": "away"}
    yield _meeting("move_seat", portrait, language, places, None)
    yield claim("move_fit", portrait.luck.fit)
    horses = list(_horse("move_star", portrait, language))
    yield from horses
    if not horses and portrait.chart.hour is not None:
        yield claim("move_star", "none")
    yield claim("move_place", portrait.analysis.yongsin.primary.key)
    yield from _months("move_months", portrait)
    yield claim("move_note")


def _horse(family: str, portrait: Portrait, language: str) -> Iterator[Claim]:
    """역마, where the chart has it."""
    yield from (_any(family, star) for star in stars(family, portrait, language) if star.key == "역마살")


def _any(family: str, star: Claim) -> Claim:
    """The claim of a family that has the same words for each of its stars."""
    return claim(family, "any", star.slots)


def _months(family: str, portrait: Portrait) -> Iterator[Claim]:
    if portrait.luck.good_months and portrait.luck.careful_months:
        yield claim(family)


def _meeting(family: str, portrait: Portrait, language: str, keys: dict[str, str], joined: str | None) -> Claim:
    """The nearest clash of the year's branch with one of the places, else a union with `joined`, else none."""
    met = [r for r in portrait.luck.relations if "seun_branch" in r.places]
    clashes = [r for r in met if r.kind is RelationKind.CLASH and _other(r.places) in keys]
    if clashes:
        nearest = min(clashes, key=distance)
        slots = meeting_slots(nearest, luck_place(nearest), language, portrait.life)
        return claim(family, keys[_other(nearest.places)], slots)
    for relation in met:
        if relation.kind is RelationKind.SIX_COMBINATION and joined in relation.places:
            return claim(family, "joined", meeting_slots(relation, luck_place(relation), language, portrait.life))
    return claim(family, "none")


def _other(places: tuple[str, ...]) -> str:
    return next(place for place in places if not place.startswith("seun"))


def _marriage_time(portrait: Portrait, language: str) -> Iterator[Claim]:
    """Years whose stem is the partner's star, or whose branch joins the partner's seat (淵海子平, 六親)."""
    sex = portrait.chart.birth.sex
    group = None if sex is None else _PARTNER[sex]
    first = portrait.luck.year
    strong = [y for y in range(first, first + _AHEAD) if _brings_partner(portrait, PILLARS[year_index(y)], group)]
    years = tuple(strong[:_NAMED])
    if not years:
        yield claim("marriage_years", "none")
        return
    slots = (("years", years_word(years, language)),)
    if group is None:
        yield claim("marriage_years", "seat_only", slots)
    else:
        star = names(language)["partner_star"][group.key]
        yield claim("marriage_years", "some", (*slots, ("instar", star)))
    yield claim("marriage_now", "yes" if first in years else "no")
    yield claim("marriage_note")


def _brings_partner(portrait: Portrait, pillar: Pillar, group: SipseongGroup | None) -> bool:
    """Without a sex the seat alone can tell."""
    joins = any(
        r.kind in _JOINING and "day_branch" in r.places for r in relations_with(portrait.chart, pillar, "seun")
    )
    return joins if group is None else joins or _both(portrait, pillar)[0].group is group


def _both(portrait: Portrait, pillar: Pillar) -> tuple[Sipseong, Sipseong]:
    me = portrait.chart.day_master
    return sipseong(me, pillar.stem), branch_sipseong(me, pillar.branch)


def _money_time(portrait: Portrait, language: str) -> Iterator[Claim]:
    first = portrait.luck.year
    years = tuple(y for y in range(first, first + _AHEAD) if _brings_money(portrait, PILLARS[year_index(y)]))
    named = years[:_NAMED]
    yield claim("money_note")
    if not named:
        yield claim("money_years", "none")
        return
    yield claim("money_years", "some", (("years", years_word(named, language)),))
    yield claim("money_now", "yes" if first in named else "no")


def _brings_money(portrait: Portrait, pillar: Pillar) -> bool:
    """재성 or 식상 in the stem, and neither stem nor branch against the 용신."""
    needs = portrait.analysis.yongsin
    points = [FIT_POINTS[fit(element, needs)] for element in (pillar.stem.element, pillar.branch.element)]
    return _both(portrait, pillar)[0].group in (_JAE, _SIK) and points[0] >= 0 and sum(points) >= 0


def _children(portrait: Portrait, language: str) -> Iterator[Claim]:
    if portrait.chart.hour is None:
        yield claim("children_seat", "unknown")
    else:
        held = portrait.analysis.sipseong["time_branch"]
        slots = (("time_ss", names(language)["sipseong"][held.hanja]),)
        yield claim("children_seat", held.group.key, slots)
    sex = portrait.chart.birth.sex
    if sex is not None:
        how_many = amount(portrait.count(_CHILD[sex]))
        yield claim("children_star", f"{sex.value}:{'one' if how_many == 'some' else how_many}")
    yield claim("children_manner", portrait.chart.day_master.element.key)
    yield claim("children_note")


def _people(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield claim("people_star", amount(portrait.count(_BI)))
    yield claim("people_words", amount(portrait.count(_SIK)))
    yield claim("people_manner", portrait.chart.day_master.element.key)
    helpers = [star for star in stars("people_helper", portrait, language) if star.key == "천을귀인"]
    yield from (_any("people_helper", star) for star in helpers)
    yield claim("people_year", portrait.luck.stem_sipseong.group.key)


def _family(portrait: Portrait, language: str) -> Iterator[Claim]:
    held = portrait.analysis.sipseong["month_branch"]
    yield claim("parents_seat", held.group.key, (("month_ss", names(language)["sipseong"][held.hanja]),))
    yield claim("parents_star", amount(portrait.count(_IN)))
    yield claim("siblings_star", amount(portrait.count(_BI)))
    yield claim("parents_year", portrait.luck.stem_sipseong.group.key)
