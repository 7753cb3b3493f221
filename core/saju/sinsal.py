"""신살: the stars of a chart, with the places they stand on and the book of each.

The tables are in `sinsal_tables`, and `sinsal_lookup` joins them by `|`: a chart's stars are a few rows of bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from operator import getitem

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.places_in_chart import PLACES_OF_MASK, FourPillars
from core.saju.school import GongmangBase, School
from core.saju.sinsal_aliases import ALIASES
from core.saju.sinsal_lookup import (
    ALLOWED,
    BESIDE_ROK,
    GEUMSIN,
    GEUMSIN_HOURS,
    GWIMUN,
    HYEOPROK,
    NET,
    SAMGI,
    SAMGI_STEMS,
    SIZE,
    STARS,
    WHOLE_PILLAR,
    WONJIN,
    Row,
    robber,
    star_tables,
)
from core.saju.sinsal_tables import TWELVE, Star
from core.saju.terms import Branch

_DAY_AND_YEAR = GongmangBase.DAY_AND_YEAR


@dataclass(frozen=True, slots=True)
class Sinsal:
    """One star. `group` is noble (귀인), twelve (십이신살), day (the day pillar itself) or sal (the rest).

    `json` is what an answer says of it: read only, made once for each set of places.
    """

    name: str
    hanja: str
    places: tuple[str, ...]
    source: str
    group: str
    json: dict[str, object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = {
            "name": self.name,
            "hanja": self.hanja,
            "positions": list(self.places),
            "group": self.group,
            "source": self.source,
        }
        object.__setattr__(self, "json", said)


def sinsal(chart: Chart) -> tuple[Sinsal, ...]:
    """The stars of a chart: 귀인, 십이신살, 살, stars of the day pillar; each with all its places."""
    return sinsal_of(chart.pillars, chart.school)


def sinsal_of(pillars: FourPillars, school: School) -> tuple[Sinsal, ...]:
    """`sinsal` for pillars that need no birth."""
    t = star_tables(school.yin_yangin, school.goegang, school.hongyeom, school.gwimun, school.sinsal_base)
    year, month, day, hour = pillars
    of_year, of_month, of_day = t.by_year[year.branch], t.of_month[month.branch], t.of_day[day.index]
    yb, mb, db = year.branch, month.branch, day.branch
    bits = (
        (of_month[year.index] | (of_year[yb] | of_day[yb]) << 1)
        | (of_month[month.index] | (of_year[mb] | of_day[mb]) << 1) << 2
        | (of_month[day.index] | (of_year[db] | of_day[db]) << 1 | t.by_season.get(mb * 60 + day.index, 0)) << 4
    )
    standing = 1 << yb | 1 << mb | 1 << db
    if (year.stem, month.stem, day.stem) in SAMGI_STEMS:
        bits |= 0b01_0101 * SAMGI
    if hour is not None:
        hb = hour.branch
        bits |= (of_month[hour.index] | (of_year[hb] | of_day[hb]) << 1) << 6
        standing |= 1 << hb
        if (month.stem, day.stem, hour.stem) in SAMGI_STEMS:
            bits |= 0b0101_0100 * SAMGI
        if day.stem % 5 == 0 and hour.index in GEUMSIN_HOURS:
            bits |= (WHOLE_PILLAR << 6) * GEUMSIN
    if school.gongmang_base is _DAY_AND_YEAR:
        bits |= _void_for_year(t.void[year.index // 10], pillars)
    met = t.met.get(standing)
    if met is not None:
        resented, haunted, netted = met
        bits |= _places(resented, pillars) * WONJIN | _places(haunted, pillars) * GWIMUN
        if netted:
            bits |= _places(netted, pillars) * NET
    beside = BESIDE_ROK[day.stem]
    if standing & beside == beside:
        bits |= _places(beside, pillars) * HYEOPROK
    masks = (bits & ALLOWED).to_bytes(SIZE, "little")
    return tuple(map(getitem, compress(_STARS_ON, masks), masks.replace(b"\0", b"")))


def _void_for_year(void: Row, pillars: FourPillars) -> int:
    bits = 0
    for position, pillar in enumerate(pillars):
        if pillar is not None:
            bits |= void[pillar.branch] << 2 * position + 1
    return bits


def _places(branches: int, pillars: FourPillars) -> int:
    """The places whose branch is in a set of branches."""
    year, month, day, hour = pillars
    bits = (branches >> year.branch & 1) << 1 | (branches >> month.branch & 1) << 3
    bits |= (branches >> day.branch & 1) << 5
    return bits if hour is None else bits | (branches >> hour.branch & 1) << 7


class _StarOnPlaces(dict[int, Sinsal]):
    """Mask of places → the star there, made when it is first met."""

    def __init__(self, star: Star) -> None:
        self._star = star

    def __missing__(self, mask: int) -> Sinsal:
        star = self._star
        made = self[mask] = Sinsal(star.name, star.hanja, PLACES_OF_MASK[mask], star.source, star.group)
        return made


_STARS_ON = tuple(map(_StarOnPlaces, STARS))


def twelve_sinsal(base: Branch, branch: Branch) -> str:
    """The name of the one of 십이신살 that `branch` is for the year (or day) branch `base`."""
    return TWELVE[(branch - robber(base)) % 12].name


def luck_sinsal(chart: Chart, pillar: Pillar) -> tuple[str, ...]:
    """Names of the stars that a luck pillar (세운, 일진 …) is for a chart by its stems and branches alone.

    Stars of the day pillar and stars bound to a place in the chart are left out.
    """
    school = chart.school
    t = star_tables(school.yin_yangin, school.goegang, school.hongyeom, school.gwimun, school.sinsal_base)
    year, month, day = chart.year, chart.month, chart.day
    b = pillar.branch
    bits = t.by_day_stem[day.stem][b] | t.by_month_stem[month.branch][pillar.stem] | t.by_month[month.branch][b]
    bits |= t.by_year[year.branch][b] | t.by_day[day.branch][b] | t.void[day.index // 10][b]
    if school.gongmang_base is _DAY_AND_YEAR:
        bits |= t.void[year.index // 10][b]
    masks = bits.to_bytes(SIZE, "little")
    return tuple(star.name for star, mask in zip(STARS, masks, strict=True) if mask and star.where == 0xFF)


def sinsal_names() -> tuple[str, ...]:
    """Every Hangul name that `sinsal` can give, in its order."""
    return tuple(star.name for star in STARS)


def sinsal_aliases() -> dict[str, str]:
    """Other names that people use -> the name the engine gives (연살 -> 도화살)."""
    return dict(ALIASES)
