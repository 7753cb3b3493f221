"""Wall clock to instant, and instant to the clock that gives the day and the hour.

Instants are whole seconds of UTC since 1970 (`_s`). A clock reading is the same kind of count, taken as if the
clock showed UTC: `reading // 86400 + EPOCH_ORDINAL` is its day, `reading % 86400` its second of the day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from math import atan2, cos, degrees, floor, radians, sin
from zoneinfo import ZoneInfo

from core.errors import Rejected
from core.saju.birth import Place
from core.saju.school import SolarTime

EPOCH_ORDINAL = 719163  # date(1970, 1, 1).toordinal()
DAY_S = 86400
_EPOCH = datetime(1970, 1, 1)
_NO_TIME = timedelta(0)
_SECOND = timedelta(seconds=1)
# On Python 3.11 a member of an enum is slow to reach through its class.
_CIVIL, _MEAN = SolarTime.CIVIL, SolarTime.MEAN


@cache
def zone(name: str) -> ZoneInfo:
    """The zone from the tzdata package, never the host's own copy: the same birth gives the same chart anywhere.

    Raises Rejected("unknown_place") for a name that is no IANA zone.
    """
    parts = name.split("/")
    if not all(part and part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        raise Rejected("unknown_place", zone=name)
    try:
        with files("tzdata").joinpath("zoneinfo", *parts).open("rb") as stream:
            return ZoneInfo.from_file(stream, key=name)
    except (OSError, ValueError):
        raise Rejected("unknown_place", zone=name) from None


def offset_s(wall: datetime, zone_name: str, fold: int | None = None) -> int:
    """Seconds that the zone's wall clock is ahead of UTC when it shows `wall` (naive).

    Raises Rejected("nonexistent_time") where the clock was put forward over it, and, while `fold` is None,
    Rejected("ambiguous_time") where it was put back. Both name two readings, `before` and `after` the change, as
    ISO local times with their offset.
    """
    # made anew, because `replace` takes four times as long
    fields = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second, 0, zone(zone_name))
    first = datetime(*fields).utcoffset() or _NO_TIME
    second = datetime(*fields, fold=1).utcoffset() or _NO_TIME
    if first == second:
        return first.days * DAY_S + first.seconds
    if first < second:
        step = second - first
        raise Rejected("nonexistent_time", before=_iso(wall - step, first), after=_iso(wall + step, second))
    if fold is None:
        raise Rejected("ambiguous_time", before=_iso(wall, first), after=_iso(wall, second))
    return (second if fold else first) // _SECOND


def _iso(wall: datetime, offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{wall.isoformat(timespec='minutes')}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def instant_of(wall: datetime, zone_name: str, fold: int | None = None) -> int:
    """The instant at which the wall clock shows `wall`. Raises as `offset_s`."""
    return (wall - _EPOCH) // _SECOND - offset_s(wall, zone_name, fold)


def start_of_day(day: date, zone_name: str) -> int:
    """The instant at which a local day begins; a midnight that does not exist begins where the gap ends."""
    return hour_of_day(day, 0, zone_name)


def hour_of_day(day: date, hour: int, zone_name: str) -> int:
    """The instant of a full hour of a local day, never refused: an hour that does not exist is the end of its gap
    or as far behind it, one that came twice is the first."""
    wall = datetime(day.year, day.month, day.day, hour)
    offset = wall.replace(tzinfo=zone(zone_name)).utcoffset() or _NO_TIME
    return (wall - _EPOCH) // _SECOND - offset // _SECOND


def standard_offset_s(moment_s: int, zone_name: str) -> int:
    """Seconds that the zone was ahead of UTC at an instant, the summer-time hour left out."""
    local = (_EPOCH + timedelta(seconds=moment_s)).replace(tzinfo=zone(zone_name))
    local = zone(zone_name).fromutc(local)
    # Ireland and Morocco write winter as a negative summer time; their winter clock is the one people mean.
    summer = max(local.dst() or _NO_TIME, _NO_TIME)
    return ((local.utcoffset() or _NO_TIME) - summer) // _SECOND


def clock_reading(moment_s: int, place: Place, clock: SolarTime) -> int:
    """What the school's clock shows at the birthplace, cut to whole seconds (so that an edge is never rounded
    across)."""
    if clock is _CIVIL:
        return moment_s + standard_offset_s(moment_s, place.zone)
    mean = moment_s + place.longitude_deg * 240.0
    if clock is _MEAN:
        return floor(mean)
    return floor(mean + equation_of_time_s(moment_s))


def instant_of_reading(reading: int, place: Place, clock: SolarTime) -> int:
    """The instant at which the school's clock shows `reading`, to the second."""
    guess = reading - round(place.longitude_deg * 240.0)
    for _ in range(3):
        guess += reading - clock_reading(guess, place, clock)
    return guess


def reading_as_datetime(reading: int) -> datetime:
    return _EPOCH + timedelta(seconds=reading)


def equation_of_time_s(moment_s: int) -> float:
    """Apparent minus mean solar time in seconds (about +16 min in early November, -14 min in mid February).

    Sun: J. Meeus, Astronomical Algorithms (2nd ed.) chapters 25 and 28, with the planetary and lunar terms of his
    Astronomical Formulae for Calculators, chapter 18. Within 2 s of the full theory, 1850-2100.
    """
    # A day number of UTC serves as one of TT: the sun's excess over the mean sun moves 0.02 s in that minute.
    t = (moment_s - 946728000) / 3155760000.0
    mean_deg = 280.46646 + t * (36000.76983 + t * 0.0003032)
    anomaly = radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    node = radians(125.04 - 1934.136 * t)
    centre = (
        (1.914602 - t * (0.004817 + 0.000014 * t)) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    longitude = radians(mean_deg + centre + _pull_deg(t + 1.0) - 0.00569 - 0.00478 * sin(node))
    obliquity = radians(23.439291 - 0.0130042 * t + 0.00256 * cos(node))
    ascension = degrees(atan2(cos(obliquity) * sin(longitude), cos(longitude)))
    excess = mean_deg - 0.0057183 - ascension - 0.00478 * sin(node) * cos(obliquity)
    return ((excess + 180.0) % 360.0 - 180.0) * 240.0


def _pull_deg(t: float) -> float:
    """What Venus (two terms), Jupiter and the moon add to the sun's longitude; t in centuries from 1900."""
    return (
        0.00134 * cos(radians(153.23 + 22518.7541 * t))
        + 0.00154 * cos(radians(216.57 + 45037.5082 * t))
        + 0.00200 * cos(radians(312.69 + 32964.3577 * t))
        + 0.00179 * sin(radians(350.74 + 445267.1142 * t))
    )
