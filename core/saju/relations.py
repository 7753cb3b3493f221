"""합충형파해: how the stems and branches of a chart meet one another, and a luck pillar with them.

The tables and their books are in `relation_tables`. When a combination *transforms* (化):
- 천간합: the two stand side by side, the month branch supports the new element, and no second stem contends for
  either (妬合不化): 三命通會 論十干化氣; 滴天髓 化象. With the day stem among them, `geok` decides on 화격.
- 육합: side by side, month support, the new element shows on a stem, and neither branch is clashed by a third:
  子平眞詮 論刑沖會合解法 (a clash undoes a combination).
- 삼합, 방합: complete, and the month branch is one of the three (得令). A half (반합) never transforms by itself.
Pairs are given at every distance; the places tell how far apart they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.places_in_chart import BRANCH_PLACES, STEM_PLACES, FourPillars
from core.saju.relation_lookup import (
    ALL_TRIOS,
    STEM_TABLES,
    TRIOS_IN,
    TRIOS_OF_LUCK,
    Found,
    Relation,
    branch_tables,
    luck_tables,
    meeting_tables,
    three,
    without_halves,
)
from core.saju.relation_tables import BRANCH_CHARACTERS, SUPPORTING_MONTHS, RelationKind
from core.saju.school import School

__all__ = [
    "Relation",
    "RelationKind",
    "relations",
    "relations_between",
    "relations_of",
    "relations_with",
    "relations_with_each",
    "relations_with_of",
    "threes_of_two_lucks",
]

_SUPPORTS = tuple(
    tuple(BRANCH_CHARACTERS[branch] in months for months in SUPPORTING_MONTHS) for branch in range(12)
)  # [month branch][element]
_CLASHING = 6  # branches apart


def relations(chart: Chart) -> Found:
    """All meetings of a chart: stems, then complete threes, then pairs of branches, each from year to hour."""
    return relations_of(chart.pillars, chart.school)


def relations_of(pillars: FourPillars, school: School) -> Found:
    """`relations` for pillars that need no birth."""
    year, month, day, hour = pillars
    ys, ms, ds = year.stem, month.stem, day.stem
    yb, mb, db = year.branch, month.branch, day.branch
    s = STEM_TABLES
    b = branch_tables(school.ohmi, school.gwimun)
    stems = s[0][ys * 10 + ms] + s[1][ys * 10 + ds] + s[3][ms * 10 + ds]
    branches = b[0][yb * 12 + mb] + b[1][yb * 12 + db] + b[3][mb * 12 + db]
    mask = 1 << yb | 1 << mb | 1 << db
    if hour is not None:
        hs, hb = hour.stem, hour.branch
        stems = stems + s[2][ys * 10 + hs] + s[4][ms * 10 + hs] + s[5][ds * 10 + hs]
        branches = branches + b[2][yb * 12 + hb] + b[4][mb * 12 + hb] + b[5][db * 12 + hb]
        mask |= 1 << hb
    if stems:
        stems = _transformed_stems(stems, _SUPPORTS[mb])
    if branches:
        branches = _transformed_branches(branches, pillars)
    complete = TRIOS_IN.get(mask)
    if complete is None:
        return stems + branches
    last = 12 if hour is None else int(hour.branch)
    threes = tuple([three(trio, _members(trio.mask, yb, mb, db, last)) for trio in complete])
    return stems + threes + without_halves(branches, complete)


def _members(trio: int, year: int, month: int, day: int, hour: int) -> int:
    """The positions whose branch is in the mask of a trio, as bits; 12 stands for no branch."""
    return trio >> year & 1 | (trio >> month & 1) << 1 | (trio >> day & 1) << 2 | (trio >> hour & 1) << 3


def relations_with(chart: Chart, pillar: Pillar, place: str) -> Found:
    """What a luck pillar (대운, 세운 …) meets in a chart; `place` "seun" gives "seun_stem" and "seun_branch".

    A luck pillar stands beside all four, so distance says nothing and pairs are never marked as transformed; a
    three that it completes is, when the month branch is in it.
    """
    return relations_with_of(chart.pillars, chart.school, pillar, place)


def relations_with_of(pillars: FourPillars, school: School, pillar: Pillar, place: str) -> Found:
    """`relations_with` for pillars that need no birth."""
    return relations_with_each(pillars, school, (pillar,), place)[0]


def relations_with_each(
    pillars: FourPillars, school: School, lucks: Iterable[Pillar], place: str
) -> tuple[Found, ...]:
    """`relations_with_of` for each of several luck pillars that bear the same name."""
    tables = luck_tables(place, school.ohmi, school.gwimun)
    # plain integers index and shift faster than members of an enum
    year, month, day = pillars[0].index, pillars[1].index, pillars[2].index
    yb, mb, db = year % 12, month % 12, day % 12
    mask = 1 << yb | 1 << mb | 1 << db
    hs, hb = 10, 12
    if pillars[3] is not None:
        hour = pillars[3].index
        hs, hb = hour % 10, hour % 12
        mask |= 1 << hb
    early_stems = tables.stems[0][year % 10 * 10 + month % 10]
    late_stems = tables.stems[1][day % 10 * 11 + hs]
    early, late = tables.branches[0][yb * 12 + mb], tables.branches[1][db * 13 + hb]
    luck_branch = place + "_branch"
    found = []
    for luck in lucks:
        index = luck.index
        ls, lb = index % 10, index % 12
        stems, branches = early_stems[ls] + late_stems[ls], early[lb] + late[lb]
        complete = TRIOS_OF_LUCK.get(mask << 4 | lb)
        if complete is None:
            found.append(stems + branches)
        else:
            threes = tuple([three(trio, _members(trio.mask, yb, mb, db, hb), luck_branch) for trio in complete])
            found.append(stems + threes + without_halves(branches, complete))
    return tuple(found)


def relations_between(one: Pillar, one_place: str, other: Pillar, other_place: str, school: School) -> Found:
    """What two pillars are to each other that do not stand in one chart: 대운 and 세운, or those of two people.

    `one_place` "daewoon" gives "daewoon_stem" and "daewoon_branch". Never marked as transformed.
    """
    stems, branches = meeting_tables(one_place, other_place, school.ohmi, school.gwimun)
    return stems[one.stem * 10 + other.stem] + branches[one.branch * 12 + other.branch]


def threes_of_two_lucks(
    pillars: FourPillars, one: Pillar, one_place: str, other: Pillar, other_place: str
) -> Found:
    """The threes that two luck pillars complete together with a chart, and neither would alone."""
    branches = [12 if pillar is None else int(pillar.branch) for pillar in pillars]
    own = sum(1 << branch for branch in set(branches))
    both = 1 << one.branch | 1 << other.branch
    if one.branch == other.branch or own & both:
        return ()
    return tuple(
        three(trio, _members(trio.mask, *branches), one_place + "_branch", other_place + "_branch")
        for trio in ALL_TRIOS
        if trio.mask & both == both and trio.mask & ~(own | both) == 0
    )


_ADJACENT_STEMS = frozenset(pairwise(STEM_PLACES))
_ADJACENT_BRANCHES = frozenset(pairwise(BRANCH_PLACES))
_STEM_COMBINATION = RelationKind.STEM_COMBINATION
_SIX_COMBINATION = RelationKind.SIX_COMBINATION


@cache
def _as_transformed(relation: Relation) -> Relation:
    return replace(relation, transforms=True)


def _transformed_stems(found: Found, supports: tuple[bool, ...]) -> Found:
    """The same with those 천간합 marked that transform."""
    joined = [r for r in found if r.kind is _STEM_COMBINATION]
    marked = found
    for relation in joined:
        if relation.transforms_to is None or not supports[relation.transforms_to]:
            continue
        if relation.places not in _ADJACENT_STEMS:
            continue
        contended = len(joined) > 1 and any(
            other is not relation and not set(other.places).isdisjoint(relation.places) for other in joined
        )
        if not contended:
            marked = _marked(marked, relation)
    return marked


def _transformed_branches(found: Found, pillars: FourPillars) -> Found:
    """The same with those 육합 marked that transform."""
    marked = found
    for relation in found:
        if relation.kind is _SIX_COMBINATION and _six_transforms(relation, pillars):
            marked = _marked(marked, relation)
    return marked


def _six_transforms(relation: Relation, pillars: FourPillars) -> bool:
    element = relation.transforms_to
    if element is None or relation.places not in _ADJACENT_BRANCHES:
        return False
    if not _SUPPORTS[pillars[1].branch][element]:
        return False
    standing = [p for p in pillars if p is not None]
    if not any(p.stem // 2 == element for p in standing):
        return False
    first = BRANCH_PLACES.index(relation.places[0])
    pair = (standing[first].branch, standing[first + 1].branch)
    return not any((p.branch + _CLASHING) % 12 in pair for p in standing)


def _marked(found: Found, relation: Relation) -> Found:
    return tuple(_as_transformed(r) if r is relation else r for r in found)
