"""The four pillars once more, by other formulas: what the engine is held against.

Nothing here is the engine's or the table builder's code. Sun: the earth's place a light time ago, seen from the
true equator (ERFA `epv00`, `pn06a`). Day number: Fliegel and Van Flandern 1968. Stems: 五虎遁 and 五鼠遁 as tables.
Zones: `zoneinfo` directly. Only TT - UTC before 1972 is shared, and held against published values.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import erfa
import numpy as np
from numpy.typing import NDArray

from core.saju.data.build_delta_t import tt_minus_utc

Floats = NDArray[np.float64]
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
FIRST_MONTH_STEM = {"甲己": "丙", "乙庚": "戊", "丙辛": "庚", "丁壬": "壬", "戊癸": "甲"}  # 五虎遁
FIRST_HOUR_STEM = {"甲己": "甲", "乙庚": "丙", "丙辛": "戊", "丁壬": "庚", "戊癸": "壬"}  # 五鼠遁
_UNIX_JD = 2440587.5
# The leap seconds of IERS Bulletin C: TAI - UTC from the first of that month.
_LEAP_SECONDS = (
    "1972-01 10 1972-07 11 1973-01 12 1974-01 13 1975-01 14 1976-01 15 1977-01 16 1978-01 17 1979-01 18 1980-01 19 "
    "1981-07 20 1982-07 21 1983-07 22 1985-07 23 1988-01 24 1990-01 25 1991-01 26 1992-07 27 1993-07 28 1994-07 29 "
    "1996-01 30 1997-07 31 1999-01 32 2006-01 33 2009-01 34 2012-07 35 2015-07 36 2017-01 37"
).split()


def delta_t_s(unix_s: Floats) -> Floats:
    """TT - UTC, from the list of leap seconds where there is one."""
    out: Floats = tt_minus_utc(unix_s / 86400 + _UNIX_JD)
    for month, seconds in zip(_LEAP_SECONDS[::2], _LEAP_SECONDS[1::2], strict=True):
        year, number = map(int, month.split("-"))
        out[unix_s >= datetime(year, number, 1, tzinfo=UTC).timestamp()] = 32.184 + int(seconds)
    return out


def sun(tt_s: Floats) -> tuple[Floats, Floats]:
    """Apparent longitude and right ascension in degrees; `tt_s` counts TT like a Unix time."""
    days = tt_s / 86400
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erfa.ErfaWarning)
        earth = erfa.epv00(_UNIX_JD, days)[0]
    light = np.linalg.norm(earth["p"], axis=-1) * erfa.AULT / 86400
    return _ecliptic(days, earth["v"] * light[..., None] - earth["p"])


def _ecliptic(days: Floats, gcrs: Any) -> tuple[Floats, Floats]:
    """Longitude and right ascension of a direction, by the true equator and then its obliquity."""
    _, deps, mean_obliquity, *_, to_equator = erfa.pn06a(_UNIX_JD, days)
    equatorial, obliquity = erfa.rxp(to_equator, gcrs), mean_obliquity + deps
    x, y, z = equatorial[..., 0], equatorial[..., 1], equatorial[..., 2]
    longitude = np.degrees(np.arctan2(y * np.cos(obliquity) + z * np.sin(obliquity), x)) % 360
    return longitude, np.degrees(np.arctan2(y, x)) % 360


def term_tt(first_year: int, last_year: int) -> Floats:
    """TT (counted like a Unix time) of every term from 입춘 of the first year to the next one after the last."""
    start = datetime(first_year, 1, 1, tzinfo=UTC).timestamp()
    end = datetime(last_year + 1, 3, 1, tzinfo=UTC).timestamp()
    grid = np.arange(start, end, 15 * 86400.0)
    turned = np.unwrap(sun(grid)[0], period=360)
    turned -= 360 * np.floor(turned[0] / 360)  # starts near 280 degrees, so that the first 315 is 입춘
    targets = 315.0 + 15.0 * np.arange(24 * (last_year - first_year + 1) + 1)
    low = np.interp(targets - 0.05, turned, grid)
    high = np.interp(targets + 0.05, turned, grid)
    for _ in range(6):  # regula falsi on a nearly straight line
        f_low, f_high = _wrapped(sun(low)[0] - targets), _wrapped(sun(high)[0] - targets)
        middle = low - f_low * (high - low) / (f_high - f_low)
        if np.abs(middle - high).max() < 0.01:
            break
        low, high = np.where(np.abs(f_low) < np.abs(f_high), low, high), middle
    found: Floats = middle
    return found


def term_utc(first_year: int, last_year: int) -> Floats:
    tt = term_tt(first_year, last_year)
    return tt - delta_t_s(tt - 60.0)


def _wrapped(degrees: Floats) -> Floats:
    return (degrees + 180) % 360 - 180


def equation_of_time(unix_s: Floats) -> Floats:
    """Apparent minus mean solar time in seconds, UTC standing for UT1: sidereal time minus right ascension."""
    tt_s = unix_s + delta_t_s(unix_s)
    sidereal = np.degrees(erfa.gst06a(_UNIX_JD, unix_s / 86400, _UNIX_JD, tt_s / 86400))
    hour_angle = sidereal - sun(tt_s)[1]
    equation: Floats = _wrapped(hour_angle + 180 - (unix_s % 86400) / 240) * 240
    return equation


def new_moons_tt(first_year: int, last_year: int) -> Floats:
    """TT (counted like a Unix time) of the new moons from before the first year to after the last."""
    start = datetime(first_year - 1, 11, 1, tzinfo=UTC).timestamp()
    end = datetime(last_year + 1, 3, 1, tzinfo=UTC).timestamp()
    grid = np.arange(start, end, 6 * 86400.0)
    turned = np.unwrap(_elongation(grid), period=360)
    targets = 360 * np.arange(np.ceil(turned[0] / 360), np.floor(turned[-1] / 360) + 1)
    guess = np.interp(targets, turned, grid)
    for _ in range(6):  # each step leaves about a tenth
        guess = guess - _wrapped(_elongation(guess)) / 12.19 * 86400
    found: Floats = guess
    return found


def _elongation(tt_s: Floats) -> Floats:
    days = tt_s / 86400
    moon = erfa.moon98(_UNIX_JD, days - 1.28 / 86400)["p"]
    longitude, _ = _ecliptic(days, moon)
    difference: Floats = (longitude - sun(tt_s)[0]) % 360
    return difference


def julian_day(year: int, month: int, day: int) -> int:
    """Fliegel and Van Flandern, Communications of the ACM 11 (1968) 657; division cuts towards zero."""
    a = -((14 - month) // 12)
    return (
        (1461 * (year + 4800 + a)) // 4
        + (367 * (month - 2 - 12 * a)) // 12
        - (3 * ((year + 4900 + a) // 100)) // 4
        + day
        - 32075
    )


def instants(wall: datetime, zone: str) -> list[int]:
    """All instants at which the wall clock shows this: none in a gap, two where the clock went back."""
    found = set()
    for fold in (0, 1):
        moment = wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == wall:
            found.add(round(moment.timestamp()))
    return sorted(found)


class Almanac:
    """Terms of a span of years, computed once and kept by year."""

    def __init__(self, first_year: int, last_year: int) -> None:
        self.first_year = first_year
        self.terms = term_utc(first_year, last_year)

    def jeol(self) -> Floats:
        return self.terms[::2]

    def year_and_month(self, moment: float) -> tuple[str, str]:
        count = int(np.searchsorted(self.jeol(), moment, side="right")) - 1
        year, month = self.first_year + count // 12, count % 12
        year_stem = STEMS[(year - 4) % 10]
        first = next(stem for pair, stem in FIRST_MONTH_STEM.items() if year_stem in pair)
        month_stem = STEMS[(STEMS.index(first) + month) % 10]
        return year_stem + BRANCHES[(year - 4) % 12], month_stem + BRANCHES[(2 + month) % 12]


def clock(moment: int, longitude: float, zone: str, kind: str, equation_s: float) -> tuple[datetime, float]:
    """The school's clock, and its distance in seconds from the nearest odd hour or midnight."""
    if kind == "civil":
        local = datetime.fromtimestamp(moment, ZoneInfo(zone))
        shown = local.replace(tzinfo=None) - max(local.dst() or timedelta(0), timedelta(0))
        extra = Fraction(0)
    else:
        shown = datetime(1970, 1, 1) + timedelta(seconds=moment)
        extra = Fraction(longitude) * 240 + (Fraction(equation_s) if kind == "true" else 0)
    whole = extra.numerator // extra.denominator
    shown += timedelta(seconds=whole)
    second = shown.hour * 3600 + shown.minute * 60 + shown.second + float(extra - whole)
    edges = [0, 86400, *range(3600, 86400, 7200)]
    return shown, min(abs(second - edge) for edge in edges)


def day_and_hour(shown: datetime, boundary: str) -> tuple[str, str]:
    today = _day(shown.date())
    tomorrow = _day(shown.date() + timedelta(days=1))
    branch = ((shown.hour + 1) // 2) % 12
    of_hour = tomorrow if shown.hour == 23 else today
    first = next(stem for pair, stem in FIRST_HOUR_STEM.items() if of_hour[0] in pair)
    hour = STEMS[(STEMS.index(first) + branch) % 10] + BRANCHES[branch]
    return (tomorrow if shown.hour == 23 and boundary == "rat_hour" else today), hour


@cache
def _day(day: date) -> str:
    index = (julian_day(day.year, day.month, day.day) - 11) % 60
    return STEMS[index % 10] + BRANCHES[index % 12]


def equations(moments: Sequence[int]) -> Any:
    return equation_of_time(np.array(moments, dtype=np.float64))
