"""The facts of a portrait as words that templates may use, with Hanja in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from core.reader.filling import fill_in
from core.reader.luck import Luck, Month
from core.reader.phrases import names
from core.reader.portrait import Portrait
from core.saju.ganji import PILLARS, Pillar, year_index
from core.saju.relations import Relation
from core.saju.saju_year import saju_year_of
from core.saju.sinsal import Sinsal
from core.saju.terms import BRANCHES, ELEMENTS, STEMS, SipseongGroup

_AREAS = {"child": "area_young", "youth": "area_young", "elder": "area_elder"}
_READINGS = {s.hanja: s.hangul for s in STEMS} | {b.hanja: b.hangul for b in BRANCHES}


def slots_of(portrait: Portrait, language: str) -> dict[str, str]:
    """Slot name -> words. A slot that needs a running 대운 is absent without one."""
    return {
        **names(language)["glossary"],
        **{f"{term}_": _unexplained(word) for term, word in names(language)["glossary"].items()},
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
        **_of_the_top(portrait, language),
        "help_n": str(portrait.helpers),
        "drain_n": str(sum(groups) - portrait.helpers),
    }


def _of_the_luck(portrait: Portrait, language: str) -> dict[str, str]:
    luck, words = portrait.luck, names(language)
    this = "this" if luck.year == saju_year_of(luck.today) else "other"
    found = {
        "year": str(luck.year),
        "when": _when(luck, language),
        "at": words["at"][this],
        "span": words["span"][this],
        "seun": pillar_word(luck.pillar, language),
        "seun_branch": words["branch"][luck.pillar.branch.hanja],
        "seun_el": words["element"][luck.pillar.stem.element.hanja],
        "seun_ss": words["sipseong"][luck.stem_sipseong.hanja],
        "seun_bss": words["sipseong"][luck.branch_sipseong.hanja],
        "good_months": _months(luck.good_months, luck, language),
        "care_months": _months(luck.careful_months, luck, language),
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


def _of_the_top(portrait: Portrait, language: str) -> dict[str, str]:
    """The 십성 that stands out: by its number, or where each is found once by its place in the month."""
    words = names(language)
    top, count = portrait.top_sipseong, portrait.each[portrait.top_sipseong]
    how = "many" if count > 1 else "one"
    slots = {**words["glossary"], "top": words["sipseong"][top.hanja], "top_n": str(count)}
    return {
        "top_n": str(count),
        "top_lead": fill_in(words["top"][f"lead_{how}"], slots, language),
        "top_front": fill_in(words["top"][f"front_{how}"], slots, language),
    }


def _when(luck: Luck, language: str) -> str:
    """올해, 내년, or the year by its number."""
    words = names(language)["when"]
    key = {0: "this", 1: "next", -1: "last"}.get(luck.year - saju_year_of(luck.today), "other")
    return fill_in(words[key], {"year": str(luck.year)}, language)


def _months(months: Sequence[Month], luck: Luck, language: str) -> str:
    """Months in their order; those that lie in the calendar year after the one spoken of say so."""
    words, form = names(language)["month"], names(language)["form"]
    is_now = luck.year == saju_year_of(luck.today)
    year, after = (luck.today.year, "next_year") if is_now else (luck.year, "year_after")
    told = [form["months"].join(words[str(n)] for y, n in months if y == year)]
    if later := form["months"].join(words[str(n)] for y, n in months if y != year):
        told.append(fill_in(form[after], {"year": str(year + 1), "months": later}, language))
    return form["months"].join(filter(None, told))


def years_word(years: Sequence[int], language: str) -> str:
    """2028년(무신)·2031년(신해)"""
    form = names(language)["form"]
    named = [
        fill_in(form["year"], {"year": str(y), "hangul": p.hangul, "ganji": p.ganji}, language)
        for y, p in ((y, PILLARS[year_index(y)]) for y in years)
    ]
    return form["years"].join(named)


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


def _unexplained(word: str) -> str:
    """재성(財星) of 재성(財星, 돈과 현실)."""
    head, comma, _ = word.partition(",")
    return f"{head})" if comma else word


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


def meeting_slots(relation: Relation, own: str, language: str, life: str) -> tuple[tuple[str, str], ...]:
    """Slots of a claim about one meeting: `pair` 자오(子午), `meet` 자오충(子午沖), `other` the places but `own`.

    `area`: what the other place speaks of at this stage of life.
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
        ("area", words[_AREAS.get(life, "area")][others[0]]),
    )
