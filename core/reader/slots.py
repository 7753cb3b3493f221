"""The facts of a portrait as words that templates may use, with Hanja in brackets."""

from __future__ import annotations

from core.particles import fill
from core.reader.phrases import names
from core.reader.portrait import Portrait
from core.saju.ganji import Pillar
from core.saju.relations import Relation
from core.saju.terms import BRANCHES, ELEMENTS, STEMS, Branch, Element, Sipseong, SipseongGroup, Stage, Stem

_READINGS = {s.hanja: s.hangul for s in STEMS} | {b.hanja: b.hangul for b in BRANCHES}


def slots_of(portrait: Portrait, language: str) -> dict[str, str]:
    """Slot name -> words. A slot that needs a running 대운 is absent without one."""
    words = names(language)
    return {
        **{term: f"{term}({hanja})" for term, hanja in words["glossary"].items()},
        **_of_the_day(portrait),
        **_of_the_whole(portrait, language),
        **_of_the_counts(portrait),
        **_of_the_luck(portrait),
    }


def _of_the_day(portrait: Portrait) -> dict[str, str]:
    chart = portrait.chart
    stage = portrait.analysis.stages["bong"]["day"]
    assert stage is not None  # only an hour can be unknown
    return {
        "ilgan": stem_word(chart.day_master),
        "ilji": branch_word(chart.day.branch),
        "ilju": pillar_word(chart.day),
        "wolji": branch_word(chart.month.branch),
        "seat_ss": term(portrait.analysis.sipseong["day_branch"]),
        "stage": term(stage),
    }


def _of_the_whole(portrait: Portrait, language: str) -> dict[str, str]:
    analysis, words = portrait.analysis, names(language)
    needs, label = analysis.yongsin, analysis.strength.label.value
    return {
        "image": words["image"][portrait.chart.day.ganji],
        "season": words["season"][portrait.season],
        "strength": f"{label}({words['strength'][label]})",
        "score": f"{round(analysis.strength.score * 100)}",
        "yongsin": element_word(needs.primary),
        "huisin": element_word(needs.huisin),
        "gisin": element_word(needs.gisin),
        "weighing": fill(words["weighing"][portrait.weighing], {"help_n": portrait.helpers}),
        "method": words["method"][needs.method],
        "geok": f"{analysis.geok.name}({analysis.geok.hanja})",
        "visible": words["characters"]["6" if portrait.chart.hour is None else "8"],
    }


def _of_the_counts(portrait: Portrait) -> dict[str, str]:
    ohang, groups = portrait.analysis.ohang, portrait.groups
    counted = dict(zip(("bi_n", "siksang_n", "jae_n", "gwan_n", "in_n"), map(str, groups), strict=True))
    elements = {f"n_{e.key}": str(ohang[e]) for e in ELEMENTS}
    return {
        **counted,
        **elements,
        "jae_el": element_word(portrait.element_of(SipseongGroup.JAESEONG)),
        "most_n": str(ohang[portrait.most]),
        "least_n": str(ohang[portrait.least]),
        "top_n": str(portrait.each[portrait.top_sipseong]),
        "help_n": str(portrait.helpers),
        "drain_n": str(sum(groups) - portrait.helpers),
    }


def _of_the_luck(portrait: Portrait) -> dict[str, str]:
    luck = portrait.luck
    found = {
        "year": str(luck.year),
        "seun": pillar_word(luck.pillar),
        "seun_branch": branch_word(luck.pillar.branch),
        "seun_el": element_word(luck.pillar.stem.element),
        "seun_ss": term(luck.stem_sipseong),
        "seun_bss": term(luck.branch_sipseong),
        "good_months": "·".join(f"{m}월" for m in luck.good_months),
        "care_months": "·".join(f"{m}월" for m in luck.careful_months),
    }
    period = luck.daewoon
    if period is not None and period.age is not None:
        found |= {
            "dae": pillar_word(period.pillar),
            "dae_ss": term(period.stem_sipseong),
            "dae_from": str(period.age),
            "dae_to": str(period.age + 9),
        }
    return found


def stem_word(stem: Stem) -> str:
    """경금(庚金)"""
    return f"{stem.hangul}{stem.element.hangul}({stem.hanja}{stem.element.hanja})"


def branch_word(branch: Branch) -> str:
    """진토(辰土)"""
    return f"{branch.hangul}{branch.element.hangul}({branch.hanja}{branch.element.hanja})"


def pillar_word(pillar: Pillar) -> str:
    return f"{pillar.hangul}({pillar.ganji})"


def element_word(element: Element) -> str:
    return f"{element.hangul}({element.hanja})"


def term(word: Sipseong | Stage) -> str:
    return f"{word.hangul}({word.hanja})"


def meeting_slots(relation: Relation, own: str, language: str) -> tuple[tuple[str, str], ...]:
    """Slots of a claim about one meeting: `pair` 자오(子午), `meet` 자오충(子午沖), `other` the places but `own`.

    `own` is the place that is spoken of: one of the chart, or the luck's.
    """
    words = names(language)
    others = [place for place in relation.places if place != own]
    read = "".join(_READINGS[c] for c in relation.characters)
    kind, _, hanja = words["meeting"][relation.kind.value].partition("(")
    return (
        ("pair", f"{read}({relation.characters})"),
        ("meet", f"{read}{kind}({relation.characters}{hanja}" if hanja else f"{read}{kind}"),
        ("own", words["place"][own]),
        ("other", words["place"][others[0]]),
        ("area", words["area"][others[0]]),
    )
