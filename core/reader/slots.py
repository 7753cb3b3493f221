"""The facts of a portrait as words that templates may use, with Hanja in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from core.reader.filling import fill_in
from core.reader.phrases import names
from core.reader.portrait import Portrait
from core.saju.ganji import Pillar
from core.saju.relations import Relation
from core.saju.sinsal import Sinsal
from core.saju.terms import BRANCHES, ELEMENTS, STEMS, SipseongGroup

_READINGS = {s.hanja: s.hangul for s in STEMS} | {b.hanja: b.hangul for b in BRANCHES}


def slots_of(portrait: Portrait, language: str) -> dict[str, str]:
    """Slot name -> words. A slot that needs a running 대운 is absent without one."""
    return {
        **names(language)["glossary"],
        **_of_the_day(portrait, language),
        **_of_the_whole(portrait, language),
        **_of_the_counts(portrait, language),
        **_of_the_luck(portrait, language),
    }


def _of_the_day(portrait: Portrait, language: str) -> dict[str, str]:
    chart, words = portrait.chart, names(language)
    stage = portrait.analysis.stages["bong"]["day"]
    assert stage is not None  # only an hour can be unknown
    return {
        "ilgan": words["stem"][chart.day_master.hanja],
        "ilji": words["branch"][chart.day.branch.hanja],
        "ilju": pillar_word(chart.day, language),
        "wolji": words["branch"][chart.month.branch.hanja],
        "seat_ss": words["sipseong"][portrait.analysis.sipseong["day_branch"].hanja],
        "stage": words["stage"][stage.hanja],
    }


def _of_the_whole(portrait: Portrait, language: str) -> dict[str, str]:
    analysis, words = portrait.analysis, names(language)
    needs = analysis.yongsin
    weighing = words["weighing"][portrait.weighing]
    return {
        "image": words["image"][portrait.chart.day.ganji],
        "season": words["season"][portrait.season],
        "strength": words["strength"][analysis.strength.label.value],
        "score": f"{round(analysis.strength.score * 100)}",
        "yongsin": words["element"][needs.primary.hanja],
        "huisin": words["element"][needs.huisin.hanja],
        "gisin": words["element"][needs.gisin.hanja],
        "weighing": fill_in(weighing, {"help_n": str(portrait.helpers)}, language),
        "method": words["method"][needs.method],
        "geok": words["geok"][analysis.geok.hanja],
        "visible": words["characters"]["6" if portrait.chart.hour is None else "8"],
    }


def _of_the_counts(portrait: Portrait, language: str) -> dict[str, str]:
    ohang, groups = portrait.analysis.ohang, portrait.groups
    counted = dict(zip(("bi_n", "siksang_n", "jae_n", "gwan_n", "in_n"), map(str, groups), strict=True))
    elements = {f"n_{e.key}": str(ohang[e]) for e in ELEMENTS}
    return {
        **counted,
        **elements,
        "jae_el": names(language)["element"][portrait.element_of(SipseongGroup.JAESEONG).hanja],
        "most_n": str(ohang[portrait.most]),
        "least_n": str(ohang[portrait.least]),
        "top_n": str(portrait.each[portrait.top_sipseong]),
        "help_n": str(portrait.helpers),
        "drain_n": str(sum(groups) - portrait.helpers),
    }


def _of_the_luck(portrait: Portrait, language: str) -> dict[str, str]:
    luck, words = portrait.luck, names(language)
    found = {
        "year": str(luck.year),
        "seun": pillar_word(luck.pillar, language),
        "seun_branch": words["branch"][luck.pillar.branch.hanja],
        "seun_el": words["element"][luck.pillar.stem.element.hanja],
        "seun_ss": words["sipseong"][luck.stem_sipseong.hanja],
        "seun_bss": words["sipseong"][luck.branch_sipseong.hanja],
        "good_months": _months(luck.good_months, language),
        "care_months": _months(luck.careful_months, language),
    }
    period = luck.daewoon
    if period is not None and period.age is not None:
        found |= {
            "dae": pillar_word(period.pillar, language),
            "dae_ss": words["sipseong"][period.stem_sipseong.hanja],
            "dae_from": str(period.age),
            "dae_to": str(period.age + 9),
        }
    return found


def _months(numbers: Sequence[int], language: str) -> str:
    words = names(language)
    return words["form"]["months"].join(words["month"][str(n)] for n in numbers)


def pillar_word(pillar: Pillar, language: str) -> str:
    """경진(庚辰); Yang Metal Dragon (庚辰)."""
    words = names(language)
    parts = {
        "hangul": pillar.hangul,
        "ganji": pillar.ganji,
        "stem": _bare(words["stem"][pillar.stem.hanja]),
        "branch": _bare(words["branch"][pillar.branch.hanja]),
    }
    return fill_in(words["form"]["pillar"], parts, language)


def _bare(word: str) -> str:
    return word.partition("(")[0].strip()


def star_slots(star: Sinsal, language: str) -> tuple[tuple[str, str], ...]:
    """`star` and `place`, where a pillar is named once when both its characters hold the star."""
    words = names(language)
    named: list[str] = []
    for place in star.places:
        position = place.partition("_")[0]
        whole = {f"{position}_stem", f"{position}_branch"} <= set(star.places)
        word = words["place"][position if whole else place]
        if word not in named:
            named.append(word)
    name = fill_in(words["form"]["star"], {"hangul": star.name, "hanja": star.hanja}, language)
    return (("place", words["form"]["places"].join(named)), ("star", name))


def meeting_slots(relation: Relation, own: str, language: str) -> tuple[tuple[str, str], ...]:
    """Slots of a claim about one meeting: `pair` 자오(子午), `meet` 자오충(子午沖), `other` the places but `own`.

    `own` is the place that is spoken of: one of the chart, or the luck's.
    """
    words = names(language)
    others = [place for place in relation.places if place != own]
    kind, _, hanja = words["meeting"][relation.kind.value].partition("(")
    parts = {
        "hangul": "".join(_READINGS[c] for c in relation.characters),
        "characters": relation.characters,
        "kind": kind,
        "kind_hanja": hanja.rstrip(")"),
    }
    return (
        ("pair", fill_in(words["form"]["pair"], parts, language)),
        ("meet", fill_in(words["form"]["meet"], parts, language)),
        ("own", words["place"][own]),
        ("other", words["place"][others[0]]),
        ("area", words["area"][others[0]]),
    )
