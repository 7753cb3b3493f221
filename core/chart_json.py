"""A chart and its analysis as the JSON of the outside contract: Hanja for characters, English keys elsewhere.

Pure assembly, so it is written for speed: tables by stem and branch, no property calls (on Python 3.11 `.value` of
an enum is a slow one, so `_value_` is read). What it returns is read only: parts that come from a table (relations,
stars, grounds, hidden stems, the school) are shared between results.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from core.columns_json import columns, columns_to_json
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
from core.saju.elements import SHARES, Shares
from core.saju.gongmang import VOID_OF_RUN
from core.saju.school import DEFAULT_SCHOOL, School
from core.saju.solar_terms import TERM_SECONDS
from core.saju.solar_time import DAY_S, EPOCH_ORDINAL
from core.saju.terms import BRANCHES, SOLAR_TERMS, STEMS

# Raised when a rule changes anybody's chart; stored with every calculation.
CALCULATION_VERSION = "1"

_STEM = tuple(s.hanja for s in STEMS)
_BRANCH = tuple(b.hanja for b in BRANCHES)
_ZODIAC = tuple({"branch": b.hanja, "ko": zodiac(b).hangul, "en": zodiac(b).english} for b in BRANCHES)
_TERM = tuple(t.hanja for t in SOLAR_TERMS)
_VOID = tuple([_BRANCH[b] for b in run] for run in VOID_OF_RUN)
_FOUR_DIGITS = {share: round(share, 4) for share in SHARES}
_SAID = attrgetter("json")
_TWO_DIGITS = tuple(f"{n:02}" for n in range(60))
# Text of days and clocks, [month][day] and [minute of the day]: `isoformat` is slower by the format strings of C.
_DAYS = tuple(tuple(f"-{_TWO_DIGITS[month]}-{_TWO_DIGITS[day]}" for day in range(32)) for month in range(13))
_CLOCK = tuple(f"{_TWO_DIGITS[minute // 60]}:{_TWO_DIGITS[minute % 60]}" for minute in range(1440))
_SECONDS = tuple(timedelta(seconds=second) for second in range(60))
_MINUTE = timedelta(minutes=1)


def chart_to_json(analysis: Analysis) -> dict[str, Any]:
    """Every key of INTERFACES ("A chart") and some more; JSON types only, so that any encoder takes it."""
    chart, ohang, shares, balance, void, relations, sinsal, strength, geok, yongsin, daewoon = analysis
    year, month, day, hour = chart.year, chart.month, chart.day, chart.hour
    wood, fire, earth, metal, water = ohang
    school = chart.school
    of = columns(day.index, school.earth_stages, school.yin_stages, school.hidden_stems)
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
        **columns_to_json(of[year.index], of[month.index], of[day.index], None if hour is None else of[hour.index]),
        "gongmang": _VOID[day.index // 10],
        "gongmang_positions": list(void),
        "ohang": {"wood": wood, "fire": fire, "earth": earth, "metal": metal, "water": water},
        "ohang_shares": _shares_to_json(shares),
        "overall_balance": balance._value_,
        "relations": list(map(_SAID, relations)),
        "sinsal": list(map(_SAID, sinsal)),
        "strength": strength_to_json(strength),
        "geok": geok_to_json(geok),
        "johu": JOHU_JSON[day.stem][month.branch],
        "yongsin": yongsin_to_json(yongsin),
        "daewoon": None if daewoon is None else daewoon_to_json(daewoon),
        "warnings": [_warning_to_json(w) for w in chart.warnings],
    }


def times_to_json(chart: Chart) -> dict[str, Any]:
    """The keys from `birth` to `jieqi`: what was given and the clocks it led to."""
    return {
        "birth": birth_to_json(chart.birth),
        "solar_date": _day(chart.solar_date),
        "moment_utc": None if chart.moment_s is None else _utc(chart.moment_s),
        "solar_time": None if chart.solar_time is None else _local(shown_minute(chart.solar_time)),
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
        "date": f"{written.year}{_DAYS[written.month][written.day]}",
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
    return None if clock is None else _CLOCK[clock.hour * 60 + clock.minute]


def shown_minute(clock: datetime) -> datetime:
    """Rounded to the minute, but never across an edge of a double hour (odd hours): 12:59:40 stays in 午."""
    cut = clock - _SECONDS[clock.second]
    if clock.second < 30:
        return cut
    rounded = cut + _MINUTE
    return cut if rounded.minute == 0 and rounded.hour % 2 == 1 else rounded


def _day(day: date) -> str:
    return f"{day.year}{_DAYS[day.month][day.day]}"


def _local(clock: datetime) -> str:
    """`isoformat` of a full minute."""
    return f"{_day(clock)}T{_CLOCK[clock.hour * 60 + clock.minute]}:00"


def _utc(moment_s: int) -> str:
    days, second = divmod(moment_s, DAY_S)
    day = _day(date.fromordinal(EPOCH_ORDINAL + days))
    return f"{day}T{_CLOCK[second // 60]}:{_TWO_DIGITS[second % 60]}Z"


_TERM_UTC = {second: _utc(second) for second in TERM_SECONDS}
_DEFAULT_SCHOOL = DEFAULT_SCHOOL.as_json()


def _school_to_json(school: School) -> dict[str, str]:
    return _DEFAULT_SCHOOL if school is DEFAULT_SCHOOL else _other_school_to_json(school)


@lru_cache(maxsize=64)
def _other_school_to_json(school: School) -> dict[str, str]:
    return school.as_json()


def _lunar_to_json(lunar: LunarDate) -> dict[str, Any]:
    year, month, day, leap_month, computed = lunar
    return {"year": year, "month": month, "day": day, "leap_month": leap_month, "computed": computed}


def _term_to_json(term: TermSpan) -> dict[str, str]:
    return {
        "current": _TERM[term.current],
        "started_utc": _TERM_UTC[term.started_s],
        "next": _TERM[term.next],
        "next_utc": _TERM_UTC[term.next_s],
    }


def _shares_to_json(shares: Shares) -> dict[str, float]:
    wood, fire, earth, metal, water = shares
    return {
        "wood": _FOUR_DIGITS[wood],
        "fire": _FOUR_DIGITS[fire],
        "earth": _FOUR_DIGITS[earth],
        "metal": _FOUR_DIGITS[metal],
        "water": _FOUR_DIGITS[water],
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
