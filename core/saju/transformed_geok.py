"""화격: the day stem joins its neighbour and becomes another element.

Source: 滴天髓 化象 ("化得真者只論化") and its old note: 甲己 in the months of earth, 丙辛 of winter, 戊癸 of
summer, 乙庚 of autumn, 丁壬 of spring, joined without a rival. 假化 for what the lenient school takes: a month of
the 三合, a root of the day stem, one stem without root that controls the new element, a rival. The two must be
neighbours: 子平真詮 論十干合而不合.
"""

from __future__ import annotations

from core.saju.frames import DIRECTIONS, TOMBS, TRINES, mask_of
from core.saju.geok_names import TRANSFORMED, Geok
from core.saju.grounds import Ground
from core.saju.strength_table import MAIN_ELEMENTS, NO_ROOT, STEM_ELEMENTS, STRONG_ROOT
from core.saju.terms import BRANCHES, ELEMENTS, STEMS

_SEASONS = {element: mask_of(branches) for branches, element in (*DIRECTIONS, TOMBS)}
_WIDER = {element: mask_of(branches) | _SEASONS[element] for branches, element in (*TRINES, TOMBS)}
_PLACES = ("month_stem", "time_stem")


def partner_of(stem: int) -> int:
    """The stem that joins this one (甲己 乙庚 丙辛 丁壬 戊癸)."""
    return (stem + 5) % 10


def new_element(stem: int) -> int:
    """甲己 earth, 乙庚 metal, 丙辛 water, 丁壬 wood, 戊癸 fire."""
    return (stem % 5 + 2) % 5


def transformed_geok(
    me: int,
    stems: tuple[int, int, int],
    branches: tuple[int, int, int, int],
    roots: tuple[tuple[int, ...], ...],
    lenient: bool,
) -> Geok | None:
    """`stems` of year, month and hour; `roots[element][branch]`. None when nothing joins, or joins in vain."""
    partner = partner_of(me)
    year, month, hour = stems
    if month != partner and hour != partner:
        return None
    element = new_element(me)
    if not _WIDER[element] >> branches[1] & 1:
        return None
    enemy = (element + 3) % 5
    if any(MAIN_ELEMENTS[b] == enemy for b in branches):
        return None
    enemies = [s for s in stems if STEM_ELEMENTS[s] == enemy and s != me]
    own_root = max(roots[me // 2][b] for b in branches)
    rivals = (month == partner and hour == partner) or (month == partner and year == me)
    genuine = bool(_SEASONS[element] >> branches[1] & 1) and not enemies and own_root < STRONG_ROOT and not rivals
    if not genuine:
        powerless = all(roots[enemy][b] == NO_ROOT for b in branches) if enemies else True
        if not lenient or len(enemies) > 1 or not powerless:
            return None
    place = 0 if month == partner else 1
    ground = Ground(
        "transforms_truly" if genuine else "transforms_loosely",
        ("day_stem", _PLACES[place], STEMS[me].hanja + STEMS[partner].hanja, BRANCHES[branches[1]].hanja),
        "滴天髓 化象" if genuine else "滴天髓 假化",
    )
    name, hanja = TRANSFORMED[element]
    return Geok(name, hanja, True, "transformed", None, ELEMENTS[element], genuine, (ground,))
