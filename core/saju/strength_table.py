"""What each pillar gives for and against a day master, worked out once for all sixty pillars.

Weights: the 100-point scheme of Korean practice (month branch 30; day and hour branch 15; other characters 10),
divided inside a branch by the days of its hidden stems. Roots: 子平真詮 論十干得時不旺失時不弱,
"長生祿旺，根之重者也；墓庫餘氣，根之輕者也"; how much each adds to the score (0.03, 0.02, 0.01) is ours.
"""

from __future__ import annotations

from functools import cache

from core.saju.grounds import Ground
from core.saju.hidden_stems import INWON, WOLLYUL, HiddenStem
from core.saju.places_in_chart import BRANCH_PLACES, STEM_PLACES
from core.saju.terms import BRANCHES, STEMS

STEM_WEIGHTS = (10, 10, 0, 10)  # year, month, day (the self), hour
BRANCH_WEIGHTS = (10, 30, 15, 15)
ALL_WEIGHTS = 100
WEIGHTS_WITHOUT_HOUR = 75

NO_ROOT, LIGHT_ROOT, BIRTH_ROOT, STRONG_ROOT = range(4)
ROOT_POINTS = (0.0, 0.01, 0.02, 0.03)
_ROOT_RULES = ("", "root_myogo", "root_jangsaeng", "root_rokwang")

_WEIGHTS_SOURCE = "100점 배점 (한국 실무), 지장간 일수 淵海子平 節氣歌"
_ROOT_SOURCE = "子平真詮 論十干得時不旺失時不弱"

STEM_ELEMENTS = tuple(s // 2 for s in STEMS)
MAIN_ELEMENTS = tuple(int(b.element) for b in BRANCHES)
# Whether the element of a character helps (비겁, 인성) the element of the day master: [element][element].
HELPS = tuple(tuple((other - me) % 5 in (0, 4) for other in range(5)) for me in range(5))

_BIRTHS = (11, 2, 2, 5, 8)  # branch of 長生 of wood, fire, earth (with fire), metal, water
_WATER_BIRTH = 8

# bigyeop, siksang, jaeseong, gwanseong, inseong as shares of 1; points of roots; grounds in reading order; whether
# the stem helps, and the branch
Row = tuple[float, float, float, float, float, float, tuple[Ground, ...], bool, bool]
Rows = tuple[tuple[tuple[Row, ...], ...], ...]  # [element of the day master][position][pillar index]


def _root(element: int, branch: int, hidden: tuple[HiddenStem, ...], earth_with_water: bool) -> int:
    if MAIN_ELEMENTS[branch] == element:
        return STRONG_ROOT
    if all(STEM_ELEMENTS[h.stem] != element for h in hidden):
        return NO_ROOT
    birth = _WATER_BIRTH if element == 2 and earth_with_water else _BIRTHS[element]
    stage = (branch - birth) % 12
    if stage in (3, 4):
        return STRONG_ROOT
    return BIRTH_ROOT if stage == 0 else LIGHT_ROOT


@cache
def roots(inwon: bool, earth_with_water: bool) -> tuple[tuple[int, ...], ...]:
    """[element][branch] → NO_ROOT … STRONG_ROOT: whether a stem of that element stands on its own there."""
    table = INWON if inwon else WOLLYUL
    return tuple(tuple(_root(e, b, table[b], earth_with_water) for b in range(12)) for e in range(5))


def _stem_ground(element: int, position: int, stem: int, total: int) -> Ground:
    helps = HELPS[element][STEM_ELEMENTS[stem]]
    points = round(STEM_WEIGHTS[position] / total, 4) if helps else 0.0
    detail = (STEM_PLACES[position], STEMS[stem].hanja)
    return Ground("stem_helps" if helps else "stem_drains", detail, _WEIGHTS_SOURCE, points)


def _branch_ground(element: int, position: int, branch: int, hidden: tuple[HiddenStem, ...], total: int) -> Ground:
    helpers = [h for h in hidden if HELPS[element][STEM_ELEMENTS[h.stem]]]
    points = round(BRANCH_WEIGHTS[position] * sum(h.share for h in helpers) / total, 4)
    detail = (BRANCH_PLACES[position], BRANCHES[branch].hanja, *(h.stem.hanja for h in helpers))
    return Ground("branch_helps" if helpers else "branch_drains", detail, _WEIGHTS_SOURCE, points)


def _row(element: int, position: int, index: int, hidden: tuple[HiddenStem, ...], root: int, total: int) -> Row:
    stem, branch = index % 10, index % 12
    groups = [0.0] * 5
    grounds = []
    if STEM_WEIGHTS[position]:
        groups[(STEM_ELEMENTS[stem] - element) % 5] += STEM_WEIGHTS[position] / total
        grounds.append(_stem_ground(element, position, stem, total))
    for h in hidden:
        groups[(STEM_ELEMENTS[h.stem] - element) % 5] += BRANCH_WEIGHTS[position] * h.share / total
    grounds.append(_branch_ground(element, position, branch, hidden, total))
    if root:
        detail = (BRANCH_PLACES[position], BRANCHES[branch].hanja)
        grounds.append(Ground(_ROOT_RULES[root], detail, _ROOT_SOURCE, ROOT_POINTS[root]))
    a, b, c, d, e = groups
    helps = HELPS[element]
    by_stem, by_branch = helps[STEM_ELEMENTS[stem]], helps[MAIN_ELEMENTS[branch]]
    return a, b, c, d, e, ROOT_POINTS[root], tuple(grounds), by_stem, by_branch


@cache
def rows(inwon: bool, earth_with_water: bool, hour_known: bool) -> Rows:
    """Every row of one reading of the books; shares of the known characters other than the day stem."""
    table = INWON if inwon else WOLLYUL
    root = roots(inwon, earth_with_water)
    total = ALL_WEIGHTS if hour_known else WEIGHTS_WITHOUT_HOUR
    return tuple(
        tuple(
            tuple(_row(e, p, i, table[i % 12], root[e][i % 12], total) for i in range(60))
            for p in range(4 if hour_known else 3)
        )
        for e in range(5)
    )
