"""재물, 직업, 연애·결혼: the groups of 십성 against the strength of the day master."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claim_making import amount, claim
from core.reader.claims_of_nature import stars
from core.reader.portrait import MANY, Portrait
from core.reader.reading import Claim
from core.reader.slots import meeting_slots
from core.saju.relations import RelationKind
from core.saju.terms import Sex, Sipseong, SipseongGroup

_BI, _SIK, _JAE, _GWAN, _IN = SipseongGroup
# Which meeting of the partner's seat is told when there are several: the loudest first (子平真詮 論刑沖會合解法).
_SEAT_KINDS = (
    RelationKind.CLASH,
    RelationKind.SIX_COMBINATION,
    RelationKind.TRIAD,
    RelationKind.PUNISHMENT,
    RelationKind.RESENTMENT,
    RelationKind.HALF_TRIAD,
    RelationKind.HARM,
    RelationKind.BREAK,
)
_GEOKS_WITH_WORDS = frozenset("정관격 편관격 정재격 편재격 식신격 상관격 정인격 편인격 건록격 양인격".split())


def wealth(portrait: Portrait, language: str) -> Iterator[Claim]:
    jae, sik, bi = (portrait.count(g) for g in (_JAE, _SIK, _BI))
    yield claim("wealth_star", f"{amount(jae)}:{portrait.power}")
    if jae:
        yield claim("wealth_kind", _kind_of_wealth(portrait))
        yield claim("wealth_place", _place_of_wealth(portrait))
    yield claim("wealth_flow", _flow_of_wealth(sik, jae))
    if bi >= MANY and 0 < jae < bi:
        yield claim("wealth_rivals")
    yield claim("wealth_manner", portrait.chart.day_master.hanja)
    yield claim("luck_wealth", portrait.luck.stem_sipseong.group.key)
    useful = portrait.analysis.yongsin.primary.key
    yield claim("wealth_habit", useful)
    yield claim("wealth_fit", portrait.luck.fit)
    yield from of_decade("wealth_decade", portrait)
    yield claim("young_money", amount(jae))
    yield claim("young_saving", useful)
    yield claim("elder_money", amount(jae))
    yield claim("elder_saving", useful)
    yield claim("elder_money_year", portrait.luck.stem_sipseong.group.key)


def of_decade(family: str, portrait: Portrait) -> Iterator[Claim]:
    """What the running 대운 brings, by the 십성 of its stem; nothing where none runs at a known age."""
    period = portrait.luck.daewoon
    if period is not None and period.age is not None:
        yield claim(family, period.stem_sipseong.group.key)


def _kind_of_wealth(portrait: Portrait) -> str:
    steady, moving = portrait.each[Sipseong.JEONGJAE], portrait.each[Sipseong.PYEONJAE]
    if steady and moving:
        return "both"
    return "steady" if steady else "moving"


def _place_of_wealth(portrait: Portrait) -> str:
    """The pillar that holds it; the month before the others, then nearer ones (月令爲重)."""
    held = {place.partition("_")[0] for place, s in portrait.analysis.sipseong.items() if s.group is _JAE}
    return next(position for position in ("month", "day", "time", "year") if position in held)


def _flow_of_wealth(sik: int, jae: int) -> str:
    if sik and jae:
        return "flows"
    if jae:
        return "dry"
    return "source_only" if sik else "neither"


def career(portrait: Portrait, language: str) -> Iterator[Claim]:
    geok = portrait.analysis.geok
    yield claim("geok", geok.name if geok.name in _GEOKS_WITH_WORDS else "other")
    yield claim("work_style", portrait.top_sipseong.hangul)
    yield claim("career_flow", _flow_of_career(portrait))
    yield claim("career_role", portrait.chart.day_master.hanja)
    yield from stars("sinsal_career", portrait, language)
    yield claim("field", portrait.analysis.yongsin.primary.key)
    yield claim("career_power", portrait.power)
    yield claim("luck_career", portrait.luck.stem_sipseong.group.key)
    yield claim("career_fit", portrait.luck.fit)
    yield from of_decade("career_decade", portrait)
    yield claim("young_style", portrait.top_sipseong.hangul)
    yield claim("young_field", portrait.analysis.yongsin.primary.key)
    yield claim("elder_work", portrait.analysis.sipseong["month_branch"].group.key)
    yield claim("elder_field", portrait.analysis.yongsin.primary.key)


def _flow_of_career(portrait: Portrait) -> str:
    sik, jae, gwan, resource = (bool(portrait.count(g)) for g in (_SIK, _JAE, _GWAN, _IN))
    if gwan and resource:
        return "gwan_in"
    if sik and gwan:
        return "sik_gwan"
    if sik and jae:
        return "sik_jae"
    if gwan:
        return "gwan_only"
    if resource:
        return "in_only"
    return "sik_only" if sik else "free"


def love(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield claim("partner_seat", portrait.analysis.sipseong["day_branch"].hangul)
    yield _seat(portrait, language)
    sex = portrait.chart.birth.sex
    if sex is not None:
        stars_of_partner = portrait.count(_JAE if sex is Sex.MALE else _GWAN)
        how_many = "one" if amount(stars_of_partner) == "some" else amount(stars_of_partner)
        yield claim("partner_star", f"{sex.value}:{how_many}", (("star_n", str(stars_of_partner)),))
    yield claim("love_manner", portrait.chart.day_master.hanja)
    yield from stars("sinsal_love", portrait, language)
    yield claim("love_balance", portrait.power)
    yield claim("luck_love", portrait.luck.stem_sipseong.group.key)
    yield from of_decade("love_decade", portrait)


def _seat(portrait: Portrait, language: str) -> Claim:
    met = {r.kind: r for r in reversed(portrait.meetings_at("day_branch"))}
    for kind in _SEAT_KINDS:
        if kind in met:
            slots = meeting_slots(met[kind], "day_branch", language, portrait.life)
            return claim("seat_relation", kind.value, slots)
    return claim("seat_relation", "none")
