"""신살: the stars of a chart, with the places they stand on and the book of each.

The tables are in `sinsal_tables`. Every star owns one byte of a long integer and every place one bit of that
byte (see `places_in_chart`), so that a chart's stars are a few table rows joined by `|`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache

from core.saju import sinsal_tables as tables
from core.saju.chart import Chart
from core.saju.ganji import PILLAR_BY_GANJI, Pillar
from core.saju.gongmang import VOID_OF_RUN
from core.saju.places_in_chart import PLACES_OF_MASK, FourPillars
from core.saju.relation_tables import BRANCH_CHARACTERS, STEM_CHARACTERS
from core.saju.school import Goegang, GongmangBase, Gwimun, Hongyeom, School, SinsalBase, YinYangin
from core.saju.sinsal_aliases import ALIASES
from core.saju.sinsal_tables import TWELVE, Rule, Star
from core.saju.terms import Branch

Row = tuple[int, ...]  # by stem or branch of the character looked at


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


_RULES = (*tables.BY_DAY_STEM, *tables.BY_MONTH, *tables.BY_YEAR, *tables.BY_DAY_BRANCH)
_STARS: tuple[Star, ...] = tuple(
    sorted(
        (
            *(rule.star for rule in _RULES),
            *TWELVE,
            *(star for star, _ in tables.PILLARS_THAT_ARE),
            *(star for star, _ in tables.DAYS_OF_SEASONS),
            *(tables.HYEOPROK, tables.SAMGI, tables.GEUMSIN, tables.NET, tables.WONJIN, tables.GWIMUN),
            *(tables.GONGMANG, tables.YANGIN_STAR, tables.BIIN_STAR, tables.HONGYEOM_STAR),
            tables.GOEGANG_STAR,
        ),
        key=lambda star: ("noble", "twelve", "sal", "day").index(star.group),
    )
)
_BIT = {star.name: 1 << 8 * index for index, star in enumerate(_STARS)}  # year_stem bit of the star's byte
_ALLOWED = sum(star.where << 8 * index for index, star in enumerate(_STARS))
_SIZE = len(_STARS)
_WHOLE_PILLAR = 0b11
_BRANCH_BITS = (0b10, 0b1000, 0b10_0000, 0b1000_0000)

_HYEOPROK, _SAMGI, _NET = (_BIT[s.name] for s in (tables.HYEOPROK, tables.SAMGI, tables.NET))
_WONJIN, _GWIMUN, _GEUMSIN = (_BIT[s.name] for s in (tables.WONJIN, tables.GWIMUN, tables.GEUMSIN))
_SAMGI_STEMS = frozenset(tuple(STEM_CHARACTERS.index(c) for c in three) for three in ("甲戊庚", "乙丙丁", "壬癸辛"))
_GEUMSIN_HOURS = frozenset(PILLAR_BY_GANJI[ganji].index for ganji in ("乙丑", "己巳", "癸酉"))
_NETS = ((Branch.SUL, Branch.HAE), (Branch.JIN, Branch.SA))
_ROK: tuple[int, ...] = next(
    tuple(BRANCH_CHARACTERS.index(c) for c in rule.targets) for rule in _RULES if rule.star.name == "건록"
)
_WONJIN_PARTNER = tuple(BRANCH_CHARACTERS.index(c) for c in tables.WONJIN_PARTNER)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What a school reads, ready to be joined; each row holds bits for `year_stem`, to be shifted."""

    by_day_stem: tuple[Row, ...]  # [day stem][branch]
    by_month_stem: tuple[Row, ...]  # [month branch][stem]
    by_month: tuple[Row, ...]  # [month branch][branch]
    by_year: tuple[Row, ...]  # [year branch][branch]
    by_day: tuple[Row, ...]  # [day branch][branch]
    by_pillar: Row  # [pillar], both bits of the pillar
    by_season: dict[int, int]  # month branch * 60 + day pillar
    void: tuple[Row, ...]  # [run of ten][branch]
    gwimun_partner: tuple[int, ...]


def _rows(rules: tuple[Rule, ...], characters: str) -> tuple[Row, ...]:
    bases = len(rules[0].targets)
    return tuple(
        tuple(
            sum(_BIT[rule.star.name] for rule in rules if character in rule.targets[base])
            for character in characters
        )
        for base in range(bases)
    )


