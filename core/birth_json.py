"""A birth from JSON (INTERFACES, "A birth"): strict about what would change a chart, kind about how it is written.

Whatever comes in, the answer is a birth or Rejected with a documented code. What is no date, time, place or year of
its own (a wrong type, an unknown sex or school option) is `not_birth_data` with `field`. Keys that are not read are
ignored, so a line may carry an id of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from enum import Enum
from typing import Any, get_type_hints

from core.birth_checks import reject_written
from core.birth_input import Understanding, understand
from core.errors import Rejected
from core.places import find_place
from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.casting import solar_ordinal
from core.saju.lunar_calendar import lunar_date
from core.saju.school import DEFAULT_SCHOOL, School
from core.saju.solar_time import zone
from core.saju.terms import BRANCHES, Branch, Calendar, Sex

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-5][0-9])?")
_BRANCHES = {
    name: branch
    for branch in BRANCHES
    for name in (branch.hanja, branch.hanja + "時", branch.hangul, branch.hangul + "시")
}
_OPTIONS: dict[str, type[Enum]] = {name: get_type_hints(School)[name] for name in (f.name for f in fields(School))}
_MAX_NAME = 80


def birth_from_json(obj: object, today: date) -> tuple[Birth, School]:
    """The birth and the school of a decoded JSON value, either form of it.

    Raises Rejected: `invalid_date`, `future_date`, `no_such_leap_month`, `out_of_range`, `ambiguous_year`,
    `ambiguous_place`, `unknown_place`, `not_birth_data`. A clock time that summer time skipped or repeated is found
    when the chart is cast.
    """
    if not isinstance(obj, Mapping):
        raise _no_birth("birth")
    school = school_from_json(obj.get("school"))
    text = obj.get("text")
    if text is not None:
        if not isinstance(text, str):
            raise _no_birth("text")
        return birth_of(understand(text, today), fold=_fold(obj.get("fold"))), school
    clock_time, hour_branch = _time(obj.get("time"))
    birth = Birth(
        written=_written(obj, today),
        clock_time=clock_time,
        hour_branch=hour_branch,
        sex=_sex(obj.get("sex")),
        place=place_from_json(obj.get("place")),
        fold=_fold(obj.get("fold")),
    )
    if obj.get("time_unknown") is True and not birth.time_unknown:
        raise Rejected("invalid_date", field="time_unknown")
    return birth, school


def birth_of(understood: Understanding, *, fold: int | None = None) -> Birth:
    """The birth that a person's words describe. Raises the error that was found in them, or `not_birth_data` with
    `missing` when they hold no whole date."""
    if understood.error is not None:
        raise understood.error
    year, month, day = understood.year, understood.month, understood.day
    if year is None or month is None or day is None:
        parts = {"year": year, "month": month, "day": day}
        raise Rejected("not_birth_data", missing=tuple(name for name, part in parts.items() if part is None))
    written = WrittenDate(year, month, day, Calendar(understood.calendar), understood.leap_month)
    branch = _BRANCHES[understood.time_branch] if understood.time_branch else None
    clock = None
    if branch is None and understood.hour is not None:
        clock = time(understood.hour, understood.minute or 0)
    if branch is Branch.JA and understood.hour == 23:
        written = _next_day(written)
    sex = Sex(understood.sex) if understood.sex else None
    return Birth(written, clock, branch, sex, find_place(understood.place) if understood.place else SEOUL, fold)


def _next_day(written: WrittenDate) -> WrittenDate:
    """야자시 is the late night of the written date; the engine's 子 stands at the beginning of a date."""
    ordinal = solar_ordinal(Birth(written)) + 1
    following = date.fromordinal(ordinal)
    lunar = lunar_date(following) if written.calendar is Calendar.LUNAR else None
    if lunar is None:
        return WrittenDate(following.year, following.month, following.day)
    return WrittenDate(lunar.year, lunar.month, lunar.day, Calendar.LUNAR, lunar.leap_month)


