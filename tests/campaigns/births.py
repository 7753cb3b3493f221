"""JSON births by the thousand, most where engines go wrong. The same seed gives the same births."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from korean_lunar_calendar import KoreanLunarCalendar

from tests.core.saju.independent import BRANCHES, Almanac

FIRST, LAST = datetime(1900, 1, 1), datetime(2050, 12, 31, 23, 59)
ALMANAC_YEARS = (1898, 2052)
SUMMER_YEARS = (1948, 1949, 1950, 1951, 1955, 1956, 1957, 1958, 1959, 1960, 1987, 1988)
_CLOCKS, _BOUNDARIES = ("civil", "mean", "true"), ("rat_hour", "midnight")


@dataclass(frozen=True, slots=True)
class Spot:
    """A birthplace as it is written in JSON, with what an independent computation needs of it."""

    written: Any
    longitude_deg: float
    zone: str


def _by_coordinates(name: str, latitude_deg: float, longitude_deg: float, zone: str) -> Spot:
    written = {"name": name, "latitude_deg": latitude_deg, "longitude_deg": longitude_deg, "zone": zone}
    return Spot(written, longitude_deg, zone)


SEOUL = Spot(None, 126.978, "Asia/Seoul")
SPOTS = (
    SEOUL,
    Spot("부산", 129.0756, "Asia/Seoul"),
    Spot("Busan", 129.0756, "Asia/Seoul"),
    Spot("도쿄", 139.6917, "Asia/Tokyo"),
    _by_coordinates("백령도", 37.9671, 124.63, "Asia/Seoul"),
    _by_coordinates("New York", 40.7128, -74.006, "America/New_York"),
    _by_coordinates("London", 51.5074, -0.1278, "Europe/London"),
    _by_coordinates("Sydney", -33.8688, 151.2093, "Australia/Sydney"),
)


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """`first` is its first solar day."""

    first: date
    year: int
    month: int
    leap: bool
    days: int


@dataclass(frozen=True, slots=True)
class Case:
    """A birth as JSON and what it means: the solar day, and the clock or the double hour (neither: unknown)."""

    line: dict[str, Any]
    day: date
    clock: time | None
    branch: int | None
    spot: Spot
    fold: int | None = None

    @property
    def solar_time(self) -> str:
        return str(self.line["school"]["solar_time"])

    @property
    def day_boundary(self) -> str:
        return str(self.line["school"]["day_boundary"])


def cases(seed: int, count: int, almanac: Almanac) -> Iterator[Case]:
    """`count` births between 1900 and 2050, of every kind below."""
    chance = Random(seed)
    kinds, weights = zip(*_KINDS, strict=True)
    for kind in chance.choices(kinds, weights, k=count):
        yield kind(chance, almanac)


def _anywhen(chance: Random) -> datetime:
    return FIRST + timedelta(minutes=chance.randrange(int((LAST - FIRST).total_seconds() // 60)))


def _anywhere(chance: Random, _almanac: Almanac) -> Case:
    return _clocked(chance, _anywhen(chance), chance.choice(SPOTS))


def _near_a_term(chance: Random, almanac: Almanac) -> Case:
    """Within ten minutes of a 절, by Seoul's present clock; anywhere in the range it is near enough to try."""
    term = datetime(1970, 1, 1, 9) + timedelta(seconds=float(chance.choice(almanac.jeol()[30:-30])))
    return _clocked(
        chance, term.replace(second=0, microsecond=0) + timedelta(minutes=chance.randint(-9, 10)), SEOUL
    )


def _night(chance: Random, _almanac: Almanac) -> Case:
    late = datetime.combine(_anywhen(chance).date(), time(22, 30)) - timedelta(days=1)
    return _clocked(chance, max(FIRST, late + timedelta(minutes=chance.randrange(180))), chance.choice(SPOTS))


def _summer_time(chance: Random, _almanac: Almanac) -> Case:
    first = datetime(chance.choice(SUMMER_YEARS), 4, 1)
    return _clocked(chance, first + timedelta(minutes=chance.randrange(200 * 1440)), SEOUL)


