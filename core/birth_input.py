"""Reads a birth from a person's own words: "90년 음력 윤5월 3일 새벽 두시쯤 부산 여자", "May 15 1990 2:30pm".

The contract is INTERFACES, "What was understood of a text". Any text gives an answer: it is cut (core.plain_text)
and read once by each reader, calendar words first, then date, time, place and sex; what one reader took, the next
does not see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.birth_checks import full_year, reject_written
from core.birth_clock import ClockWords, find_clock
from core.birth_dates import DateWords, find_date
from core.birth_words import (
    PlaceWords,
    about_another_day,
    about_birth,
    find_calendar,
    find_leap,
    find_place_words,
    find_sex,
    left_over,
)
from core.errors import Rejected
from core.plain_text import plain
from core.scraps import Scraps


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was said of a birth; None where nothing was. With an `error` the fields hold what was written.

    `said` names what the words themselves gave: calendar, leap, year, month, day, time, time_unknown, sex, place;
    so a default ("solar") can be told from an answer. `time_branch` is the Hanja of a 시진 that was named.
    """

    calendar: str = "solar"
    leap_month: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    time_branch: str | None = None
    time_unknown: bool | None = None
    sex: str | None = None
    place: str | None = None
    error: Rejected | None = None
    said: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """`{"birth": {...}, "error": {"code": ..., ...} | None}` as INTERFACES names it."""
        birth = {name: getattr(self, name) for name in _JSON_FIELDS}
        return {"birth": birth, "error": None if self.error is None else _error_json(self.error)}


_JSON_FIELDS = "calendar leap_month year month day hour minute time_branch time_unknown sex place".split()
_TELEPHONE = re.compile(
    r"(?<![\d-])(?:01[016789]([ .-])\d{3,4}\1\d{4}|01\d{9}|0(?:2|[3-6]\d)-\d{3,4}-\d{4}"
    r"|\+82 ?-?\d{1,2}([ .-])\d{3,4}\2\d{4})(?!\d)"
)
_WEEKDAY = re.compile(r"[월화수목금토일]요일|(?<![a-z])(?:mon|tues|wednes|thurs|fri|satur|sun)day(?![a-z])")
_ASKS = re.compile(
    r"운세|운이|운은|재물|연애|어때|어떨|어떤|어떡|어디|궁합|맞나|맞을|차이|알려|궁금|[할될을는]까|맛집|날씨|추천|뭐|언제|왜|무슨|어떻|(?<![a-z])(?:how|what|when|why|should|will)(?![a-z])|\?"
)
_FORTUNE = re.compile(r"운세|토정비결|신년운|horoscope")
# What may stay unread before a text without a date stops being an answer about a birth; a question needs less.
_MOST_LEFT_OVER, _LEAST_OF_A_QUESTION = 2, 2


def understand(text: str, today: date) -> Understanding:
    """Never raises; the work is bounded whatever the text (core.plain_text.MAX_CHARS)."""
    clean = plain(text)
    scraps = Scraps(clean)
    scraps.take_all(_TELEPHONE, " ")
    scraps.take_all(_WEEKDAY, " ")
    calendar = find_calendar(scraps)
    written = find_date(scraps, both_calendars=calendar.both)
    leap = calendar.leap is not False and (written.leap or find_leap(scraps))
    dated = written.month is not None and written.day is not None
    clock = find_clock(scraps, date_known=dated, year_in_doubt=written.vague_year)
    place = find_place_words(scraps)
    sex = find_sex(scraps) or written.sex
    lunar = calendar.said == "lunar" or leap or (calendar.said is None and calendar.likely == "lunar")
    year = written.year
    if written.short_year and year is not None:
        year = full_year(year, written.month, written.day, lunar=lunar, leap=leap, today=today)
    said = _said(written, clock, place, sex) | ({"calendar"} if calendar.said or leap else set())
    said |= {"leap"} if leap or calendar.leap is False else set()
    error = _nothing_of_a_birth(clean, scraps, written, said) or _wrong(
        written, year, clock, place, lunar=lunar, leap=leap, today=today
    )
    return Understanding(
        calendar="lunar" if lunar else "solar",
        leap_month=leap,
        year=year,
        month=written.month,
        day=written.day,
        hour=clock.hour,
        minute=clock.minute,
        time_branch=clock.branch,
        time_unknown=True if clock.unknown else (False if clock.hour is not None else None),
        sex=sex,
        place=place.mention.name if place.mention else place.unknown,
        error=error,
        said=frozenset(said),
    )


def _said(written: DateWords, clock: ClockWords, place: PlaceWords, sex: str | None) -> set[str]:
    parts = {
        "year": written.year is not None or written.vague_year,
        "month": written.month is not None,
        "day": written.day is not None,
        "time": clock.hour is not None,
        "time_unknown": clock.unknown,
        "sex": sex is not None,
        "place": place.mention is not None or place.unknown is not None,
    }
    return {name for name, was_said in parts.items() if was_said}


def _nothing_of_a_birth(clean: str, scraps: Scraps, written: DateWords, said: set[str]) -> Rejected | None:
    """A question that happens to name a city or an hour is no birth; a bare answer ("부산이요") is one."""
    if not said:
        return Rejected("not_birth_data")
    left = left_over(scraps)
    asks = left >= _LEAST_OF_A_QUESTION and _ASKS.search(clean) is not None
    if about_birth(clean):
        # 축시에 태어나면 어때요? asks about anybody; 시간을 모르는데 볼 수 있나요? tells something all the same.
        return Rejected("not_birth_data") if asks and not written.said and "time_unknown" not in said else None
    if about_another_day(scraps) or (not written.whole and _FORTUNE.search(clean)):
        return Rejected("not_birth_data")
    if written.whole:
        return None
    if asks or (left > _MOST_LEFT_OVER and not written.said):
        return Rejected("not_birth_data")
    return None


def _wrong(
    written: DateWords,
    year: int | None,
    clock: ClockWords,
    place: PlaceWords,
    *,
    lunar: bool,
    leap: bool,
    today: date,
) -> Rejected | None:
    if written.vague_year:
        return Rejected("ambiguous_year")
    if clock.wrong:
        return Rejected("invalid_date", hour=clock.hour, minute=clock.minute)
    try:
        reject_written(year, written.month, written.day, lunar=lunar, leap=leap, today=today)
    except Rejected as rejected:
        return rejected
    if place.unknown is not None:
        return Rejected("unknown_place", name=place.unknown)
    if place.mention is not None and place.mention.place is None:
        return Rejected("ambiguous_place", name=place.mention.name, candidates=place.mention.candidates)
    return None


def _error_json(error: Rejected) -> dict[str, Any]:
    return {"code": error.code, **{k: list(v) if isinstance(v, tuple) else v for k, v in error.params.items()}}
