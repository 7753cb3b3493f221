"""A JSON chart held against what other formulas make of the same birth (`tests/core/saju/independent.py`)."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import floor
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tests.campaigns.births import Case, lunar_months
from tests.campaigns.facts import CYCLE, facts_of
from tests.core.saju.independent import Almanac, clock, day_and_hour, equations, instants

_TERMS = (
    "立春 雨水 驚蟄 春分 清明 穀雨 立夏 小滿 芒種 夏至 小暑 大暑 "
    "立秋 處暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
).split()
# Nearer to an edge than this two ephemerides, or two equations of time, may disagree: such births are not judged.
_EDGE_S = 2.0
_LUCK_DAY_S, _LUCK_YEAR_S = 720, 3 * 86400


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong` names every key that differs, with both values; `judged` is False for a birth at an edge."""

    judged: bool
    wrong: tuple[str, ...] = ()


def verdicts(answered: Iterable[tuple[Case, dict[str, Any]]], almanac: Almanac) -> Iterator[Verdict]:
    """One for every birth with its answer, in order; the equations of time of a batch are computed together."""
    batch = [(case, answer, _possible(case)) for case, answer in answered]
    moments = [(_moment(case, possible) or 0) for case, _, possible in batch]
    for (case, answer, possible), moment, equation in zip(batch, moments, equations(moments), strict=True):
        if case.clock is not None and len(possible) != 1 and (not possible or case.fold is None):
            yield _verdict(_wrong_refusal(case, answer, possible))
        elif "error" in answer:
            yield Verdict(True, (f"refused: {answer['error']['code']}",))
        else:
            yield _judge(case, answer, moment, float(equation), almanac)


def _possible(case: Case) -> list[int]:
    return [] if case.clock is None else instants(datetime.combine(case.day, case.clock), case.spot.zone)


def _moment(case: Case, possible: Sequence[int]) -> int | None:
    """The instant of a clock time, of the middle of a double hour by the mean sun, or of noon."""
    if case.clock is not None:
        return possible[case.fold or 0 if len(possible) > 1 else 0] if possible else None
    if case.branch is None:
        return instants(datetime.combine(case.day, time(12)), case.spot.zone)[0]
    shown = datetime.combine(case.day, time(2 * case.branch), UTC).timestamp()
    return round(shown - case.spot.longitude_deg * 240)


def _wrong_refusal(case: Case, answer: dict[str, Any], possible: Sequence[int]) -> list[str]:
    """A time that was skipped or came twice is refused by its code, and both readings are named."""
    assert case.clock is not None
    error = answer.get("error", {})
    code = "ambiguous_time" if possible else "nonexistent_time"
    if error.get("code") != code:
        return [f"{code} expected, got {error.get('code', 'a chart')}"]
    wall = datetime.combine(case.day, case.clock, ZoneInfo(case.spot.zone))
    meant = sorted(wall.replace(fold=fold).timestamp() for fold in (0, 1))
    named = [datetime.fromisoformat(reading).timestamp() for reading in error.get("readings", ())]
    if len(named) != 2 or any(abs(a - b) >= 60 for a, b in zip(meant, named, strict=True)):
        return [f"readings {error.get('readings')}"]
    return []


def _judge(case: Case, chart: dict[str, Any], moment: int, equation_s: float, almanac: Almanac) -> Verdict:
    # Of a double hour the instant depends on the clock of the school, by less than an hour.
    margin = 3600 + abs(equation_s) if case.branch is not None else _EDGE_S
    if float(np.abs(almanac.terms - moment).min()) < margin:
        return Verdict(False)
    year, month = almanac.year_and_month(moment)
    if case.clock is None:
        day, _ = day_and_hour(datetime.combine(case.day, time(12)), case.day_boundary)
        named = None if case.branch is None else datetime.combine(case.day, time(2 * case.branch))
        hour = None if named is None else day_and_hour(named, "midnight")[1]
    else:
        shown, to_edge = clock(moment, case.spot.longitude_deg, case.spot.zone, case.solar_time, equation_s)
        if case.solar_time == "true" and to_edge < _EDGE_S:
            return Verdict(False)
        day, hour = day_and_hour(shown, case.day_boundary)
    pillars = {"year": year, "month": month, "day": day, "time": hour}
    expected = {"pillars": pillars, "lunar": _lunar(case.day), **facts_of(pillars)}
    if case.clock is not None:
        expected["moment_utc"] = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    wrong = [f"{key}: {chart.get(key)} not {value}" for key, value in expected.items() if chart.get(key) != value]
    wrong += _wrong_term(chart, moment, almanac)
    if case.clock is not None:
        wrong += _wrong_luck(case, chart, moment, pillars, almanac)
    return _verdict(wrong)


def _verdict(wrong: Sequence[str]) -> Verdict:
    return Verdict(True, tuple(wrong))


def _lunar(day: date) -> dict[str, Any]:
    months = lunar_months()
    month = months[bisect_right(months, day, key=attrgetter("first")) - 1]
    return {
        "year": month.year,
        "month": month.month,
        "day": (day - month.first).days + 1,
        "leap_month": month.leap,
        "computed": False,
    }


def _wrong_term(chart: dict[str, Any], moment: int, almanac: Almanac) -> list[str]:
    index = int(np.searchsorted(almanac.terms, moment, side="right")) - 1
    told, wrong = chart["jieqi"], []
    for key, when, at in (("current", "started_utc", index), ("next", "next_utc", index + 1)):
        off_s = datetime.fromisoformat(told[when]).timestamp() - float(almanac.terms[at])
        if told[key] != _TERMS[at % 24] or abs(off_s) > _EDGE_S:
            wrong.append(f"jieqi.{key}: {told[key]} {off_s:+.1f} s, not {_TERMS[at % 24]}")
    return wrong


def _wrong_luck(
    case: Case, chart: dict[str, Any], moment: int, pillars: dict[str, Any], almanac: Almanac
) -> list[str]:
    """대운: its direction, its pillars, its number and its first day (三命通會: three days are a year)."""
    yang_year = CYCLE.index(pillars["year"]) % 2 == 0
    forward = yang_year == (case.line["sex"] == "male")
    jeol = almanac.jeol()
    after = int(np.searchsorted(jeol, moment, side="right"))
    distance_s = float(jeol[after] - moment) if forward else float(moment - jeol[after - 1])
    start = CYCLE.index(pillars["month"])
    run = [CYCLE[(start + (n if forward else -n)) % 60] for n in range(1, 11)]
    luck = chart["daewoon"]
    told = {"direction": luck["direction"], "list": [period["ganji"] for period in luck["list"]]}
    expected: dict[str, Any] = {"direction": "forward" if forward else "backward", "list": run}
    if not _at_edge(distance_s / _LUCK_YEAR_S + 0.5, _LUCK_YEAR_S):
        told["start_age"] = luck["start_age"]
        expected["start_age"] = max(1, floor(distance_s / _LUCK_YEAR_S + 0.5))
    if not _at_edge(distance_s / _LUCK_DAY_S, _LUCK_DAY_S):
        told["start_date"] = luck["start_date"]
        expected["start_date"] = _later(case.day, floor(distance_s / _LUCK_DAY_S)).isoformat()
    return [f"daewoon.{key}: {told[key]} not {value}" for key, value in expected.items() if told[key] != value]


def _at_edge(count: float, unit_s: float) -> bool:
    return abs(count - round(count)) * unit_s < _EDGE_S


def _later(day: date, luck_days: int) -> date:
    """Months of thirty days counted as calendar months, the rest as days."""
    months, days = divmod(luck_days, 30)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days=days)
