"""Thousands of births, most where engines go wrong, in every convention, against other formulas: 0 wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from korean_lunar_calendar import KoreanLunarCalendar

from core.errors import Rejected
from core.saju import SEOUL, Birth, DayBoundary, Place, School, SolarTime, WrittenDate, cast_chart, cast_pillars
from core.saju.terms import Branch, Calendar
from tests.core.saju.independent import BRANCHES, Almanac, clock, day_and_hour, equations, instants

SEED = 19900515
SCHOOLS = tuple(School(solar_time=s, day_boundary=b) for s, b in product(SolarTime, DayBoundary))
PLACES = (
    SEOUL,
    Place("부산", 35.1796, 129.0756, "Asia/Seoul"),
    Place("백령도", 37.9671, 124.6300, "Asia/Seoul"),
    Place("Tokyo", 35.6762, 139.6503, "Asia/Tokyo"),
    Place("New York", 40.7128, -74.0060, "America/New_York"),
    Place("London", 51.5074, -0.1278, "Europe/London"),
    Place("Sydney", -33.8688, 151.2093, "Australia/Sydney"),
)
SUMMER_YEARS = (1948, 1949, 1950, 1951, 1955, 1956, 1957, 1958, 1959, 1960, 1987, 1988)
FIRST, LAST = datetime(1900, 1, 1), datetime(2050, 12, 31, 23, 59, 59)


@pytest.fixture(scope="module")
def almanac() -> Almanac:
    return Almanac(1899, 2051)


def _anywhen(chance: random.Random) -> datetime:
    minutes = int((LAST - FIRST).total_seconds() // 60)
    return FIRST + timedelta(minutes=chance.randrange(minutes))


def _walls(chance: random.Random, almanac: Almanac) -> Iterator[tuple[datetime, Place]]:
    for _ in range(4000):  # anywhen, anywhere
        yield _anywhen(chance), chance.choice(PLACES)
    terms = almanac.jeol()[12:-12]
    for _ in range(2500):  # within minutes of a 절, never within the two seconds where a rounding could decide
        offset = chance.choice((-1, 1)) * chance.randrange(2, 600)
        moment = datetime(1970, 1, 1) + timedelta(seconds=round(float(chance.choice(terms))) + offset, hours=9)
        if FIRST <= moment <= LAST:
            yield moment, SEOUL
    for _ in range(2000):  # the night hour
        late = datetime.combine(_anywhen(chance).date(), time(22, 30))
        yield min(late + timedelta(seconds=chance.randrange(3 * 3600)), LAST), SEOUL
    for _ in range(1000):  # Korean summer time
        month = chance.choice((4, 5, 5, 6, 7, 9, 9, 10))
        yield (
            datetime(
                chance.choice(SUMMER_YEARS),
                month,
                chance.randrange(1, 31),
                chance.randrange(24),
                chance.randrange(60),
            ),
            SEOUL,
        )
    changes = list(_clock_changes())
    for _ in range(500):  # the nights in which Korea's clocks were moved
        night = datetime.combine(chance.choice(changes), time(0))
        yield night + timedelta(minutes=chance.randrange(-60, 240)), SEOUL
    for _ in range(500):  # zones that were not whole hours
        yield datetime(1904, 1, 1) + timedelta(minutes=chance.randrange(9 * 525960)), chance.choice(PLACES)
        yield datetime(1954, 1, 1) + timedelta(minutes=chance.randrange(8 * 525960)), SEOUL


def _clock_changes() -> Iterator[date]:
    """Days whose noon stands at another offset than the noon before."""
    korea = ZoneInfo("Asia/Seoul")
    before = datetime(1900, 1, 1, 12, tzinfo=korea)
    while before.year < 1990:
        after = before + timedelta(days=1)
        if after.utcoffset() != before.utcoffset():
            yield after.date()
        before = after


def _birth(wall: datetime, place: Place, fold: int | None) -> Birth:
    return Birth(WrittenDate(wall.year, wall.month, wall.day), wall.time(), place=place, fold=fold)


def test_eleven_thousand_births_in_every_convention(almanac: Almanac) -> None:
    known: list[tuple[Birth, int]] = []
    refused = 0
    for wall, place in _walls(random.Random(SEED), almanac):
        possible = instants(wall, place.zone)
        if len(possible) == 1:
            known.append((_birth(wall, place, None), possible[0]))
        else:
            refused += 1
            with pytest.raises(Rejected) as error:
                cast_chart(_birth(wall, place, None))
            assert error.value.code == ("ambiguous_time" if possible else "nonexistent_time")
            known += [(_birth(wall, place, fold), moment) for fold, moment in enumerate(possible)]

    wrong, skipped = [], 0
    for (birth, moment), equation in zip(known, equations([m for _, m in known]), strict=True):
        year, month = almanac.year_and_month(moment)
        for school in SCHOOLS:
            shown, to_edge = clock(
                moment, birth.place.longitude_deg, birth.place.zone, school.solar_time.value, float(equation)
            )
            if school.solar_time is SolarTime.TRUE and to_edge < 2:
                skipped += 1  # the engine's equation of time is good to two seconds
                continue
            expected = [year, month, *day_and_hour(shown, school.day_boundary.value)]
            chart = cast_chart(birth, school)
            quick = cast_pillars(birth, school)
            got = [p.ganji for p in chart.pillars if p]
            if got != expected or (quick.year, quick.month, quick.day, quick.hour) != chart.pillars:
                wrong.append((birth, school.solar_time, school.day_boundary, got, expected))
            assert chart.moment_s == moment

    assert wrong == []
    assert len(known) > 10_900
    assert refused > 50
    assert skipped < len(known) * len(SCHOOLS) / 500


def test_lunar_births_with_their_leap_months(almanac: Almanac) -> None:
    """Every leap month from 1900 to 2049 and as many plain ones, read from the almanac itself."""
    chance = random.Random(SEED)
    calendar = KoreanLunarCalendar()
    seen_leap = 0
    for year, month, leap in product(range(1900, 2050), range(1, 13), (True, False)):
        if (not leap and chance.random() > 0.3) or not calendar.setLunarDate(year, month, 1, leap):
            continue
        seen_leap += leap
        solar = date.fromisoformat(calendar.SolarIsoFormat())
        at = time(chance.randrange(24), chance.randrange(60))
        wall = datetime.combine(solar, at)
        if len(possible := instants(wall, "Asia/Seoul")) != 1:
            continue
        chart = cast_chart(
            Birth(WrittenDate(year, month, 1, Calendar.LUNAR, leap), at), School(solar_time=SolarTime.CIVIL)
        )
        shown, _ = clock(possible[0], 0.0, "Asia/Seoul", "civil", 0.0)
        assert chart.solar_date == solar
        assert chart.lunar is not None
        assert (chart.lunar.year, chart.lunar.month, chart.lunar.leap_month) == (year, month, leap)
        assert [p.ganji for p in chart.pillars if p] == [
            *almanac.year_and_month(possible[0]),
            *day_and_hour(shown, "rat_hour"),
        ]
    assert seen_leap == 55


def test_named_hours_and_unknown_ones(almanac: Almanac) -> None:
    chance = random.Random(SEED)
    for _ in range(1500):
        day, place, school = _anywhen(chance).date(), chance.choice(PLACES), chance.choice(SCHOOLS)
        written = WrittenDate(day.year, day.month, day.day)
        noon_day, _ = day_and_hour(datetime.combine(day, time(12)), "rat_hour")

        branch = chance.choice(list(Branch))
        named = cast_chart(Birth(written, hour_branch=branch, place=place), school)
        assert named.moment_s is not None
        assert named.hour is not None
        assert (named.day.ganji, named.hour.ganji[1]) == (noon_day, BRANCHES[branch])
        assert named.hour.ganji == day_and_hour(datetime.combine(day, time(2 * branch)), "midnight")[1]
        assert (named.year.ganji, named.month.ganji) == almanac.year_and_month(named.moment_s)

        unknown = cast_chart(Birth(written, place=place), school)
        noon = instants(datetime.combine(day, time(12)), place.zone)[0]
        assert (unknown.year.ganji, unknown.month.ganji) == almanac.year_and_month(noon)
        assert (unknown.day.ganji, unknown.hour) == (noon_day, None)


def test_an_unknown_hour_names_the_other_month_exactly_when_a_term_falls_on_the_day(almanac: Almanac) -> None:
    for day_number in range(date(1987, 1, 1).toordinal(), date(1990, 1, 1).toordinal()):
        day = date.fromordinal(day_number)
        start = instants(datetime.combine(day, time(0)), "Asia/Seoul")[0]
        end = instants(datetime.combine(day + timedelta(days=1), time(0)), "Asia/Seoul")[0]
        first, last = almanac.year_and_month(start), almanac.year_and_month(end - 1)

        chart = cast_chart(Birth(WrittenDate(day.year, day.month, day.day)))

        shown = {(chart.year.ganji, chart.month.ganji)}
        shown |= {(w.other.year.ganji, w.other.month.ganji) for w in chart.warnings}
        assert shown == {first, last}, day
