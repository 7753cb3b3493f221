"""What speaks for and against a day: by the calendar alone, and for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.saju import date_tables as tables
from core.saju import sinsal_tables
from core.saju.analysis import Analysis
from core.saju.chart import LunarDate
from core.saju.date_tables import Occasion
from core.saju.ganji import Pillar
from core.saju.gongmang import gongmang
from core.saju.grounds import Ground
from core.saju.luck_fit import FIT_POINTS, fit
from core.saju.luck_grounds import are_opposed
from core.saju.relations import RelationKind, relations_between
from core.saju.samjae import is_son_free, son_side
from core.saju.terms import Branch

_K = RelationKind
_OWN_YEAR = "天機大要 婚姻門 (本命日沖); Korean practice"
_OPPOSED = "Korean practice (천극지충일), after 淵海子平 論征太歲"
_FIT = "Korean practice (용신일)"
_VOID = "淵海子平 論空亡"
_FIT_WEIGHT = 2.0
_VOID_POINTS, _NOBLE_POINTS = -6.0, 8.0
_NOBLE = next(rule for rule in sinsal_tables.BY_DAY_STEM if rule.star.name == "천을귀인")

_DAY_POINTS = {
    _K.STEM_COMBINATION: 5.0,
    _K.STEM_CLASH: -5.0,
    _K.SIX_COMBINATION: 6.0,
    _K.HALF_TRIAD: 5.0,
    _K.CLASH: -15.0,
    _K.PUNISHMENT: -5.0,
    _K.HARM: -4.0,
    _K.RESENTMENT: -5.0,
}
_YEAR_POINTS = {
    _K.SIX_COMBINATION: 4.0,
    _K.HALF_TRIAD: 4.0,
    _K.CLASH: -12.0,
    _K.PUNISHMENT: -3.0,
    _K.HARM: -3.0,
    _K.RESENTMENT: -4.0,
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as an almanac names it. The month and the year are those of the 절 of the whole day: on the day of a
    절 the new month has begun (協紀辨方書: the god of the day before comes twice)."""

    day: date
    pillar: Pillar
    lunar: LunarDate | None
    month: Pillar
    year: Pillar

    @property
    def geonje(self) -> str:
        """The one of 건제십이신, in Hanja."""
        return tables.GEONJE[(self.pillar.branch - self.month.branch) % 12]

    @property
    def hwangdo(self) -> str:
        """The one of the twelve gods of 황도 and 흑도, in Hanja."""
        return tables.HWANGDO[(self.pillar.branch - tables.blue_dragon(self.month.branch)) % 12]


def calendar_exclusions(day: CalendarDay) -> tuple[Ground, ...]:
    """월파: the day's branch clashes with the month's; no great thing is done."""
    if day.geonje != "破":
        return ()
    characters = day.month.branch.hanja + day.pillar.branch.hanja
    return (Ground("wolpa", ("date_branch", characters), tables.WOLPA_SOURCE),)


def calendar_grounds(day: CalendarDay, occasion: Occasion) -> tuple[Ground, ...]:
    """Everything the almanac says of the day for an occasion."""
    return (*_gods(day, occasion), *_lunar(day, occasion), *_stars(day, occasion))


def _gods(day: CalendarDay, occasion: Occasion) -> list[Ground]:
    god, path = day.geonje, day.hwangdo
    characters = day.month.branch.hanja + day.pillar.branch.hanja
    points = tables.GEONJE_POINTS[tables.GEONJE.index(god)]
    found = [Ground("geonje", (god, characters), tables.GEONJE_VERSE, points)]
    suits, shuns = tables.SUITS[god]
    if occasion in suits:
        found.append(Ground("geonje_suits", (god, occasion.value), tables.OCCASIONS, tables.SUIT_POINTS))
    elif occasion in shuns:
        found.append(Ground("geonje_shuns", (god, occasion.value), tables.OCCASIONS, -tables.SUIT_POINTS))
    if path in tables.YELLOW:
        found.append(Ground("hwangdo", (path, characters), tables.HWANGDO_SOURCE, tables.YELLOW_POINTS))
    else:
        found.append(Ground("heukdo", (path, characters), tables.HWANGDO_SOURCE, tables.BLACK_POINTS))
    return found


def _lunar(day: CalendarDay, occasion: Occasion) -> list[Ground]:
    if day.lunar is None:
        return []
    found = []
    number = day.lunar.day
    free, walking = tables.SON_POINTS.get(occasion, (0.0, 0.0))
    side = son_side(number)
    if is_son_free(number) and free:
        found.append(Ground("son_free", (str(number),), tables.SON_SOURCE, free))
    elif side is not None and walking:
        found.append(Ground("son", (str(number), side.value), tables.SON_SOURCE, walking))
    if number in tables.WOLGI_DAYS and occasion in tables.WOLGI_POINTS:
        found.append(Ground("wolgi", (str(number),), tables.WOLGI_SOURCE, tables.WOLGI_POINTS[occasion]))
    return found


