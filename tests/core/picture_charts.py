"""Seeded charts for the tests of the picture, and what they share."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, time
from functools import cache

from core.picture.boxes import Sheet
from core.picture.layout import layout
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.terms import BRANCHES, Sex

TODAY = date(2026, 11, 23)
CHARTS = 72


def analysis_of(birth: Birth) -> Analysis:
    return analyse(cast_chart(birth))


@cache
def charts() -> tuple[Analysis, ...]:
    """Births of a hundred years: every third with an hour that is unknown or a 시진, some without a sex."""
    dice = random.Random(1_990_0515)
    found = [analysis_of(Birth(WrittenDate(1990, 5, 15), time(14, 30), sex=Sex.MALE))]  # twelve stars on one pillar
    for number in range(1, CHARTS):
        written = WrittenDate(dice.randint(1920, 2025), dice.randint(1, 12), dice.randint(1, 28))
        sex = dice.choice((Sex.MALE, Sex.FEMALE, None)) if number % 4 == 0 else dice.choice(tuple(Sex))
        if number % 6 == 0:
            birth = Birth(written, sex=sex)
        elif number % 6 == 1:
            birth = Birth(written, hour_branch=dice.choice(BRANCHES), sex=sex)
        else:
            birth = Birth(written, time(dice.randint(4, 23), dice.randint(0, 59)), sex=sex, fold=0)
        found.append(analysis_of(birth))
    return tuple(found)


@cache
def sheets(language: str) -> tuple[Sheet, ...]:
    return tuple(layout(analysis, language, TODAY) for analysis in charts())


def shown(sheet: Sheet) -> str:
    return "\n".join(box.text for box in sheet.texts)


def overlaps(sheet: Sheet) -> Iterator[tuple[str, str]]:
    boxes = sorted(sheet.texts, key=lambda box: box.rect.y)
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other.rect.y >= box.rect.bottom:
                break
            if box.rect.overlaps(other.rect):
                yield box.text, other.text