def _twelve_rule(base: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(star, base, tuple(BRANCH_CHARACTERS[(_robber(of) + step) % 12] for of in range(12)))
        for step, star in enumerate(TWELVE)
    )


def _robber(base: int) -> int:
    """겁살: 巳 for 申子辰, 寅 for 巳酉丑, 亥 for 寅午戌, 申 for 亥卯未."""
    return (5, 2, 11, 8)[base % 4]


def _opposite(words: str) -> str:
    return "".join(
        BRANCH_CHARACTERS[(BRANCH_CHARACTERS.index(c) + 6) % 12] if c in BRANCH_CHARACTERS else c for c in words
    )


def _by_pillar(goegang: Goegang) -> Row:
    stars = (*tables.PILLARS_THAT_ARE, (tables.GOEGANG_STAR, tables.GOEGANG[goegang]))
    row = [0] * 60
    for star, pillars in stars:
        for ganji in pillars.split():
            row[PILLAR_BY_GANJI[ganji].index] |= _WHOLE_PILLAR * _BIT[star.name]
    return tuple(row)


def _by_season() -> dict[int, int]:
    found: dict[int, int] = {}
    for star, seasons in tables.DAYS_OF_SEASONS:
        for season, pillars in enumerate(seasons):
            for step in range(3):
                month = (2 + 3 * season + step) % 12  # spring opens with 寅
                for ganji in pillars.split():
                    key = month * 60 + PILLAR_BY_GANJI[ganji].index
                    found[key] = found.get(key, 0) | _WHOLE_PILLAR * _BIT[star.name]
    return found


@lru_cache(maxsize=16)
def _tables(yangin: YinYangin, goegang: Goegang, hongyeom: Hongyeom, gwimun: Gwimun, base: SinsalBase) -> _Tables:
    blade = tables.YANGIN[yangin]
    own = (
        *tables.BY_DAY_STEM,
        Rule(tables.YANGIN_STAR, "day_stem", tuple(blade.split())),
        Rule(tables.BIIN_STAR, "day_stem", tuple(_opposite(blade).split())),
        Rule(tables.HONGYEOM_STAR, "day_stem", tuple(tables.HONGYEOM[hongyeom].split())),
    )
    by_year_base = base is SinsalBase.YEAR
    year = (*tables.BY_YEAR, *(_twelve_rule("year_branch") if by_year_base else ()))
    day = (*tables.BY_DAY_BRANCH, *(() if by_year_base else _twelve_rule("day_branch")))
    return _Tables(
        by_day_stem=_rows(own, BRANCH_CHARACTERS),
        by_month_stem=_rows(tables.BY_MONTH, STEM_CHARACTERS),
        by_month=_rows(tables.BY_MONTH, BRANCH_CHARACTERS),
        by_year=_rows(year, BRANCH_CHARACTERS),
        by_day=_rows(day, BRANCH_CHARACTERS),
        by_pillar=_by_pillar(goegang),
        by_season=_by_season(),
        void=tuple(
            tuple(_BIT[tables.GONGMANG.name] if b in void else 0 for b in range(12)) for void in VOID_OF_RUN
        ),
        gwimun_partner=tuple(BRANCH_CHARACTERS.index(c) for c in tables.GWIMUN_PARTNER[gwimun]),
    )


def sinsal(chart: Chart) -> tuple[Sinsal, ...]:
    """The stars of a chart: 귀인, 십이신살, 살, stars of the day pillar; each with all its places."""
    return sinsal_of(chart.pillars, chart.school)


