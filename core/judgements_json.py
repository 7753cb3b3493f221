"""The judgements of an analysis as JSON: strength, 격국, 조후, 용신, 대운.

Relations, stars and grounds come from tables and bring their own `json`. Written for speed: on Python 3.11 `.value`
of an enum is a slow property, so `_value_` is read.
"""

from __future__ import annotations

from typing import Any

from core.saju.daewoon import Daewoon, DaewoonTable
from core.saju.geok import Geok
from core.saju.johu import TABLE as JOHU
from core.saju.johu import Johu
from core.saju.strength import Strength
from core.saju.terms import ELEMENTS, SIPSEONGS, SOLAR_TERMS, STAGES, STEMS
from core.saju.yongsin import Yongsin

_STEM = tuple(s.hanja for s in STEMS)
_ELEMENT = tuple(e.key for e in ELEMENTS)
_SIPSEONG = tuple(s.hanja for s in SIPSEONGS)
_STAGE = tuple(s.hanja for s in STAGES)
_TERM = tuple(t.hanja for t in SOLAR_TERMS)


def strength_to_json(strength: Strength) -> dict[str, Any]:
    return {
        "score": strength.score,  # four digits already
        "label": strength.label._value_,
        "deukryeong": strength.deukryeong,
        "deukji": strength.deukji,
        "deukse": strength.deukse,
        "confidence": strength.confidence,
        "grounds": [g.json for g in strength.grounds],
    }


def geok_to_json(geok: Geok) -> dict[str, Any]:
    return {
        "name": geok.name,
        "hanja": geok.hanja,
        "special": geok.special,
        "grounds": [g.json for g in geok.grounds],
    }


def johu_to_json(johu: Johu) -> dict[str, Any]:
    return {
        "primary": _STEM[johu.primary],
        "secondary": [_STEM[s] for s in johu.secondary],
        "disputed": johu.disputed,
        "circulated": [_STEM[s] for s in johu.circulated],
    }


# [day master][month branch]
JOHU_JSON: tuple[tuple[dict[str, Any], ...], ...] = tuple(tuple(map(johu_to_json, row)) for row in JOHU)


def yongsin_to_json(yongsin: Yongsin) -> dict[str, Any]:
    return {
        "primary": _ELEMENT[yongsin.primary],
        "method": yongsin.method,
        "huisin": _ELEMENT[yongsin.huisin],
        "gisin": _ELEMENT[yongsin.gisin],
        "gusin": _ELEMENT[yongsin.gusin],
        "hansin": _ELEMENT[yongsin.hansin],
        "confidence": yongsin.confidence,
        "alternatives": [
            {"element": _ELEMENT[a.element], "method": a.method, "source": a.source} for a in yongsin.alternatives
        ],
        "grounds": [g.json for g in yongsin.grounds],
    }


def daewoon_to_json(table: DaewoonTable) -> dict[str, Any]:
    return {
        "direction": table.direction,
        "start_age": table.start_age,
        "start_age_range": list(table.start_age_range),
        "start_date": None if table.start_date is None else table.start_date.isoformat(),
        "basis": {
            "term": _TERM[table.basis.term],
            "moment_s": table.basis.instant_s,
            "days": None if table.basis.days is None else round(table.basis.days, 4),
        },
        "list": _periods_to_json(table.list),
    }


def _periods_to_json(periods: tuple[Daewoon, ...]) -> list[dict[str, Any]]:
    return [
        {
            "age": age,
            "ganji": pillar.ganji,
            "from": None if start is None else start.isoformat(),
            "to": None if end is None else end.isoformat(),
            "stem_sipseong": _SIPSEONG[stem_sipseong],
            "branch_sipseong": _SIPSEONG[branch_sipseong],
            "stage": _STAGE[stage],
            "relations": [r.json for r in relations],
        }
        for age, pillar, start, end, stem_sipseong, branch_sipseong, stage, relations in periods
    ]