def _night_of_a_change(chance: Random, _almanac: Almanac) -> Case:
    night = datetime.combine(chance.choice(clock_changes()), time(0))
    return _clocked(chance, night + timedelta(minutes=chance.randrange(-60, 240)), SEOUL)


def _odd_zone(chance: Random, _almanac: Almanac) -> Case:
    first, years = chance.choice(((1904, 9), (1954, 8)))
    return _clocked(chance, datetime(first, 1, 1) + timedelta(minutes=chance.randrange(years * 525960)), SEOUL)


def _lunar(chance: Random, _almanac: Almanac) -> Case:
    """As often in a leap month as not."""
    month = chance.choice(_lunar_months_of_births(chance.random() < 0.5))
    number = chance.randrange(month.days)
    day = month.first + timedelta(days=number)
    spot, clock = chance.choice(SPOTS), time(chance.randrange(24), chance.randrange(60))
    date_written = f"{month.year}-{month.month:02}-{number + 1:02}"
    written = {"calendar": "lunar", "leap_month": month.leap, "date": date_written}
    return _case(chance, {**written, "time": f"{clock:%H:%M}"}, day, clock, None, spot)


def _unknown_hour(chance: Random, _almanac: Almanac) -> Case:
    day = _anywhen(chance).date()
    return _case(chance, {"date": day.isoformat(), "time": None}, day, None, None, chance.choice(SPOTS))


def _double_hour(chance: Random, _almanac: Almanac) -> Case:
    day, branch = _anywhen(chance).date(), chance.randrange(12)
    line = {"date": day.isoformat(), "time": BRANCHES[branch]}
    return _case(chance, line, day, None, branch, chance.choice(SPOTS))


_KINDS: tuple[tuple[Callable[[Random, Almanac], Case], int], ...] = (
    (_anywhere, 26),
    (_near_a_term, 20),
    (_night, 14),
    (_summer_time, 10),
    (_night_of_a_change, 5),
    (_odd_zone, 5),
    (_lunar, 8),
    (_unknown_hour, 6),
    (_double_hour, 6),
)


def _clocked(chance: Random, wall: datetime, spot: Spot) -> Case:
    fold = chance.choice((None, 0, 1)) if chance.random() < 0.3 else None
    line = {"date": wall.date().isoformat(), "time": f"{wall:%H:%M}"} | ({} if fold is None else {"fold": fold})
    return _case(chance, line, wall.date(), wall.time(), None, spot, fold)


def _case(
    chance: Random,
    line: dict[str, Any],
    day: date,
    clock: time | None,
    branch: int | None,
    spot: Spot,
    fold: int | None = None,
) -> Case:
    school = {"solar_time": chance.choice(_CLOCKS), "day_boundary": chance.choice(_BOUNDARIES)}
    sex = chance.choice(("male", "female"))
    place = {} if spot.written is None else {"place": spot.written}
    return Case({**line, "sex": sex, **place, "school": school}, day, clock, branch, spot, fold)


@cache
def clock_changes() -> tuple[date, ...]:
    """Days whose noon in Seoul stands at another offset than the noon before."""
    korea, found = ZoneInfo("Asia/Seoul"), []
    noon = datetime(1900, 1, 1, 12, tzinfo=korea)
    while noon.year < 1990:
        following = noon + timedelta(days=1)
        if following.utcoffset() != noon.utcoffset():
            found.append(following.date())
        noon = following
    return tuple(found)


@cache
def _lunar_months_of_births(leap: bool) -> tuple[LunarMonth, ...]:
    return tuple(m for m in lunar_months() if m.leap == leap and 1901 <= m.year <= 2049)


@cache
def lunar_months() -> tuple[LunarMonth, ...]:
    """The months of 1899-2050 in their order, by the calendar of KASI."""
    calendar, found = KoreanLunarCalendar(), []
    for year, month, leap in product(range(1899, 2051), range(1, 13), (False, True)):
        if calendar.setLunarDate(year, month, 1, leap):
            first = date.fromisoformat(calendar.SolarIsoFormat())
            days = 30 if calendar.setLunarDate(year, month, 30, leap) else 29
            found.append(LunarMonth(first, year, month, leap, days))
    return tuple(found)
