"""A chart seen as the reader needs it: counts, seats and the season, without words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.reader.luck import Luck, luck_of
from core.reader.reading import Audience
from core.saju.ages import man_age
from core.saju.analysis import Analysis
from core.saju.casting import solar_ordinal
from core.saju.chart import Chart
from core.saju.relations import Relation
from core.saju.terms import ELEMENTS, SIPSEONG_GROUPS, Branch, Element, Sipseong, SipseongGroup

_SEASONS = ("spring", "summer", "autumn", "winter")
MANY = 3
_YOUTH_FROM, _ADULT_FROM, _ELDER_FROM = 14, 19, 70


@dataclass(frozen=True, slots=True)
class Portrait:
    """`groups` counts 비겁 식상 재성 관성 인성 on the surface, the day stem not counted.

    `life` is child, youth, adult or elder: what a person of that age has no use for is not told.
    """

    analysis: Analysis
    luck: Luck
    groups: tuple[int, int, int, int, int]
    each: Counter[Sipseong]
    season: str
    life: str

    @property
    def chart(self) -> Chart:
        return self.analysis.chart

    @property
    def power(self) -> str:
        """weak | balanced | strong"""
        return self.analysis.strength.label.group

    @property
    def helpers(self) -> int:
        """Characters that are with the day master: 비겁 and 인성."""
        return self.groups[SipseongGroup.BIGYEOP] + self.groups[SipseongGroup.INSEONG]

    @property
    def weighing(self) -> str:
        """`against` where the count of helpers points away from the strength of their places, else `agreeing`.

        `nobody` where there is no helper at all.
        """
        if not self.helpers:
            return "nobody"
        more = self.helpers - (sum(self.groups) - self.helpers)
        against = (self.power == "strong" and more < 0) or (self.power == "weak" and more > 0)
        return "against" if against else "agreeing"

    def count(self, group: SipseongGroup) -> int:
        return self.groups[group]

    def element_of(self, group: SipseongGroup) -> Element:
        """The element that this group is for the day master."""
        return ELEMENTS[(self.chart.day_master.element + group) % 5]

    @property
    def most(self) -> Element:
        """The element with most characters; the earlier in the order of generation when several have as many."""
        return max(ELEMENTS, key=lambda e: self.analysis.ohang[e])

    @property
    def least(self) -> Element:
        return min(ELEMENTS, key=lambda e: self.analysis.ohang[e])

    @property
    def top_sipseong(self) -> Sipseong:
        """The 십성 found most often; the month branch's when it is among them (月令爲重)."""
        most = max(self.each.values())
        month = self.analysis.sipseong["month_branch"]
        if self.each[month] == most:
            return month
        return min(s for s, n in self.each.items() if n == most)

    def meetings_at(self, place: str) -> tuple[Relation, ...]:
        return tuple(r for r in self.analysis.relations if place in r.places)


def portrait_of(analysis: Analysis, today: date, audience: Audience = "self", year: int | None = None) -> Portrait:
    """`year` is the one that was asked for; this year when None."""
    each = Counter(analysis.sipseong.values())
    groups = tuple(sum(n for s, n in each.items() if s.group is group) for group in SIPSEONG_GROUPS)
    a, b, c, d, e = groups
    return Portrait(
        analysis,
        luck_of(analysis, today, year),
        (a, b, c, d, e),
        each,
        season_of(analysis.chart.month.branch),
        "child" if audience == "child" else life_at(analysis.chart, today),
    )


def life_at(chart: Chart, today: date) -> str:
    """child (under 14) | youth (under 19) | adult | elder (70 and more), by 만 나이; someone unborn is a child."""
    born = date.fromordinal(solar_ordinal(chart.birth))
    age = man_age(born, max(born, today))
    if age < _YOUTH_FROM:
        return "child"
    if age < _ADULT_FROM:
        return "youth"
    return "adult" if age < _ELDER_FROM else "elder"


def season_of(month: Branch) -> str:
    """spring 寅卯辰, summer 巳午未, autumn 申酉戌, winter 亥子丑."""
    return _SEASONS[(month - Branch.IN) % 12 // 3]
