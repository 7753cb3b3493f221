"""The rules of `sinsal_tables` made ready to be joined: every star owns one byte of a long integer, every place one
bit of that byte (see `places_in_chart`). Everything here is by stem and branch alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from core.saju import sinsal_tables as tables
from core.saju.ganji import PILLAR_BY_GANJI
from core.saju.gongmang import VOID_OF_RUN
from core.saju.relation_tables import BRANCH_CHARACTERS, STEM_CHARACTERS
from core.saju.school import Goegang, Gwimun, Hongyeom, SinsalBase, YinYangin
from core.saju.sinsal_tables import TWELVE, Rule, Star
from core.saju.terms import Branch

Row = tuple[int, ...]  # by stem or branch of the character looked at

_RULES = (*tables.BY_DAY_STEM, *tables.BY_MONTH, *tables.BY_YEAR, *tables.BY_DAY_BRANCH)
STARS: tuple[Star, ...] = tuple(
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
_BIT = {star.name: 1 << 8 * index for index, star in enumerate(STARS)}  # year_stem bit of the star's byte
ALLOWED = sum(star.where << 8 * index for index, star in enumerate(STARS))
SIZE = len(STARS)
WHOLE_PILLAR = 0b11

HYEOPROK, SAMGI, NET = (_BIT[s.name] for s in (tables.HYEOPROK, tables.SAMGI, tables.NET))
WONJIN, GWIMUN, GEUMSIN = (_BIT[s.name] for s in (tables.WONJIN, tables.GWIMUN, tables.GEUMSIN))
SAMGI_STEMS = frozenset(tuple(STEM_CHARACTERS.index(c) for c in three) for three in ("甲戊庚", "乙丙丁", "壬癸辛"))
GEUMSIN_HOURS = frozenset(PILLAR_BY_GANJI[ganji].index for ganji in ("乙丑", "己巳", "癸酉"))
_NETS = ((Branch.SUL, Branch.HAE), (Branch.JIN, Branch.SA))
_ROK: tuple[int, ...] = next(
    tuple(BRANCH_CHARACTERS.index(c) for c in rule.targets) for rule in _RULES if rule.star.name == "건록"
)
_WONJIN_PARTNER = tuple(BRANCH_CHARACTERS.index(c) for c in tables.WONJIN_PARTNER)
# [day stem] → the branches on both sides of its 祿, as bits
BESIDE_ROK = tuple(1 << (rok - 1) % 12 | 1 << (rok + 1) % 12 for rok in _ROK)


@dataclass(frozen=True, slots=True)
class StarTables:
    """What a school reads, ready to be joined; each row holds bits for `year_stem`, to be shifted."""

    by_day_stem: tuple[Row, ...]  # [day stem][branch]
    by_month_stem: tuple[Row, ...]  # [month branch][stem]
    by_month: tuple[Row, ...]  # [month branch][branch]
    by_year: tuple[Row, ...]  # [year branch][branch]
    by_day: tuple[Row, ...]  # [day branch][branch]
    of_month: tuple[Row, ...]  # [month branch][pillar]: the three above, the branch's bits moved to its place
    of_day: tuple[Row, ...]  # [day pillar][branch]: day stem, day branch and void together
    by_season: dict[int, int]  # month branch * 60 + day pillar
    void: tuple[Row, ...]  # [run of ten][branch]
    met: dict[int, tuple[int, int, int]]  # set of branches → those in 원진, in 귀문 and in 천라지망


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
        Rule(star, base, tuple(BRANCH_CHARACTERS[(robber(of) + step) % 12] for of in range(12)))
        for step, star in enumerate(TWELVE)
    )


def robber(base: int) -> int:
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
            row[PILLAR_BY_GANJI[ganji].index] |= WHOLE_PILLAR * _BIT[star.name]
    return tuple(row)


def _by_season() -> dict[int, int]:
    found: dict[int, int] = {}
    for star, seasons in tables.DAYS_OF_SEASONS:
        for season, pillars in enumerate(seasons):
            for step in range(3):
                month = (2 + 3 * season + step) % 12  # spring opens with 寅
                for ganji in pillars.split():
                    key = month * 60 + PILLAR_BY_GANJI[ganji].index
                    found[key] = found.get(key, 0) | WHOLE_PILLAR * _BIT[star.name]
    return found


@lru_cache(maxsize=16)
def star_tables(
    yangin: YinYangin, goegang: Goegang, hongyeom: Hongyeom, gwimun: Gwimun, base: SinsalBase
) -> StarTables:
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
    by_day_stem = _rows(own, BRANCH_CHARACTERS)
    by_day = _rows(day, BRANCH_CHARACTERS)
    by_month_stem = _rows(tables.BY_MONTH, STEM_CHARACTERS)
    by_month = _rows(tables.BY_MONTH, BRANCH_CHARACTERS)
    by_pillar = _by_pillar(goegang)
    void = tuple(tuple(_BIT[tables.GONGMANG.name] if b in run else 0 for b in range(12)) for run in VOID_OF_RUN)
    return StarTables(
        by_day_stem=by_day_stem,
        by_month_stem=by_month_stem,
        by_month=by_month,
        by_year=_rows(year, BRANCH_CHARACTERS),
        by_day=by_day,
        of_month=tuple(
            tuple(by_month_stem[m][i % 10] | by_pillar[i] | by_month[m][i % 12] << 1 for i in range(60))
            for m in range(12)
        ),
        of_day=tuple(
            tuple(by_day_stem[i % 10][b] | by_day[i % 12][b] | void[i // 10][b] for b in range(12))
            for i in range(60)
        ),
        by_season=_by_season(),
        void=void,
        met=_met(tuple(BRANCH_CHARACTERS.index(c) for c in tables.GWIMUN_PARTNER[gwimun])),
    )


def _met(gwimun_partner: tuple[int, ...]) -> dict[int, tuple[int, int, int]]:
    """Every set of two to four branches in which some meet."""
    found = {}
    for size in (2, 3, 4):
        for branches in combinations(range(12), size):
            nets = [net for net in _NETS if net[0] in branches and net[1] in branches]
            met = (
                sum(1 << b for b in branches if _WONJIN_PARTNER[b] in branches),
                sum(1 << b for b in branches if gwimun_partner[b] in branches),
                sum(1 << b for net in nets for b in net),
            )
            if any(met):
                found[sum(1 << b for b in branches)] = met
    return found
