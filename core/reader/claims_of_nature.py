"""성격, 건강, and a child's 재능·학습: what the day, the month and the elements say of the person."""

from __future__ import annotations

from collections.abc import Iterator

from core.reader.claim_making import amount, claim
from core.reader.phrases import names
from core.reader.portrait import MANY, Portrait
from core.reader.reading import Claim
from core.reader.slots import meeting_slots, star_slots
from core.saju.relations import RelationKind
from core.saju.terms import ELEMENTS, SIPSEONG_GROUPS, SipseongGroup


def character(portrait: Portrait, language: str) -> Iterator[Claim]:
    chart = portrait.chart
    yield claim("day_stem", chart.day_master.hanja)
    yield claim("day_branch", chart.day.branch.hanja)
    yield claim("born_in", f"{portrait.season}:{chart.day_master.element.key}")
    stage = portrait.analysis.stages["bong"]["day"]
    if stage is not None:
        yield claim("stage", stage.hangul)
    for group in SIPSEONG_GROUPS:
        count = portrait.count(group)
        if count >= MANY:
            yield claim("group_many", group.key, (("n", str(count)),))
        elif count == 0:
            yield claim("group_none", group.key)
    yield claim("temper", portrait.power)
    yield from stars("sinsal_character", portrait, language)


def stars(family: str, portrait: Portrait, language: str) -> Iterator[Claim]:
    """A claim for each star; those that the family has no words for fall away later."""
    for star in portrait.analysis.sinsal:
        yield claim(family, star.name, star_slots(star, language))


def talent(portrait: Portrait, language: str) -> Iterator[Claim]:
    yield claim("learn_manner", portrait.chart.day_master.hanja)
    yield claim("learn_seat", portrait.analysis.sipseong["day_branch"].hangul)
    yield claim("learn_resource", amount(portrait.count(SipseongGroup.INSEONG)))
    yield claim("learn_output", amount(portrait.count(SipseongGroup.SIKSANG)))
    yield claim("learn_support", portrait.analysis.yongsin.primary.key)


def health(portrait: Portrait, language: str) -> Iterator[Claim]:
    ohang = portrait.analysis.ohang
    if ohang[portrait.most] >= MANY:
        yield claim("health_most", portrait.most.key)
    missing = [e for e in ELEMENTS if ohang[e] == 0]
    if not missing:
        yield claim("health_least", portrait.least.key)
    for element in missing:
        yield claim("health_none", element.key)
    yield claim("health_season", portrait.season)
    clash = next((r for r in portrait.analysis.relations if r.kind is RelationKind.CLASH), None)
    if clash is not None:
        place = names(language)["place"]
        ends = (("clash_a", place[clash.places[0]]), ("clash_b", place[clash.places[-1]]))
        met = meeting_slots(clash, clash.places[0], language, portrait.life)
        yield claim("health_clash", slots=ends + met)
    yield claim("health_power", portrait.power)
    yield claim("elder_health", portrait.power)
    yield claim("health_support", portrait.analysis.yongsin.primary.key)
    yield claim("health_note")
