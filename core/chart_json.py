"""A chart and its analysis as the JSON of the outside contract: Hanja for characters, English keys elsewhere.

Pure assembly, so it is written for speed: tables by stem and branch, no property calls. What it returns is read
only: parts that depend on a branch or a school alone are shared between results.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from core.judgements_json import (
    daewoon_to_json,
    geok_to_json,
    johu_to_json,
    relation_to_json,
    sinsal_to_json,
    strength_to_json,
    yongsin_to_json,
)
from core.saju.ages import zodiac
from core.saju.analysis import Analysis
from core.saju.birth import Birth
from core.saju.chart import BoundaryWarning, Chart, LunarDate, TermSpan
from core.saju.hidden_stems import HiddenStem
from core.saju.school import School
from core.saju.terms import BRANCHES, SIPSEONGS, STAGES, STEMS, Stage

# Raised when a rule changes anybody's chart; stored with every calculation.
CALCULATION_VERSION = "1"

_STEM = tuple(s.hanja for s in STEMS)
_BRANCH = tuple(b.hanja for b in BRANCHES)
_SIPSEONG = tuple(s.hanja for s in SIPSEONGS)
_STAGE = tuple(s.hanja for s in STAGES)
_ZODIAC = tuple({"branch": b.hanja, "ko": zodiac(b).hangul, "en": zodiac(b).english} for b in BRANCHES)
_EPOCH = datetime(1970, 1, 1)


def chart_to_json(analysis: Analysis) -> dict[str, Any]:
    """Every key of INTERFACES ("A chart") and some more; JSON types only, so that any encoder takes it."""
    chart = analysis.chart
    wood, fire, earth, metal, water = analysis.ohang
    stages = analysis.stages
    return {
        "calculation_version": CALCULATION_VERSION,
        **times_to_json(chart),
        "pillars": {
            "year": chart.year.ganji,
            "month": chart.month.ganji,
            "day": chart.day.ganji,
            "time": None if chart.hour is None else chart.hour.ganji,
        },
        "day_master": _STEM[chart.day.stem],
        "zodiac": _ZODIAC[chart.year.branch],
        "hidden_stems": {key: _hidden_to_json(stems) for key, stems in analysis.hidden_stems.items()},
        "sipseong": {place: _SIPSEONG[s] for place, s in analysis.sipseong.items()},
        "stages": _stages_to_json(stages["bong"]),
        "stages_geo": _stages_to_json(stages["geo"]),
        "stages_jwa": _stage_rows_to_json(stages["jwa"]),
        "stages_in": _stage_rows_to_json(stages["in"]),
        "nayin": {key: nayin.hanja for key, nayin in analysis.nayin.items()},
        "gongmang": [_BRANCH[b] for b in analysis.gongmang],
        "gongmang_positions": list(analysis.gongmang_places),
        "ohang": {"wood": wood, "fire": fire, "earth": earth, "metal": metal, "water": water},
        "ohang_shares": _shares_to_json(analysis.ohang_shares),
        "overall_balance": analysis.balance.value,
        "relations": [relation_to_json(r) for r in analysis.relations],
        "sinsal": [sinsal_to_json(s) for s in analysis.sinsal],
        "strength": strength_to_json(analysis.strength),
        "geok": geok_to_json(analysis.geok),
        "johu": johu_to_json(analysis.johu),
        "yongsin": yongsin_to_json(analysis.yongsin),
        "daewoon": None if analysis.daewoon is None else daewoon_to_json(analysis.daewoon),
        "warnings": [_warning_to_json(w) for w in chart.warnings],
    }


def times_to_json(chart: Chart) -> dict[str, Any]:
    """The keys from `birth` to `jieqi`: what was given and the clocks it led to."""
    return {
        "birth": birth_to_json(chart.birth),
        "solar_date": chart.solar_date.isoformat(),
        "moment_utc": None if chart.moment_s is None else _utc(chart.moment_s),
        "solar_time": None if chart.solar_time is None else shown_minute(chart.solar_time).isoformat(),
        "correction_minutes": None if chart.correction_minutes is None else round(chart.correction_minutes, 1),
        "school": _school_to_json(chart.school),
        "lunar": None if chart.lunar is None else _lunar_to_json(chart.lunar),
        "jieqi": _term_to_json(chart.term),
    }


def birth_to_json(birth: Birth) -> dict[str, Any]:
    """The birth as it was written: a lunar date stays lunar, a named double hour stays a branch."""
    written = birth.written
    return {
        "calendar": written.calendar.value,
        "leap_month": written.leap_month,
        "date": f"{written.year:04}-{written.month:02}-{written.day:02}",
        "time": _written_time(birth),
        "sex": None if birth.sex is None else birth.sex.value,
        "place": birth.place.name,
        "zone": birth.place.zone,
        "time_unknown": birth.time_unknown,
    }


def _written_time(birth: Birth) -> str | None:
    if birth.hour_branch is not None:
        return _BRANCH[birth.hour_branch]
    clock = birth.clock_time
    return None if clock is None else f"{clock.hour:02}:{clock.minute:02}"


def shown_minute(clock: datetime) -> datetime:
    """Rounded to the minute, but never across an edge of a double hour (odd hours): 12:59:40 stays in 午."""
    cut = clock.replace(second=0, microsecond=0)
    rounded = cut + timedelta(minutes=1) if clock.second >= 30 else cut
    return cut if rounded.minute == 0 and rounded.hour % 2 == 1 else rounded


def _utc(moment_s: int) -> str:
    return (_EPOCH + timedelta(seconds=moment_s)).isoformat() + "Z"


@lru_cache(maxsize=64)
def _school_to_json(school: School) -> dict[str, str]:
    return school.as_json()


@lru_cache(maxsize=64)
def _hidden_to_json(stems: tuple[HiddenStem, ...]) -> list[dict[str, Any]]:
    return [{"stem": _STEM[h.stem], "days": h.days, "share": round(h.share, 4)} for h in stems]


def _lunar_to_json(lunar: LunarDate) -> dict[str, Any]:
    return {
        "year": lunar.year,
        "month": lunar.month,
        "day": lunar.day,
        "leap_month": lunar.leap_month,
        "computed": lunar.computed,
    }


def _term_to_json(term: TermSpan) -> dict[str, str]:
    return {
        "current": term.current.hanja,
        "started_utc": _utc(term.started_s),
        "next": term.next.hanja,
        "next_utc": _utc(term.next_s),
    }


def _stages_to_json(stages: dict[str, Any]) -> dict[str, str | None]:
    return {key: None if stage is None else _STAGE[stage] for key, stage in stages.items()}


def _stage_rows_to_json(rows: dict[str, Any]) -> dict[str, list[str] | None]:
    return {key: None if row is None else [_STAGE[stage] for stage in row] for key, row in rows.items()}


def _shares_to_json(shares: tuple[float, ...]) -> dict[str, float]:
    wood, fire, earth, metal, water = shares
    return {
        "wood": round(wood, 4),
        "fire": round(fire, 4),
        "earth": round(earth, 4),
        "metal": round(metal, 4),
        "water": round(water, 4),
    }


def _warning_to_json(warning: BoundaryWarning) -> dict[str, Any]:
    other = warning.other
    return {
        "code": warning.code,
        "minutes": None if warning.minutes is None else round(warning.minutes, 1),
        "other_pillars": {
            "year": other.year.ganji,
            "month": other.month.ganji,
            "day": other.day.ganji,
            "time": None if other.hour is None else other.hour.ganji,
        },
    }
