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

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from operator import add

from core.saju.chart import Chart
from core.saju.frames import BIT
from core.saju.ganji import Pillar
from core.saju.places_in_chart import BRANCH_PLACES, STEM_PLACES, FourPillars
from core.saju.relation_lookup import (
    ALL_TRIOS,
    STEM_TABLES,
    TRIOS_BY_LUCK,
    TRIOS_IN,
    TRIOS_OF_LUCK,
    Found,
    Relation,
    Trio,
    branch_tables,
    luck_tables,
    meeting_tables,
    three,
    without_halves,
)
from core.saju.relation_tables import BRANCH_CHARACTERS, SUPPORTING_MONTHS, RelationKind
from core.saju.school import School

__all__ = [
    "Found",
    "Relation",
    "RelationKind",
    "relations",
    "relations_between",
    "relations_of",
    "relations_with",
    "relations_with_of",
    "relations_with_run",
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
    # plain integers index and shift faster than members of an enum
    year, month, day = pillars[0].index, pillars[1].index, pillars[2].index
    ys, ms, ds = year % 10, month % 10, day % 10
    yb, mb, db, hb = year % 12, month % 12, day % 12, 12
    s = STEM_TABLES
    b = branch_tables(school.ohmi, school.gwimun)
    stems = s[0][ys * 10 + ms] + s[1][ys * 10 + ds] + s[3][ms * 10 + ds]
    branches = b[0][yb * 12 + mb] + b[1][yb * 12 + db] + b[3][mb * 12 + db]
    mask = BIT[year] | BIT[month] | BIT[day]
    if pillars[3] is not None:
        hour = pillars[3].index
        hs, hb = hour % 10, hour % 12
        stems = stems + s[2][ys * 10 + hs] + s[4][ms * 10 + hs] + s[5][ds * 10 + hs]
        branches = branches + b[2][yb * 12 + hb] + b[4][mb * 12 + hb] + b[5][db * 12 + hb]
        mask |= BIT[hour]
    if stems:
        stems = _transformed_stems(stems, _SUPPORTS[mb])
    if branches:
        branches = _transformed_branches(branches, pillars)
    complete = TRIOS_IN.get(mask)
    if complete is None:
        return stems + branches
    threes = tuple([three(trio, _members(trio.mask, yb, mb, db, hb)) for trio in complete])
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
    tables = luck_tables(place, school.ohmi, school.gwimun)
    early_stems, late_stems, early, late, mask = _corners(pillars)
    stem, branch = pillar.index % 10, pillar.index % 12
    stems = tables.stems[0][early_stems][stem] + tables.stems[1][late_stems][stem]
    branches = tables.branches[0][early][branch] + tables.branches[1][late][branch]
    complete = TRIOS_OF_LUCK.get(mask << 4 | branch)
    if complete is None:
        return stems + branches
    return stems + _threes(complete, pillars, place) + without_halves(branches, complete)


def relations_with_run(pillars: FourPillars, school: School, place: str, step: int) -> Sequence[Found]:
    """`relations_with_of` for each of the ten pillars that follow the month pillar (step 1) or come before it (-1),
    the nearest first."""
    tables = luck_tables(place, school.ohmi, school.gwimun)
    early_stems, late_stems, early, late, mask = _corners(pillars)
    month = pillars[1].index
    run, run_of_branches = _STEM_RUNS[step][month % 10], _BRANCH_RUNS[step][month % 12]
    stems = list(map(add, tables.stems[0][early_stems][run], tables.stems[1][late_stems][run]))
    branches = list(map(add, tables.branches[0][early][run_of_branches], tables.branches[1][late][run_of_branches]))
    found = list(map(add, stems, branches))
    first = month + step
    for luck, complete in TRIOS_BY_LUCK[mask]:
        at = (luck - first) * step % 12
        if at < len(found):
            threes = _threes(complete, pillars, place)
            found[at] = stems[at] + threes + without_halves(branches[at], complete)
    return found


def _threes(complete: tuple[Trio, ...], pillars: FourPillars, place: str) -> Found:
    """What a luck branch that is called after `place` completes."""
    branches = _branches(pillars)
    return tuple([three(trio, _members(trio.mask, *branches), place + "_branch") for trio in complete])


def _corners(pillars: FourPillars) -> tuple[int, int, int, int, int]:
    """Where a chart's rows stand in `LuckTables`: year and month stem, day and hour stem, the same of the branches;
    and the mask of its branches."""
    # plain integers index and shift faster than members of an enum
    year, month, day = pillars[0].index, pillars[1].index, pillars[2].index
    early_stems, early = year % 10 * 10 + month % 10, year % 12 * 12 + month % 12
    mask = BIT[year] | BIT[month] | BIT[day]
    if pillars[3] is None:
        return early_stems, day % 10 * 11 + 10, early, day % 12 * 13 + 12, mask
    hour = pillars[3].index
    return early_stems, day % 10 * 11 + hour % 10, early, day % 12 * 13 + hour % 12, mask | BIT[hour]


def _branches(pillars: FourPillars) -> tuple[int, int, int, int]:
    """The branches of the pillars; 12 stands for that of an unknown hour."""
    year, month, day, hour = pillars
    return year.index % 12, month.index % 12, day.index % 12, 12 if hour is None else hour.index % 12


def _runs(size: int, step: int) -> tuple[slice, ...]:
    """[month] → the ten that follow it in a row that goes round twice."""
    if step > 0:
        return tuple(slice(month + 1, month + 11) for month in range(size))
    ends = (month + size - 11 for month in range(size))
    return tuple(slice(end + 10, end if end >= 0 else None, -1) for end in ends)


_STEM_RUNS = {step: _runs(10, step) for step in (1, -1)}
_BRANCH_RUNS = {step: _runs(12, step) for step in (1, -1)}


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
    branches = _branches(pillars)
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
