"""The judgements of an analysis as JSON: relations, stars, strength, 격국, 용신, 대운."""

from __future__ import annotations

from typing import Any

from core.saju.daewoon import Daewoon, DaewoonTable
from core.saju.geok import Geok
from core.saju.johu import Johu
from core.saju.relations import Relation
from core.saju.sinsal import Sinsal
from core.saju.strength import Strength
from core.saju.terms import ELEMENTS, SIPSEONGS, STAGES, STEMS
from core.saju.yongsin import Yongsin

_STEM = tuple(s.hanja for s in STEMS)
_ELEMENT = tuple(e.key for e in ELEMENTS)
_SIPSEONG = tuple(s.hanja for s in SIPSEONGS)
_STAGE = tuple(s.hanja for s in STAGES)


def relation_to_json(relation: Relation) -> dict[str, Any]:
    """`transforms_to` is the element when the combination holds; `aims_at` is what it would become."""
    aim = None if relation.transforms_to is None else _ELEMENT[relation.transforms_to]
    return {
        "kind": relation.kind.value,
        "characters": relation.characters,
        "positions": list(relation.places),
        "transforms_to": aim if relation.transforms else None,
        "aims_at": aim,
        "source": relation.source,
    }


def sinsal_to_json(star: Sinsal) -> dict[str, Any]:
    return {
        "name": star.name,
        "hanja": star.hanja,
        "positions": list(star.places),
        "group": star.group,
        "source": star.source,
    }


def strength_to_json(strength: Strength) -> dict[str, Any]:
    return {
        "score": round(strength.score, 4),
        "label": strength.label.value,
        "deukryeong": strength.deukryeong,
        "deukji": strength.deukji,
        "deukse": strength.deukse,
        "confidence": strength.confidence,
        "grounds": [g.as_json() for g in strength.grounds],
    }


def geok_to_json(geok: Geok) -> dict[str, Any]:
    return {
        "name": geok.name,
        "hanja": geok.hanja,
        "special": geok.special,
        "grounds": [g.as_json() for g in geok.grounds],
    }


def johu_to_json(johu: Johu) -> dict[str, Any]:
    return {
        "primary": _STEM[johu.primary],
        "secondary": [_STEM[s] for s in johu.secondary],
        "disputed": johu.disputed,
        "circulated": [_STEM[s] for s in johu.circulated],
    }


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
        "grounds": [g.as_json() for g in yongsin.grounds],
    }


def daewoon_to_json(table: DaewoonTable) -> dict[str, Any]:
    return {
        "direction": table.direction,
        "start_age": table.start_age,
        "start_age_range": list(table.start_age_range),
        "start_date": None if table.start_date is None else table.start_date.isoformat(),
        "basis": {
            "term": table.basis.term.hanja,
            "moment_s": table.basis.instant_s,
            "days": None if table.basis.days is None else round(table.basis.days, 4),
        },
        "list": [_period_to_json(p) for p in table.list],
    }


def _period_to_json(period: Daewoon) -> dict[str, Any]:
    return {
        "age": period.age,
        "ganji": period.pillar.ganji,
        "from": None if period.start is None else period.start.isoformat(),
        "to": None if period.end is None else period.end.isoformat(),
        "stem_sipseong": _SIPSEONG[period.stem_sipseong],
        "branch_sipseong": _SIPSEONG[period.branch_sipseong],
        "stage": _STAGE[period.stage],
        "relations": [relation_to_json(r) for r in period.relations],
    }
