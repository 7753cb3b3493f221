"""A chart and its analysis as the JSON of the outside contract: Hanja for characters, English keys elsewhere.

Pure assembly, so it is written for speed: tables by stem and branch, no property calls (on Python 3.11 `.value` of
an enum is a slow one, so `_value_` is read). What it returns is read only: parts that come from a table (relations,
stars, grounds, hidden stems, the school) are shared between results.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from core.judgements_json import (
    JOHU_JSON,
    daewoon_to_json,
    geok_to_json,
    strength_to_json,
    yongsin_to_json,
)
from core.saju.ages import zodiac
from core.saju.analysis import Analysis
from core.saju.birth import Birth
from core.saju.chart import BoundaryWarning, Chart, LunarDate, TermSpan
from core.saju.hidden_stems import INWON, WOLLYUL, HiddenStem, hidden_stem_table
from core.saju.school import DEFAULT_SCHOOL, School
from core.saju.solar_terms import TERM_SECONDS
from core.saju.terms import BRANCHES, SIPSEONGS, SOLAR_TERMS, STAGES, STEMS, Stage

# Raised when a rule changes anybody's chart; stored with every calculation.
CALCULATION_VERSION = "1"

_STEM = tuple(s.hanja for s in STEMS)
_BRANCH = tuple(b.hanja for b in BRANCHES)
_SIPSEONG = tuple(s.hanja for s in SIPSEONGS)
_STAGE = tuple(s.hanja for s in STAGES)
_ZODIAC = tuple({"branch": b.hanja, "ko": zodiac(b).hangul, "en": zodiac(b).english} for b in BRANCHES)
_TERM = tuple(t.hanja for t in SOLAR_TERMS)
_TWO_DIGITS = tuple(f"{n:02}" for n in range(60))
_EPOCH = datetime(1970, 1, 1)
_MINUTE = timedelta(minutes=1)


def chart_to_json(analysis: Analysis) -> dict[str, Any]:
    """Every key of INTERFACES ("A chart") and some more; JSON types only, so that any encoder takes it."""
    chart = analysis.chart
    year, month, day, hour = chart.year, chart.month, chart.day, chart.hour
    wood, fire, earth, metal, water = analysis.ohang
    stages = analysis.stages
    return {
        "calculation_version": CALCULATION_VERSION,
        **times_to_json(chart),
        "pillars": {
            "year": year.ganji,
            "month": month.ganji,
            "day": day.ganji,
            "time": None if hour is None else hour.ganji,
        },
        "day_master": _STEM[day.stem],
        "zodiac": _ZODIAC[year.branch],
        "hidden_stems": _hidden_stems_to_json(chart),
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
        "overall_balance": analysis.balance._value_,
        "relations": [r.json for r in analysis.relations],
        "sinsal": [s.json for s in analysis.sinsal],
        "strength": strength_to_json(analysis.strength),
        "geok": geok_to_json(analysis.geok),
        "johu": JOHU_JSON[day.stem][month.branch],
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
        "calendar": written.calendar._value_,
        "leap_month": written.leap_month,
        "date": f"{written.year:04}-{_TWO_DIGITS[written.month]}-{_TWO_DIGITS[written.day]}",
        "time": _written_time(birth),
        "sex": None if birth.sex is None else birth.sex._value_,
        "place": birth.place.name,
        "zone": birth.place.zone,
        "time_unknown": birth.time_unknown,
    }


def _written_time(birth: Birth) -> str | None:
    if birth.hour_branch is not None:
        return _BRANCH[birth.hour_branch]
    clock = birth.clock_time
    return None if clock is None else f"{_TWO_DIGITS[clock.hour]}:{_TWO_DIGITS[clock.minute]}"


def shown_minute(clock: datetime) -> datetime:
    """Rounded to the minute, but never across an edge of a double hour (odd hours): 12:59:40 stays in 午."""
    cut = clock.replace(second=0, microsecond=0)
    if clock.second < 30:
        return cut
    rounded = cut + _MINUTE
    return cut if rounded.minute == 0 and rounded.hour % 2 == 1 else rounded


def _utc(moment_s: int) -> str:
    return (_EPOCH + timedelta(seconds=moment_s)).isoformat() + "Z"


_TERM_UTC = {second: _utc(second) for second in TERM_SECONDS}
_DEFAULT_SCHOOL = DEFAULT_SCHOOL.as_json()


def _school_to_json(school: School) -> dict[str, str]:
    return _DEFAULT_SCHOOL if school is DEFAULT_SCHOOL else _other_school_to_json(school)


@lru_cache(maxsize=64)
def _other_school_to_json(school: School) -> dict[str, str]:
    return school.as_json()


def _hidden_to_json(stems: tuple[HiddenStem, ...]) -> list[dict[str, Any]]:
    return [{"stem": _STEM[h.stem], "days": h.days, "share": round(h.share, 4)} for h in stems]


# [branch]
_WOLLYUL_JSON = tuple(map(_hidden_to_json, WOLLYUL))
_INWON_JSON = tuple(map(_hidden_to_json, INWON))


def _hidden_stems_to_json(chart: Chart) -> dict[str, list[dict[str, Any]]]:
    rows = _INWON_JSON if hidden_stem_table(chart.school) is INWON else _WOLLYUL_JSON
    found = {"year": rows[chart.year.branch], "month": rows[chart.month.branch], "day": rows[chart.day.branch]}
    if chart.hour is not None:
        found["time"] = rows[chart.hour.branch]
    return found


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
        "current": _TERM[term.current],
        "started_utc": _TERM_UTC[term.started_s],
        "next": _TERM[term.next],
        "next_utc": _TERM_UTC[term.next_s],
    }


def _stages_to_json(stages: dict[str, Stage | None]) -> dict[str, str | None]:
    return {key: None if stage is None else _STAGE[stage] for key, stage in stages.items()}


def _stage_rows_to_json(rows: dict[str, tuple[Stage, ...] | None]) -> dict[str, list[str] | None]:
    return {key: None if row is None else _stage_row(row) for key, row in rows.items()}


@cache
def _stage_row(row: tuple[Stage, ...]) -> list[str]:
    return [_STAGE[stage] for stage in row]


def _shares_to_json(shares: tuple[float, ...]) -> dict[str, float]:
    wood, fire, earth, metal, water = shares
    return {
        "wood": _four_digits(wood),
        "fire": _four_digits(fire),
        "earth": _four_digits(earth),
        "metal": _four_digits(metal),
        "water": _four_digits(water),
    }


@lru_cache(maxsize=4096)  # shares are multiples of 1/240 or 1/180
def _four_digits(share: float) -> float:
    return round(share, 4)


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
