"""한눈에 보기, 올해 운세, 조언: the whole of the chart and the time of asking."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claim_making import claim
from core.reader.portrait import Portrait
from core.reader.reading import Claim
from core.reader.slots import meeting_slots
from core.saju.relations import Relation, RelationKind

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
# The day is nearest to the person, then the month, the hour and the year (遠近親疎).
_NEARNESS = ("day", "month", "time", "year")
_MEETINGS_TOLD = 3


def overview(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield claim("overview_pillar")
    against = portrait.weighing == "against"
    yield claim("overview_strength", f"{portrait.power}:against" if against else portrait.power)
    yield claim("overview_now", "with_daewoon" if _has_period(portrait) else "without_daewoon")
    if portrait.chart.hour is None:
        yield claim("unknown_hour")


def year(portrait: Portrait, language: str) -> Iterator[Claim]:
    luck = portrait.luck
    yield claim("year_stem", luck.stem_sipseong.hangul)
    yield claim("year_branch", luck.branch_sipseong.group.key)
    yield claim("year_fit", luck.fit)
    yield from _meetings(portrait, language)
    if _has_period(portrait) and luck.daewoon_fit is not None:
        yield claim("year_daewoon", luck.daewoon_fit)
    if luck.good_months and luck.careful_months:
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
        nearest = min(of_kind, key=_distance)
        yield claim("year_relation", kind.value, meeting_slots(nearest, _luck_place(nearest), language))
        told.append(nearest.places)
    if not told:
        yield claim("year_relation", "none")


def _distance(relation: Relation) -> int:
    return min(_NEARNESS.index(p.partition("_")[0]) for p in relation.places if not p.startswith("seun"))


def _luck_place(relation: Relation) -> str:
    return next(p for p in relation.places if p.startswith("seun"))


def advice(portrait: Portrait, language: str) -> Iterator[Claim]:
    needs = portrait.analysis.yongsin
    yield claim("advice_yongsin", needs.primary.key)
    yield claim("advice_power", portrait.power)
    yield claim("advice_gisin", needs.gisin.key)
