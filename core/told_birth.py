"""What a message tells of a birth, as changes to the answers of the form."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.birth_input import Understanding, understand
from core.errors import Rejected
from core.places import find_place

_DATE_ERRORS = frozenset(("invalid_date", "future_date", "no_such_leap_month", "out_of_range"))

Fields = dict[str, Any]


def told(words: str, today: date, *, lunar: bool = False) -> tuple[Fields, Rejected | None]:
    """The fields of `Answers` that the words give, and what is wrong with them.

    `lunar`: the calendar already chosen; a date without a calendar word is then judged as a lunar one, so what
    `understand` (which takes it as solar) finds wrong with it is left to the form. A wrong clock time, which says
    nothing against the date, comes as Rejected("clock") with `step`.
    """
    found = understand(words, today)
    fields = _date(found, words) | _time(found)
    if "sex" in found.said:
        fields["sex"] = found.sex
    error = found.error
    if error is not None and error.code == "not_birth_data":
        return {}, None
    if "place" in found.said and found.place is not None:
        place, candidates = _place(found.place)
        fields |= {"place": place, "candidates": candidates} if place else {"candidates": candidates}
    if error is not None and "hour" in error.params:
        error = Rejected("clock", step="time")
    if error is not None and error.code in _DATE_ERRORS and lunar and "calendar" not in found.said:
        error = None
    return fields, error


def _date(found: Understanding, words: str) -> Fields:
    fields: Fields = {name: getattr(found, name) for name in ("year", "month", "day") if name in found.said}
    if found.year is None:
        fields.pop("year", None)
    if "calendar" in found.said:
        fields["calendar"] = found.calendar
    if "leap" in found.said:
        fields["leap"] = found.leap_month
    if found.year is not None and str(found.year) not in words and f"{found.year % 100:02}" in words:
        fields["two_digit_year"] = True
    return fields


def _time(found: Understanding) -> Fields:
    if "time_unknown" in found.said:
        return {"time_unknown": True}
    if found.time_branch is not None:
        return {"branch": found.time_branch}
    if "time" not in found.said or found.hour is None or found.hour > 23 or (found.minute or 0) > 59:
        return {}
    return {"clock": f"{found.hour:02}:{found.minute or 0:02}"}


def _place(name: str) -> tuple[str | None, tuple[str, ...]]:
    """A place that is one, or the several that bear the name; neither for a name that is unknown."""
    try:
        return find_place(name).name, ()
    except Rejected as rejected:
        return None, candidates_of(rejected)


def candidates_of(rejected: Rejected) -> tuple[str, ...]:
    """The places that an ambiguous name may mean; none for any other rejection."""
    names = rejected.params.get("candidates")
    return tuple(map(str, names)) if isinstance(names, tuple) else ()
