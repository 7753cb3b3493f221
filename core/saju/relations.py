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

from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise

from core.saju.chart import Chart
from core.saju.ganji import Pillar
from core.saju.places_in_chart import BRANCH_PLACES, STEM_PLACES, FourPillars
from core.saju.relation_tables import (
    BRANCH_CHARACTERS,
    BRANCH_PAIRS,
    GHOST_GATES,
    HALF_TRIADS,
    HIDDEN_COMBINATIONS,
    SIX_COMBINATIONS,
    STEM_CHARACTERS,
    STEM_PAIRS,
    SUPPORTING_MONTHS,
    TRIOS,
    RelationKind,
    Row,
)
from core.saju.school import Gwimun, OhMi, School
from core.saju.terms import Element

__all__ = ["Relation", "RelationKind", "relations", "relations_of", "relations_with", "relations_with_of"]


@dataclass(frozen=True, slots=True)
class Relation:
    """One meeting. `characters` in the order of the book; `places` in the order of the chart, luck last.

    `transforms_to` is what the combination aims at (None where it aims at nothing); `transforms` says whether
    the chart lets it happen.
    """

    kind: RelationKind
    places: tuple[str, ...]
    characters: str
    transforms_to: Element | None
    transforms: bool
    source: str


Found = tuple[Relation, ...]
PairTable = tuple[Found, ...]  # index first * n + second, n = 10 stems or 12 branches

_SUPPORTS = tuple(
    tuple(BRANCH_CHARACTERS[branch] in months for months in SUPPORTING_MONTHS) for branch in range(12)
)  # [month branch][element]
_CLASHING = 6  # branches apart


def _six_combinations(ohmi: OhMi) -> tuple[Row, ...]:
    element = {OhMi.NONE: None, OhMi.FIRE: Element.FIRE, OhMi.EARTH: Element.EARTH}[ohmi]
    return tuple(replace(row, element=element) if row.characters == "午未" else row for row in SIX_COMBINATIONS)


def _pair_table(rows: tuple[Row, ...], characters: str, places: tuple[str, str]) -> PairTable:
    size = len(characters)
    cells: list[list[Relation]] = [[] for _ in range(size * size)]
    for row in rows:
        one, other = (characters.index(c) for c in row.characters)
        relation = Relation(row.kind, places, row.characters, row.element, False, row.source)
        for index in {one * size + other, other * size + one}:
            cells[index].append(relation)
    return tuple(map(tuple, cells))


def _stem_table(one: str, other: str) -> PairTable:
    return _pair_table(STEM_PAIRS, STEM_CHARACTERS, (one, other))


def _branch_table(one: str, other: str, ohmi: OhMi, gwimun: Gwimun) -> PairTable:
    rows = (
        *_six_combinations(ohmi),
        *HALF_TRIADS,
        *HIDDEN_COMBINATIONS,
        *BRANCH_PAIRS,
        *GHOST_GATES[gwimun.value],
    )
    return _pair_table(rows, BRANCH_CHARACTERS, (one, other))


_PAIRS = tuple(combinations(range(4), 2))  # year-month, year-day, year-hour, month-day, month-hour, day-hour
_STEM_TABLES = tuple(_stem_table(STEM_PLACES[i], STEM_PLACES[j]) for i, j in _PAIRS)


@cache
def _branch_tables(ohmi: OhMi, gwimun: Gwimun) -> tuple[PairTable, ...]:
    return tuple(_branch_table(BRANCH_PLACES[i], BRANCH_PLACES[j], ohmi, gwimun) for i, j in _PAIRS)


@cache
def _luck_tables(place: str, ohmi: OhMi, gwimun: Gwimun) -> tuple[tuple[PairTable, ...], tuple[PairTable, ...]]:
    """Stems and branches of the four pillars against a luck pillar that is called `place`."""
    return (
        tuple(_stem_table(own, place + "_stem") for own in STEM_PLACES),
        tuple(_branch_table(own, place + "_branch", ohmi, gwimun) for own in BRANCH_PLACES),
    )


def _mask_of(characters: str) -> int:
    return sum(1 << BRANCH_CHARACTERS.index(c) for c in characters)


