"""Questions to the engine about single stars, as the tests of 신살 ask them."""

from __future__ import annotations

from core.saju.ganji import PILLAR_BY_GANJI, PILLARS, Pillar
from core.saju.places_in_chart import FourPillars
from core.saju.school import (
    DEFAULT_SCHOOL,
    School,
)
from core.saju.sinsal import sinsal_of

B = "子丑寅卯辰巳午未申酉戌亥"
S = "甲乙丙丁戊己庚辛壬癸"
ROK = [B.index(c) for c in "寅卯巳午巳午申酉亥子"]
SIX = [1, 0, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]  # 육합 partner


def four(text: str) -> FourPillars:
    year, month, day, *hour = (PILLAR_BY_GANJI[word] for word in text.split())
    return year, month, day, hour[0] if hour else None


def places(text: str, school: School = DEFAULT_SCHOOL) -> dict[str, tuple[str, ...]]:
    return {star.name: star.places for star in sinsal_of(four(text), school)}


def some_pillar(stem: int | None = None, branch: int | None = None) -> Pillar:
    return next(p for p in PILLARS if (stem is None or p.stem == stem) and (branch is None or p.branch == branch))


def branches_of_day_star(name: str, stem: int, school: School = DEFAULT_SCHOOL) -> set[int]:
    """The branches that are this star for a day stem, found by asking about each as the hour."""
    day, calm = some_pillar(stem=stem), some_pillar(branch=0)
    return {
        branch
        for branch in range(12)
        for star in sinsal_of((calm, calm, day, some_pillar(branch=branch)), school)
        if star.name == name and "time_branch" in star.places
    }


def branches_of_month_star(name: str, month: int) -> set[int]:
    day = some_pillar(stem=4)
    return {
        branch
        for branch in range(12)
        for star in sinsal_of((day, some_pillar(branch=month), day, some_pillar(branch=branch)), DEFAULT_SCHOOL)
        if star.name == name and "time_branch" in star.places
    }


def stems_of_month_star(name: str, month: int) -> set[int]:
    day = some_pillar(stem=4)
    return {
        stem
        for stem in range(10)
        for star in sinsal_of((day, some_pillar(branch=month), day, some_pillar(stem=stem)), DEFAULT_SCHOOL)
        if star.name == name and "time_stem" in star.places
    }


def branches_of_year_star(name: str, year: int, school: School = DEFAULT_SCHOOL) -> set[int]:
    day = some_pillar(stem=4)
    return {
        branch
        for branch in range(12)
        for star in sinsal_of((some_pillar(branch=year), day, day, some_pillar(branch=branch)), school)
        if star.name == name and "time_branch" in star.places
    }


def day_pillars_of(name: str, month: int = 2, school: School = DEFAULT_SCHOOL) -> set[str]:
    calm = some_pillar(branch=month)
    return {
        p.ganji
        for p in PILLARS
        for star in sinsal_of((calm, calm, p, None), school)
        if star.name == name and "day_branch" in star.places
    }