def sinsal_of(pillars: FourPillars, school: School) -> tuple[Sinsal, ...]:
    """`sinsal` for pillars that need no birth."""
    t = _tables(school.yin_yangin, school.goegang, school.hongyeom, school.gwimun, school.sinsal_base)
    year, month, day, hour = pillars
    own, void = t.by_day_stem[day.stem], t.void[day.index // 10]
    of_month_stem, of_month = t.by_month_stem[month.branch], t.by_month[month.branch]
    of_year, of_day, whole = t.by_year[year.branch], t.by_day[day.branch], t.by_pillar
    bits = t.by_season.get(month.branch * 60 + day.index, 0) << 4
    shift = 0
    for pillar in pillars:
        if pillar is not None:
            b = pillar.branch
            bits |= (of_month_stem[pillar.stem] | whole[pillar.index]) << shift
            bits |= (own[b] | of_month[b] | of_year[b] | of_day[b] | void[b]) << shift + 1
        shift += 2
    if school.gongmang_base is GongmangBase.DAY_AND_YEAR:
        bits |= _void_for_year(t.void[year.index // 10], pillars)
    bits |= _met_branches(pillars, t.gwimun_partner)
    if (year.stem, month.stem, day.stem) in _SAMGI_STEMS:
        bits |= 0b01_0101 * _SAMGI
    if hour is not None:
        if (month.stem, day.stem, hour.stem) in _SAMGI_STEMS:
            bits |= 0b0101_0100 * _SAMGI
        if day.stem % 5 == 0 and hour.index in _GEUMSIN_HOURS:
            bits |= (_WHOLE_PILLAR << 6) * _GEUMSIN
    masks = (bits & _ALLOWED).to_bytes(_SIZE, "little")
    return tuple([_star(index, mask) for index, mask in enumerate(masks) if mask])


def _void_for_year(void: Row, pillars: FourPillars) -> int:
    bits = 0
    for position, pillar in enumerate(pillars):
        if pillar is not None:
            bits |= void[pillar.branch] << 2 * position + 1
    return bits


def _met_branches(pillars: FourPillars, gwimun_partner: tuple[int, ...]) -> int:
    """The stars that need two branches: 원진, 귀문, 천라지망, 협록."""
    where = [0] * 12
    for bit, pillar in zip(_BRANCH_BITS, pillars, strict=True):
        if pillar is not None:
            where[pillar.branch] |= bit
    resented = haunted = 0
    for branch, mask in enumerate(where):
        if mask:
            if where[_WONJIN_PARTNER[branch]]:
                resented |= mask
            if where[gwimun_partner[branch]]:
                haunted |= mask
    bits = resented * _WONJIN | haunted * _GWIMUN
    for one, other in _NETS:
        if where[one] and where[other]:
            bits |= (where[one] | where[other]) * _NET
    rok = _ROK[pillars[2].stem]
    before, after = where[rok - 1], where[(rok + 1) % 12]
    if before and after:
        bits |= (before | after) * _HYEOPROK
    return bits


@cache
def _star(index: int, mask: int) -> Sinsal:
    star = _STARS[index]
    return Sinsal(star.name, star.hanja, PLACES_OF_MASK[mask], star.source, star.group)


def twelve_sinsal(base: Branch, branch: Branch) -> str:
    """The name of the one of 십이신살 that `branch` is for the year (or day) branch `base`."""
    return TWELVE[(branch - _robber(base)) % 12].name


def luck_sinsal(chart: Chart, pillar: Pillar) -> tuple[str, ...]:
    """Names of the stars that a luck pillar (세운, 일진 …) is for a chart by its stems and branches alone.

    Stars of the day pillar and stars bound to a place in the chart are left out.
    """
    school = chart.school
    t = _tables(school.yin_yangin, school.goegang, school.hongyeom, school.gwimun, school.sinsal_base)
    year, month, day = chart.year, chart.month, chart.day
    b = pillar.branch
    bits = t.by_day_stem[day.stem][b] | t.by_month_stem[month.branch][pillar.stem] | t.by_month[month.branch][b]
    bits |= t.by_year[year.branch][b] | t.by_day[day.branch][b] | t.void[day.index // 10][b]
    if school.gongmang_base is GongmangBase.DAY_AND_YEAR:
        bits |= t.void[year.index // 10][b]
    masks = bits.to_bytes(_SIZE, "little")
    return tuple(star.name for star, mask in zip(_STARS, masks, strict=True) if mask and star.where == 0xFF)


def sinsal_names() -> tuple[str, ...]:
    """Every Hangul name that `sinsal` can give, in its order."""
    return tuple(star.name for star in _STARS)


def sinsal_aliases() -> dict[str, str]:
    """Other names that people use -> the name the engine gives (연살 -> 도화살)."""
    return dict(ALIASES)