def _stars(day: CalendarDay, occasion: Occasion) -> list[Ground]:
    month, pillar = day.month.branch, day.pillar
    found = [
        Ground(key, ("date_stem", month.hanja + pillar.stem.hanja), source, points)
        for key, stems, points, source in tables.VIRTUES
        if pillar.stem.hanja in stems[month]
    ]
    season = (month - 2) % 12 // 3
    whole = ("date", month.hanja, pillar.ganji)
    if pillar.index in tables.CHEONSA[season]:
        found.append(Ground("cheonsa", whole, tables.CHEONSA_SOURCE, tables.CHEONSA_POINTS))
    if pillar.index in tables.SAPYE[season]:
        found.append(Ground("sapye", whole, tables.SAPYE_SOURCE, tables.SAPYE_POINTS))
    if pillar.index in tables.SIPAKDAEPAE:
        detail = ("date", pillar.ganji)
        found.append(Ground("sipakdaepae", detail, tables.SIPAKDAEPAE_SOURCE, tables.SIPAKDAEPAE_POINTS))
    branch = ("date_branch", pillar.branch.hanja)
    if pillar.branch == tables.month_horse(month) and occasion in tables.YEOKMA_POINTS:
        found.append(Ground("yeokma", branch, tables.YEOKMA_SOURCE, tables.YEOKMA_POINTS[occasion]))
    if (pillar.branch - day.year.branch) % 12 == 6:
        characters = day.year.branch.hanja + pillar.branch.hanja
        found.append(Ground("sepa", ("date_branch", characters), tables.SEPA_SOURCE, tables.SEPA_POINTS))
    if pillar.branch.hanja == tables.TABOO_BRANCH.get(occasion):
        found.append(Ground("taboo_branch", branch, tables.TABOO_SOURCE, tables.TABOO_POINTS))
    return found


def personal_exclusions(day: CalendarDay, occasion: Occasion, analysis: Analysis, who: str) -> tuple[Ground, ...]:
    """천극지충 with the person's day or year; for a wedding also a branch that clashes with the year's."""
    chart, pillar = analysis.chart, day.pillar
    found = [
        Ground("cheongeukjichung", ("date", f"{who}.{place}", own.ganji + pillar.ganji), _OPPOSED)
        for place, own in (("day", chart.day), ("year", chart.year))
        if are_opposed(pillar, own)
    ]
    if occasion is Occasion.WEDDING and (pillar.branch - chart.year.branch) % 12 == 6:
        characters = chart.year.branch.hanja + pillar.branch.hanja
        found.append(Ground("clashes_own_year", ("date_branch", f"{who}.year_branch", characters), _OWN_YEAR))
    return tuple(found)


def personal_grounds(day: CalendarDay, analysis: Analysis, who: str) -> tuple[Ground, ...]:
    """What the day is to the day and the year of a person, who is "a" or "b" in the places."""
    chart, pillar = analysis.chart, day.pillar
    found: list[Ground] = []
    for place, own, points in (("day", chart.day, _DAY_POINTS), ("year", chart.year, _YEAR_POINTS)):
        for relation in relations_between(pillar, "date", own, f"{who}.{place}", chart.school):
            if relation.kind in points:
                detail = (*relation.places, relation.kind.value, relation.characters)
                found.append(Ground("relation", detail, relation.source, points[relation.kind]))
    found += _gifts(pillar.branch, analysis, who)
    for part, element in (("stem", pillar.stem.element), ("branch", pillar.branch.element)):
        role = fit(element, analysis.yongsin)
        if FIT_POINTS[role]:
            detail = (f"date_{part}", f"{who}.yongsin", element.hanja)
            found.append(Ground(f"fit_{role}", detail, _FIT, FIT_POINTS[role] * _FIT_WEIGHT))
    return tuple(found)


def _gifts(branch: Branch, analysis: Analysis, who: str) -> list[Ground]:
    """천을귀인 for the person's day stem, 공망 for the day pillar."""
    own = analysis.chart.day
    found = []
    if branch.hanja in _NOBLE.targets[own.stem]:
        detail = ("date_branch", f"{who}.day_stem", own.stem.hanja + branch.hanja)
        found.append(Ground("cheoneul", detail, _NOBLE.star.source, _NOBLE_POINTS))
    if branch in gongmang(own):
        detail = ("date_branch", f"{who}.day", own.ganji + branch.hanja)
        found.append(Ground("gongmang", detail, _VOID, _VOID_POINTS))
    return found
