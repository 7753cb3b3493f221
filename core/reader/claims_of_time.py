"""한눈에 보기, 올해 운세, 조언: the whole of the chart and the time of asking."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claim_making import claim
from core.reader.portrait import Portrait
from core.reader.reading import Claim
from core.reader.slots import meeting_slots
from core.saju.relations import Relation, RelationKind
from core.saju.saju_year import saju_year_of
from core.saju.terms import SipseongGroup

_BI, _, _, _, _IN = SipseongGroup
_YEAR_KINDS = (
    RelationKind.CLASH,
    RelationKind.SIX_COMBINATION,
    RelationKind.TRIAD,
    RelationKind.STEM_COMBINATION,
    RelationKind.STEM_CLASH,
    RelationKind.HALF_TRIAD,
    RelationKind.PUNISHMENT,
    RelationKind.RESENTMENT,
    RelationKind.HARM,
    RelationKind.BREAK,
)
_JOINING = (
    RelationKind.SIX_COMBINATION,
    RelationKind.TRIAD,
    RelationKind.STEM_COMBINATION,
    RelationKind.HALF_TRIAD,
)
# The day is nearest to the person, then the month, the hour and the year (遠近親疎).
_NEARNESS = ("day", "month", "time", "year")
_MEETINGS_TOLD = 3


def overview(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield claim("overview_pillar")
    against = portrait.weighing == "against"
    yield claim("overview_strength", f"{portrait.power}:against" if against else portrait.power)
    yield claim("overview_yongsin", _reason_of_yongsin(portrait))
    yield claim("overview_now", "with_daewoon" if _has_period(portrait) else "without_daewoon")
    if portrait.chart.hour is None:
        yield claim("unknown_hour")


def _reason_of_yongsin(portrait: Portrait) -> str:
    """The rule that chose it, or its method; of a balanced chart only whether it lends strength or spends it."""
    needs = portrait.analysis.yongsin
    match needs.method:
        case "johu":
            return needs.primary.key
        case "tonggwan":
            return "bridge"
        case "jeonwang":
            return "follow"
        case "hwagyeok":
            return "transformed"
        case "eokbu" if portrait.power == "balanced":
            own = needs.primary in (portrait.element_of(_BI), portrait.element_of(_IN))
            return "support" if own else "use"
        case _:
            return needs.grounds[0].rule


def year(portrait: Portrait, language: str) -> Iterator[Claim]:
    luck = portrait.luck
    yield claim("young_year", luck.stem_sipseong.group.key)
    yield claim("elder_year", luck.stem_sipseong.group.key)
    yield claim("young_fit", luck.fit)
    yield _young_meeting(portrait, language)
    yield claim("year_stem", luck.stem_sipseong.hangul)
    yield claim("year_branch", luck.branch_sipseong.group.key)
    yield claim("year_fit", luck.fit)
    yield from _meetings(portrait, language)
    if _has_period(portrait) and luck.daewoon_fit is not None:
        yield claim("year_daewoon", luck.daewoon_fit)
    if luck.good_months and luck.careful_months and luck.year >= saju_year_of(luck.today):
        yield claim("year_months")


def _has_period(portrait: Portrait) -> bool:
    period = portrait.luck.daewoon
    return period is not None and period.age is not None


def _meetings(portrait: Portrait, language: str) -> Iterator[Claim]:
    """The nearest meeting of each kind, three at most; the same characters are told once."""
    told: list[tuple[str, ...]] = []
    for kind in _YEAR_KINDS:
        of_kind = [r for r in portrait.luck.relations if r.kind is kind and r.places not in told]
        if not of_kind or len(told) == _MEETINGS_TOLD:
            continue
        nearest = min(of_kind, key=distance)
        slots = meeting_slots(nearest, luck_place(nearest), language, portrait.life)
        yield claim("year_relation", kind.value, slots)
        told.append(nearest.places)
    if not told:
        yield claim("year_relation", "none")


def _young_meeting(portrait: Portrait, language: str) -> Claim:
    """The nearest meeting of the year, told only as a change or as company."""
    met = [r for r in portrait.luck.relations if r.kind in _YEAR_KINDS]
    if not met:
        return claim("young_meeting", "none")
    nearest = min(met, key=distance)
    slots = meeting_slots(nearest, luck_place(nearest), language, portrait.life)
    return claim("young_meeting", "joining" if nearest.kind in _JOINING else "moving", slots)


def distance(relation: Relation) -> int:
    """How far from the person the nearest end of a meeting with the year lies; 0 is the day."""
    return min(_NEARNESS.index(p.partition("_")[0]) for p in relation.places if not p.startswith("seun"))


def luck_place(relation: Relation) -> str:
    """The end of a meeting that belongs to the year."""
    return next(p for p in relation.places if p.startswith("seun"))


def advice(portrait: Portrait, language: str) -> Iterator[Claim]:
    needs = portrait.analysis.yongsin
    yield claim("advice_yongsin", needs.primary.key)
    yield claim("advice_power", portrait.power)
    yield claim("advice_gisin", needs.gisin.key)
    for family in ("young_advice", "elder_advice"):
        yield claim(family, needs.primary.key)
    for family in ("young_power", "elder_power"):
        yield claim(family, portrait.power)