_TRIO_MASKS = tuple((_mask_of(row.characters), row) for row in TRIOS)
# Every set of three to five branches that completes something, with what it completes.
_TRIOS_IN: dict[int, tuple[Row, ...]] = {
    mask: complete
    for size in (3, 4, 5)
    for members in combinations(range(12), size)
    if (mask := sum(1 << b for b in members))
    and (complete := tuple(row for trio, row in _TRIO_MASKS if trio & mask == trio))
}
_HALVES_OF = {RelationKind.TRIAD: RelationKind.HALF_TRIAD, RelationKind.PUNISHMENT: RelationKind.PUNISHMENT}


def relations(chart: Chart) -> Found:
    """All meetings of a chart: stems, then complete threes, then pairs of branches, each from year to hour."""
    return relations_of(chart.pillars, chart.school)


def relations_of(pillars: FourPillars, school: School) -> Found:
    """`relations` for pillars that need no birth."""
    year, month, day, hour = pillars
    ys, ms, ds = year.stem, month.stem, day.stem
    yb, mb, db = year.branch, month.branch, day.branch
    s = _STEM_TABLES
    b = _branch_tables(school.ohmi, school.gwimun)
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
    complete = _TRIOS_IN.get(mask)
    if complete is None:
        return stems + branches
    threes = tuple(_three(row, pillars) for row in complete)
    return stems + threes + _without_halves(branches, complete)


def relations_with(chart: Chart, pillar: Pillar, place: str) -> Found:
    """What a luck pillar (대운, 세운 …) meets in a chart; `place` "seun" gives "seun_stem" and "seun_branch".

    A luck pillar stands beside all four, so distance says nothing and pairs are never marked as transformed; a
    three that it completes is, when the month branch is in it.
    """
    return relations_with_of(chart.pillars, chart.school, pillar, place)


def relations_with_of(pillars: FourPillars, school: School, pillar: Pillar, place: str) -> Found:
    """`relations_with` for pillars that need no birth."""
    s, b = _luck_tables(place, school.ohmi, school.gwimun)
    year, month, day, hour = pillars
    ls, lb = pillar.stem, pillar.branch
    yb, mb, db = year.branch, month.branch, day.branch
    stems = s[0][year.stem * 10 + ls] + s[1][month.stem * 10 + ls] + s[2][day.stem * 10 + ls]
    branches = b[0][yb * 12 + lb] + b[1][mb * 12 + lb] + b[2][db * 12 + lb]
    mask = 1 << yb | 1 << mb | 1 << db
    if hour is not None:
        stems += s[3][hour.stem * 10 + ls]
        branches += b[3][hour.branch * 12 + lb]
        mask |= 1 << hour.branch
    bit = 1 << lb
    if mask & bit:  # a three that the chart already has is not the luck's doing
        return stems + branches
    complete = _TRIOS_IN.get(mask | bit)
    if complete is None:
        return stems + branches
    complete = tuple(row for row in complete if _mask_of(row.characters) & bit)
    threes = tuple(_three(row, pillars, pillar, place + "_branch") for row in complete)
    return stems + threes + _without_halves(branches, complete)


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


def _three(row: Row, pillars: FourPillars, luck: Pillar | None = None, luck_place: str = "") -> Relation:
    """A complete three: every branch of the chart that takes part, and the luck's where it does."""
    places = tuple(
        place
        for place, pillar in zip(BRANCH_PLACES, pillars, strict=True)
        if pillar is not None and BRANCH_CHARACTERS[pillar.branch] in row.characters
    )
    if luck is not None:
        places += (luck_place,)
    in_command = BRANCH_CHARACTERS[pillars[1].branch] in row.characters
    return Relation(
        row.kind, places, row.characters, row.element, row.element is not None and in_command, row.source
    )


def _without_halves(found: Found, complete: tuple[Row, ...]) -> Found:
    """Without the pairs that a complete three of the same kind already holds."""
    held = [(kind, set(row.characters)) for row in complete if (kind := _HALVES_OF.get(row.kind))]
    if not held:
        return found
    return tuple(
        r
        for r in found
        if not any(
            r.kind is kind and len(set(r.characters)) == 2 and members.issuperset(r.characters)
            for kind, members in held
        )
    )
