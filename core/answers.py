"""What the birth form has gathered so far, and what follows from it alone."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time, timedelta
from typing import Any

from core.errors import Rejected
from core.places import find_place
from core.saju.ages import man_age
from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.casting import cast_chart, solar_ordinal
from core.saju.lunar_calendar import leap_month_of, lunar_date
from core.saju.school import DEFAULT_SCHOOL
from core.saju.terms import BRANCHES, Branch, Calendar, Sex

ADULT_AGE, CONSENT_AGE = 19, 14
"""만 나이: full age (민법 4조), and the age from which one consents alone (개인정보 보호법 22조의2)."""

SOMEWHERE_IN_KOREA = "korea"
LABELS = ("mother", "father", "spouse", "partner", "sibling", "friend")
SEX_DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Answers:
    """Plain JSON types only. None and "" alike mean: not said yet.

    `subject`: self|child|other; `label`: what another person is called; `calendar`: solar|lunar as said;
    `leap`: None until said; `clock`: HH:MM; `branch`: a 시진 in Hanja; `night`: "open" while a midnight may belong
    to two nights, then "before" (the night that leads into the date) or "after"; `fold`: which of two equal
    clock times; `place`: a name of `core.places` or SOMEWHERE_IN_KOREA; `candidates`: places to choose from.
    """

    subject: str | None = None
    label: str | None = None
    guardian: bool = False
    calendar: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    leap: bool | None = None
    clock: str | None = None
    branch: str | None = None
    time_unknown: bool = False
    night: str | None = None
    fold: int | None = None
    place: str | None = None
    candidates: tuple[str, ...] = ()
    sex: str | None = None
    two_digit_year: bool = False
    confirmed: bool = False

    @property
    def has_date(self) -> bool:
        return None not in (self.year, self.month, self.day)

    @property
    def has_time(self) -> bool:
        return self.time_unknown or self.clock is not None or self.branch is not None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "candidates": list(self.candidates)}


NOTHING = Answers()


def answers_from_json(raw: dict[str, Any]) -> Answers:
    """The inverse of `as_json`. Raises TypeError for a field that this version does not have."""
    known = {f.name for f in fields(Answers)}
    if unknown := raw.keys() - known:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    return Answers(**{**raw, "candidates": tuple(raw.get("candidates", ()))})


def written_date(answers: Answers) -> WrittenDate:
    """The date as it was written; the answers must have one."""
    assert answers.year is not None
    assert answers.month is not None
    assert answers.day is not None
    calendar = Calendar.LUNAR if answers.calendar == "lunar" else Calendar.SOLAR
    leap = answers.leap is True and calendar is Calendar.LUNAR
    return WrittenDate(answers.year, answers.month, answers.day, calendar, leap)


def solar_date(answers: Answers) -> date:
    """The Gregorian date of what was written.

    Raises Rejected as the calendar does: `invalid_date`, `no_such_leap_month`, `out_of_range`.
    """
    return date.fromordinal(solar_ordinal(Birth(written_date(answers))))


def birth_place(answers: Answers) -> Place:
    """Seoul stands for a place that was not said. Raises Rejected for a name that is none (or two)."""
    if answers.place in (None, SOMEWHERE_IN_KOREA):
        return SEOUL
    return find_place(str(answers.place))


def to_birth(answers: Answers) -> Birth:
    """The birth that the answers describe; a date they must have."""
    return Birth(
        written=_day_after(answers) if answers.night == "after" else written_date(answers),
        clock_time=None if answers.clock is None else time.fromisoformat(answers.clock),
        hour_branch=None if answers.branch is None else _branch(answers.branch),
        sex=Sex(answers.sex) if answers.sex in ("male", "female") else None,
        place=birth_place(answers),
        fold=answers.fold,
    )


def _branch(hanja: str) -> Branch:
    return next(b for b in BRANCHES if b.hanja == hanja)


def age(answers: Answers, today: date) -> int | None:
    """만 나이 on `today`; None without a date."""
    return man_age(solar_date(answers), today) if answers.has_date else None


def no_love_talk(answers: Answers, today: date) -> bool:
    """Whether love and marriage are left out: under 14, and under 19 when someone else asks."""
    years = age(answers, today)
    return years is not None and years < (CONSENT_AGE if answers.subject == "self" else ADULT_AGE)


def needs_guardian(answers: Answers, today: date) -> bool:
    """Whether a guardian has to confirm and has not yet."""
    if answers.guardian or answers.subject in (None, "self"):
        return False
    years = age(answers, today)
    return (years is None and answers.subject == "child") or (years is not None and years < CONSENT_AGE)


def leap_is_open(answers: Answers) -> bool:
    """Whether that lunar month came twice and it was not said which."""
    if answers.calendar != "lunar" or not answers.has_date or answers.leap is not None:
        return False
    return leap_month_of(int(answers.year or 0)) == answers.month


def readings_of_repeated_time(answers: Answers) -> tuple[str, str] | None:
    """Both readings (ISO with offset) of a clock time that summer time repeated; None for any other.

    Asked for only when the place is known: the zone decides.
    """
    if not answers.has_date or answers.clock is None or answers.place is None:
        return None
    try:
        cast_chart(replace(to_birth(answers), fold=None), DEFAULT_SCHOOL)
    except Rejected as rejected:
        if rejected.code == "ambiguous_time":
            return str(rejected.params["before"]), str(rejected.params["after"])
    return None


def checked(answers: Answers, today: date) -> Answers:
    """`answers`, unless they name what cannot be. Raises Rejected; `without` says what to drop then."""
    if not answers.has_date:
        return answers
    day = _earliest_reading(answers) if leap_is_open(answers) else _solar_or_reason(answers)
    if day > today:
        raise Rejected("future_date")
    birth = replace(to_birth(answers), fold=answers.fold or 0)  # a repeated time is asked about, not refused
    cast_chart(birth if answers.place is not None else replace(birth, clock_time=None), DEFAULT_SCHOOL)
    return answers


def _earliest_reading(answers: Answers) -> date:
    """Regular and leap month differ by a month; a day that only one of them has is fine."""
    try:
        return solar_date(replace(answers, leap=False))
    except Rejected:
        return _solar_or_reason(replace(answers, leap=True))


def _solar_or_reason(answers: Answers) -> date:
    try:
        return solar_date(answers)
    except Rejected as rejected:
        year, month = int(answers.year or 0), int(answers.month or 0)
        if rejected.code != "invalid_date" or answers.calendar == "lunar" or not (1 <= month <= 12 and year >= 1):
            raise
        raise Rejected("invalid_date", year=year, month=month, last_day=monthrange(year, month)[1]) from rejected


def without(answers: Answers, code: str) -> Answers:
    """The answers without what the rejection `code` is about; all else stays."""
    match code:
        case "invalid_date" | "future_date" | "no_such_leap_month" | "out_of_range":
            return replace(answers, year=None, month=None, day=None, leap=None, two_digit_year=False)
        case "ambiguous_year":
            return replace(answers, year=None, two_digit_year=False)
        case "nonexistent_time":
            return replace(answers, clock=None, fold=None, night=None)
        case "ambiguous_place" | "unknown_place":
            return replace(answers, place=None)
        case _:
            return answers


def neighbours(answers: Answers) -> tuple[int, int, int]:
    """Day numbers of the day before, the day itself and the day after, in the calendar of the date."""
    day = solar_date(answers)
    days = (day - timedelta(days=1), day, day + timedelta(days=1))
    if answers.calendar != "lunar":
        return days[0].day, days[1].day, days[2].day
    numbers = [found.day if (found := lunar_date(d)) else d.day for d in days]
    return numbers[0], numbers[1], numbers[2]


def _day_after(answers: Answers) -> WrittenDate:
    """The day after the date, in the calendar of the date."""
    following = solar_date(answers) + timedelta(days=1)
    if answers.calendar == "lunar" and (lunar := lunar_date(following)) is not None:
        return WrittenDate(lunar.year, lunar.month, lunar.day, Calendar.LUNAR, lunar.leap_month)
    return WrittenDate(following.year, following.month, following.day)
