"""Charts drawn by a seed, and what the tests of the reader ask of any text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from random import Random

from core.particles import PARTICLES
from core.reader.portrait import life_at
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.terms import BRANCHES, SIPSEONG_GROUPS, SIPSEONGS, STEMS, Sex

COUNT = int(os.environ.get("READER_CHARTS", "150"))
KEYS = ["overview", "character", "wealth", "career", "love", "health", "year", "advice"]
YOUNG_KEYS = ["overview", "character", "wealth", "career", "talent", "health", "year", "advice"]
TODAY = date(2026, 11, 23)
TERMS = [
    *(f"{s.hangul}{s.element.hangul}" for s in STEMS),
    *(f"{b.hangul}{b.element.hangul}" for b in BRANCHES),
    *(s.hangul for s in SIPSEONGS),
    *(g.hangul for g in SIPSEONG_GROUPS),
    *"용신 희신 기신 대운 세운 일간 일지 월지 신강 신약 중화 태강 태약 극왕 극약".split(),
]
SAID = re.compile(
    rf"({'|'.join(TERMS)})(\([^()]*\))?({'|'.join(sorted(PARTICLES, key=len, reverse=True))})(?=[\s,.])"
)

FIRST, DAYS = date(1930, 1, 1), 86 * 365
SEXES = (Sex.FEMALE, Sex.MALE, None)


@cache
def charts(count: int, seed: int = 20261123) -> tuple[Analysis, ...]:
    """Births of 1930-2015; a quarter without an hour, a third without a sex."""
    return tuple(analyse(cast_chart(birth)) for birth in births(count, seed))


def births(count: int, seed: int) -> Iterator[Birth]:
    random = Random(seed)
    for n in range(count):
        day = FIRST + timedelta(days=random.randrange(DAYS))
        clock = None if n % 4 == 3 else time(random.randrange(3, 24), random.randrange(60))
        yield Birth(WrittenDate(day.year, day.month, day.day), clock, sex=SEXES[random.randrange(3)], fold=0)


def adults(analyses: tuple[Analysis, ...]) -> list[Analysis]:
    return [a for a in analyses if life_at(a.chart, TODAY) == "adult"]


def born(year: int, sex: Sex | None = Sex.FEMALE, month: int = 6) -> Analysis:
    return analyse(cast_chart(Birth(WrittenDate(year, month, 1), time(13, 0), sex=sex, fold=0)))