def school_from_json(value: object) -> School:
    """Options by name, each with the value it has in JSON; those not named keep the default."""
    if value is None:
        return DEFAULT_SCHOOL
    if not isinstance(value, Mapping):
        raise _no_birth("school")
    chosen: dict[str, Any] = {}
    for name, option in value.items():
        kind = _OPTIONS.get(name) if isinstance(name, str) else None
        member = kind and _member(kind, option)
        if member is None:
            raise _no_birth(f"school.{str(name)[:_MAX_NAME]}")
        chosen[name] = member
    return School(**chosen)


def _member(kind: type[Enum], option: object) -> Enum | None:
    return next((member for member in kind if isinstance(option, str) and member.value == option), None)


def place_from_json(value: object) -> Place:
    """A known name, or a place with its coordinates; Seoul when absent. Raises Rejected as `find_place` does."""
    if value is None:
        return SEOUL
    if isinstance(value, str):
        return find_place(value)
    if not isinstance(value, Mapping):
        raise Rejected("unknown_place", field="place")
    name = value.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > _MAX_NAME:
        raise Rejected("unknown_place", field="place.name")
    if value.keys() <= {"name"}:
        return find_place(name)
    zone_name = value.get("zone")
    if not isinstance(zone_name, str) or len(zone_name) > _MAX_NAME:
        raise Rejected("unknown_place", field="place.zone")
    latitude_deg = _degrees(value, "latitude_deg", 90.0)
    longitude_deg = _degrees(value, "longitude_deg", 180.0)
    zone(zone_name)
    return Place(name, latitude_deg, longitude_deg, zone_name)


def _degrees(value: Mapping[object, object], name: str, limit: float) -> float:
    number = value.get(name)
    # NaN is within no limits either.
    if isinstance(number, bool) or not isinstance(number, int | float) or not -limit <= number <= limit:
        raise Rejected("unknown_place", field=f"place.{name}")
    return float(number)


def _written(obj: Mapping[object, object], today: date) -> WrittenDate:
    calendar = _calendar(obj.get("calendar"))
    leap = obj.get("leap_month")
    if leap is not None and not isinstance(leap, bool):
        raise _no_birth("leap_month")
    text = obj.get("date")
    if not isinstance(text, str):
        raise _no_birth("date")
    match = _DATE.fullmatch(text.strip()[:20])
    if match is None:
        raise Rejected("invalid_date", field="date")
    year, month, day = map(int, match.groups())
    if leap and calendar is Calendar.SOLAR:
        raise Rejected("no_such_leap_month", year=year, month=month)
    reject_written(year, month, day, lunar=calendar is Calendar.LUNAR, leap=bool(leap), today=today)
    return WrittenDate(year, month, day, calendar, bool(leap))


def _calendar(value: object) -> Calendar:
    if value is None:
        return Calendar.SOLAR
    if isinstance(value, str) and value in ("solar", "lunar"):
        return Calendar(value)
    raise _no_birth("calendar")


def _time(value: object) -> tuple[time | None, Branch | None]:
    """The wall clock or the double hour; neither when the hour is unknown."""
    if value is None:
        return None, None
    if not isinstance(value, str):
        raise Rejected("invalid_date", field="time")
    branch = _BRANCHES.get(value.strip()[:20])
    if branch is not None:
        return None, branch
    match = _TIME.fullmatch(value.strip()[:20])
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Rejected("invalid_date", field="time")
    return time(int(match[1]), int(match[2])), None


def _sex(value: object) -> Sex | None:
    if value is None:
        return None
    if isinstance(value, str) and value in ("male", "female"):
        return Sex(value)
    raise _no_birth("sex")


def _fold(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value not in (0, 1):
        raise _no_birth("fold")
    return value


def _no_birth(field: str) -> Rejected:
    return Rejected("not_birth_data", field=field)
