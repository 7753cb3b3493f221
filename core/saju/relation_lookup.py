"""The rows of `relation_tables` made ready to be looked up: by two stems, two branches, or a set of branches.

Everything here is by stem and branch alone; nothing is kept of a birth.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations

from core.saju.places_in_chart import BRANCH_PLACES, STEM_PLACES
from core.saju.relation_tables import (
    BRANCH_CHARACTERS,
    BRANCH_PAIRS,
    GHOST_GATES,
    HALF_TRIADS,
    HIDDEN_COMBINATIONS,
    SIX_COMBINATIONS,
    STEM_CHARACTERS,
    STEM_PAIRS,
    TRIOS,
    RelationKind,
    Row,
)
from core.saju.school import Gwimun, OhMi
from core.saju.terms import Element


@dataclass(frozen=True, slots=True)
class Relation:
    """One meeting. `characters` in the order of the book; `places` in the order of the chart, luck last.

    `transforms_to` is what the combination aims at (None where it aims at nothing); `transforms` says whether
    the chart lets it happen. `json` is what an answer says of it: read only, made once, because relations come
    from tables and stand in many; its `transforms_to` is the element only where the combination holds, `aims_at`
    always.
    """

    kind: RelationKind
    places: tuple[str, ...]
    characters: str
    transforms_to: Element | None
    transforms: bool
    source: str
    json: dict[str, object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        aim = None if self.transforms_to is None else self.transforms_to.key
        said = {
            "kind": self.kind.value,
            "characters": self.characters,
            "positions": list(self.places),
            "transforms_to": aim if self.transforms else None,
            "aims_at": aim,
            "source": self.source,
        }
        object.__setattr__(self, "json", said)


Found = tuple[Relation, ...]
PairTable = tuple[Found, ...]  # index first * n + second, n = 10 stems or 12 branches
LuckTable = tuple[tuple[Found, ...], ...]


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
STEM_TABLES = tuple(_stem_table(STEM_PLACES[i], STEM_PLACES[j]) for i, j in _PAIRS)


@cache
def branch_tables(ohmi: OhMi, gwimun: Gwimun) -> tuple[PairTable, ...]:
    return tuple(_branch_table(BRANCH_PLACES[i], BRANCH_PLACES[j], ohmi, gwimun) for i, j in _PAIRS)


@dataclass(frozen=True, slots=True)
class LuckTables:
    """A luck pillar against the four of a chart, two pillars a lookup, each cell in the order of the chart.

    `stems[0]` is indexed [year stem * 10 + month stem][luck stem], `stems[1]` [day stem * 11 + hour stem], with 10
    for an unknown hour; `branches` the same with 12 and 13. Every row goes round twice, so that luck pillars that
    follow one another are a slice of it, wherever they begin.
    """

    stems: tuple[LuckTable, LuckTable]
    branches: tuple[LuckTable, LuckTable]


@cache
def luck_tables(place: str, ohmi: OhMi, gwimun: Gwimun) -> LuckTables:
    """For a luck pillar that is called `place` ("seun" gives "seun_stem" and "seun_branch")."""
    stems = [_stem_table(own, place + "_stem") for own in STEM_PLACES]
    branches = [_branch_table(own, place + "_branch", ohmi, gwimun) for own in BRANCH_PLACES]
    return LuckTables(
        (_joined(stems[0], stems[1], 10, 10), _joined(stems[2], stems[3], 10, 11)),
        (_joined(branches[0], branches[1], 12, 12), _joined(branches[2], branches[3], 12, 13)),
    )


def _joined(first: PairTable, second: PairTable, size: int, columns: int) -> LuckTable:
    """Two tables as one; a column beyond `size` stands for a second pillar that is not known.

    Cells that say the same are one: there are four times fewer, and what is small stays near the processor.
    """
    cells: dict[tuple[int, ...], Found] = {}

    def cell(one: int, other: int, luck: int) -> Found:
        joined = first[one * size + luck] + (second[other * size + luck] if other < size else ())
        return cells.setdefault(tuple(map(id, joined)), joined)

    return tuple(
        tuple(cell(one, other, luck) for luck in range(size)) * 2 for one in range(size) for other in range(columns)
    )


@cache
def meeting_tables(one: str, other: str, ohmi: OhMi, gwimun: Gwimun) -> tuple[PairTable, PairTable]:
    """Stems and branches of one pillar against those of another; places are `<one>_stem` and so on."""
    return (
        _stem_table(one + "_stem", other + "_stem"),
        _branch_table(one + "_branch", other + "_branch", ohmi, gwimun),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Trio:
    """Three branches that make one thing. `halves` are the pairs it takes the place of: characters and kind."""

    row: Row
    mask: int  # bit b for branch b
    halves: dict[str, RelationKind]


def _trio(row: Row) -> Trio:
    held = {RelationKind.TRIAD: RelationKind.HALF_TRIAD, RelationKind.PUNISHMENT: RelationKind.PUNISHMENT}
    kind = held.get(row.kind)
    pairs = {r.characters for r in (*HALF_TRIADS, *BRANCH_PAIRS) if r.kind is kind and len(set(r.characters)) == 2}
    return Trio(
        row,
        sum(1 << BRANCH_CHARACTERS.index(c) for c in row.characters),
        {pair: kind for pair in pairs if kind is not None and set(pair) <= set(row.characters)},
    )


ALL_TRIOS = tuple(map(_trio, TRIOS))
# Every set of three to five branches that completes something, with what it completes.
TRIOS_IN: dict[int, tuple[Trio, ...]] = {
    mask: complete
    for size in (3, 4, 5)
    for members in combinations(range(12), size)
    if (mask := sum(1 << b for b in members))
    and (complete := tuple(trio for trio in ALL_TRIOS if trio.mask & mask == trio.mask))
}


def _of_lucks() -> dict[int, tuple[tuple[int, tuple[Trio, ...]], ...]]:
    found = {}
    for size in (1, 2, 3, 4):
        for members in combinations(range(12), size):
            own = sum(1 << b for b in members)
            found[own] = tuple(
                (luck, complete)
                for luck in set(range(12)) - set(members)
                if (complete := tuple(trio for trio in TRIOS_IN.get(own | 1 << luck, ()) if trio.mask >> luck & 1))
            )
    return found


# [branches of a chart, as a mask] → the luck branches that complete something, each with what it completes; a three
# that the chart already has is not the luck's doing.
TRIOS_BY_LUCK = _of_lucks()
# [mask << 4 | luck branch] → the same for one
TRIOS_OF_LUCK = {own << 4 | luck: complete for own, lucks in TRIOS_BY_LUCK.items() for luck, complete in lucks}


@cache
def three(trio: Trio, members: int, *lucks: str) -> Relation:
    """A complete three. Bit p of `members` says that the branch at position p takes part; `lucks` are the places
    of luck branches that do. It transforms when the month branch is in it."""
    own = tuple(place for position, place in enumerate(BRANCH_PLACES) if members >> position & 1)
    row = trio.row
    in_command = bool(members >> 1 & 1)
    return Relation(
        row.kind, own + lucks, row.characters, row.element, row.element is not None and in_command, row.source
    )


def without_halves(found: Found, complete: tuple[Trio, ...]) -> Found:
    """Without the pairs that a complete three of the same kind already holds."""
    for trio in complete:
        halves = trio.halves
        if halves:
            found = tuple([r for r in found if halves.get(r.characters) is not r.kind])
    return found
