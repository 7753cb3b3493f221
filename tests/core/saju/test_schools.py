"""Every option whose readings somebody has printed: what each school says where the other says something else."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, time
from itertools import combinations
from pathlib import Path

import pytest

from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.casting import cast_chart
from core.saju.chart import Chart
from core.saju.daewoon import daewoon
from core.saju.gongmang import gongmang_places_of
from core.saju.hidden_stems import hidden_stems
from core.saju.relations import relations_of
from core.saju.school import School, SolarTime, YongsinPriority
from core.saju.solar_time import clock_reading
from core.saju.stages import stage
from core.saju.terms import BRANCHES, STEMS, Sex
from tests.core.saju.classical import yongsin_of
from tests.core.saju.star_questions import B, S, branches_of_day_star, day_pillars_of, four, places


def cases() -> list[dict[str, str]]:
    lines = (Path(__file__).parent / "school_cases.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def school_of(option: str, value: str) -> School:
    (default,) = (getattr(School(), f.name) for f in fields(School) if f.name == option)
    more = {"solar_time": SolarTime.CIVIL} if option == "day_boundary" else {}
    return School(**{option: type(default)(value), **more})


def born(asked: str, school: School) -> Chart:
    day, clock, sex = asked.split()
    given = date.fromisoformat(day)
    written = WrittenDate(given.year, given.month, given.day)
    return cast_chart(Birth(written, time.fromisoformat(clock), sex=Sex(sex)), school)


def stages_asked(about: str, asked: str, school: School) -> str:
    named = ((STEMS[S.index(word[0])], BRANCHES[B.index(word[1])]) for word in about.split())
    return " ".join(stage(stem, branch, school).hanja for stem, branch in named)


def branches_asked(about: str, asked: str, school: School) -> str:
    found = [branches_of_day_star(about, stem, school) for stem in range(10)]
    return " ".join("".join(B[b] for b in sorted(branches)) or "-" for branches in found)


def pairs_asked(about: str, asked: str, school: School) -> str:
    together = [(one, other) for one, other in combinations(range(12), 2) if about in met(one, other, school)]
    return " ".join(B[one] + B[other] for one, other in together)


def met(one: int, other: int, school: School) -> set[str]:
    """The stars of a chart that has only these two branches."""
    first, second = (S[branch % 2] + B[branch] for branch in (one, other))
    return set(places(f"{first} {first} {second}", school))


def hidden_asked(about: str, asked: str, school: School) -> str:
    return "|".join(" ".join(f"{h.stem.hanja}{h.days:g}" for h in hidden_stems(b, school)) for b in BRANCHES)


def aim_asked(about: str, asked: str, school: School) -> str:
    (joined,) = (r for r in relations_of(four(asked), school) if r.characters == about)
    return "-" if joined.transforms_to is None else joined.transforms_to.hanja


def stars_asked(about: str, asked: str, school: School) -> str:
    found = places(asked, school)
    return " ".join(" ".join(found.get(name, ("-",))) for name in about.split())


def daewoon_asked(about: str, asked: str, school: School) -> str:
    table = daewoon(born(asked, school))
    assert table is not None
    assert table.basis.days is not None
    assert round(table.basis.days / 3, 1) == 4.9
    return str(table.start_age)


def day_and_hour_asked(about: str, asked: str, school: School) -> str:
    chart = born(asked, school)
    assert chart.hour is not None
    return f"{chart.day.ganji} {chart.hour.ganji}"


QUESTIONS: dict[str, Callable[[str, str, School], str]] = {
    "stages": stages_asked,
    "branches": branches_asked,
    "days": lambda about, asked, school: " ".join(sorted(day_pillars_of(about, school=school))),
    "pairs": pairs_asked,
    "hidden": hidden_asked,
    "aim": aim_asked,
    "stars": stars_asked,
    "void": lambda about, asked, school: " ".join(gongmang_places_of(four(asked), school)) or "-",
    "daewoon": daewoon_asked,
    "day": day_and_hour_asked,
    "yongsin": lambda about, asked, school: yongsin_of(asked, school).primary.hanja,
}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['option']}={case['value']}")
def test_a_school_reads_as_its_source_prints(case: dict[str, str]) -> None:
    kind, _, about = case["question"].partition(" ")
    answer = QUESTIONS[kind](about, case["asked"], school_of(case["option"], case["value"]))
    expected = " ".join(sorted(case["answer"].split())) if kind == "days" else case["answer"]
    assert answer == expected, case["source"]


def test_the_balance_first_keeps_the_climate_beside_it() -> None:
    """sajupalja.tistory.com (read 2026-11-29): 조후의 법은 억부법의 보조역할."""
    found = yongsin_of("甲申 辛丑 戊戌 己未", School(yongsin_priority=YongsinPriority.EOKBU_FIRST))
    assert ("火", "johu") in [(a.element.hanja, a.method) for a in found.alternatives]


@pytest.mark.parametrize(("place", "minutes"), [(SEOUL, -32), (Place("부산", 35.18, 129.05, "Asia/Seoul"), -24)])
def test_the_mean_sun_of_two_cities(place: Place, minutes: int) -> None:
    """cafe.daum.net 7Tjo/6 (read 2026-11-29): 서울 32분, 부산 24분을 뺀다. Civil time moves nothing."""
    birth = Birth(WrittenDate(1990, 5, 15), time(14, 30), place=place)
    assert round(cast_chart(birth).correction_minutes or 0) == minutes
    assert cast_chart(birth, School(solar_time=SolarTime.CIVIL)).correction_minutes == 0


@pytest.mark.parametrize(
    ("month", "day", "seconds"), [(11, 2, 981), (2, 11, -865), (4, 15, 0), (6, 14, 0), (9, 1, 0), (12, 24, 0)]
)
def test_the_true_sun_runs_ahead_and_behind(month: int, day: int, seconds: int) -> None:
    """ns.doasaju.com/saju/saju05 (read 2026-11-29): 16분 21초 ahead, 14분 25초 behind, four days of neither."""
    noon = int(datetime(2025, month, day, 3, tzinfo=UTC).timestamp())
    ahead = clock_reading(noon, SEOUL, SolarTime.TRUE) - clock_reading(noon, SEOUL, SolarTime.MEAN)
    assert abs(ahead - seconds) <= 30
