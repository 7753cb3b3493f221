"""The judgements of an analysis as JSON: strength, 격국, 조후, 용신, 대운.

Relations, stars, grounds and alternatives come from tables and bring their own `json`. Written for speed: on Python
3.11 `.value` of an enum is a slow property, so `_value_` is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from core.saju.casting import FIRST_DAY, LAST_DAY
from core.saju.daewoon import PERIODS, DaewoonTable, Run, period_ages, period_dates
from core.saju.ganji import Pillar
from core.saju.geok import Geok
from core.saju.johu import TABLE as JOHU
from core.saju.johu import Johu
from core.saju.strength import Strength
from core.saju.terms import ELEMENTS, SOLAR_TERMS, STEMS, Sipseong, Stage
from core.saju.yongsin import Yongsin

_STEM = tuple(s.hanja for s in STEMS)
_ELEMENT = tuple(e.key for e in ELEMENTS)
_TERM = tuple(t.hanja for t in SOLAR_TERMS)
_SAID = attrgetter("json")
_ONE_DAY = timedelta(days=1)
# [year] → that year and those in which the ten periods after it begin
_YEARS = {
    year: tuple(str(year + 10 * n) for n in range(PERIODS + 1))
    for year in range(FIRST_DAY.year, LAST_DAY.year + 20)
}


def strength_to_json(strength: Strength) -> dict[str, Any]:
    score, label, deukryeong, deukji, deukse, confidence, grounds, _ = strength
    return {
        "score": score,  # four digits already
        "label": label._value_,
        "deukryeong": deukryeong,
        "deukji": deukji,
        "deukse": deukse,
        "confidence": confidence,
        "grounds": list(map(_SAID, grounds)),
    }


def geok_to_json(geok: Geok) -> dict[str, Any]:
    return {
        "name": geok.name,
        "hanja": geok.hanja,
        "special": geok.special,
        "grounds": list(map(_SAID, geok.grounds)),
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
    primary, method, huisin, gisin, gusin, hansin, alternatives, confidence, grounds = yongsin
    return {
        "primary": _ELEMENT[primary],
        "method": method,
        "huisin": _ELEMENT[huisin],
        "gisin": _ELEMENT[gisin],
        "gusin": _ELEMENT[gusin],
        "hansin": _ELEMENT[hansin],
        "confidence": confidence,
        "alternatives": list(map(_SAID, alternatives)),
        "grounds": list(map(_SAID, grounds)),
    }


def daewoon_to_json(table: DaewoonTable) -> dict[str, Any]:
    direction, start_age, age_range, start_date, (term, instant_s, days), run, met = table
    first = _iso(start_date)
    starts, ends = _period_days(start_date, first)
    periods = list(map(dict.copy, _periods_by_ganji(run)))
    for period, age, start, end, relations in zip(periods, period_ages(start_age), starts, ends, met, strict=True):
        period["age"], period["from"], period["to"] = age, start, end
        period["relations"] = list(map(_SAID, relations))
    return {
        "direction": direction,
        "start_age": start_age,
        "start_age_range": list(age_range),
        "start_date": first,
        "basis": {
            "term": _TERM[term],
            "moment_s": instant_s,
            "days": None if days is None else round(days, 4),
        },
        "list": periods,
    }


@cache
def _periods_by_ganji(run: Run) -> tuple[dict[str, Any], ...]:
    """The periods of a run with all that their characters say, to be copied; what a birth says is left open."""
    return tuple(map(_period, run.pillars, run.stem_sipseong, run.branch_sipseong, run.stages))


@cache
def _period(pillar: Pillar, stem: Sipseong, branch: Sipseong, stage: Stage) -> dict[str, Any]:
    return {
        "age": None,
        "ganji": pillar.ganji,
        "from": None,
        "to": None,
        "stem_sipseong": stem.hanja,
        "branch_sipseong": branch.hanja,
        "stage": stage.hanja,
        "relations": None,
    }


def _period_days(first: date | None, said: str | None) -> tuple[Sequence[str | None], Sequence[str | None]]:
    """`period_dates` in ISO form; `said` is the first in that form. Ten years change the year alone, except on 29
    February and before the first of a month, so most of the days are a year and a common rest."""
    if first is None or said is None or first.day == 1 or (first.day == 29 and first.month == 2):
        starts, ends = period_dates(first)
        return list(map(_iso, starts)), list(map(_iso, ends))
    years = _YEARS[first.year]
    begin, end = said[4:], (first - _ONE_DAY).isoformat()[4:]
    return [year + begin for year in years[:-1]], [year + end for year in years[1:]]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
