"""The ten regular 격: what the month command is to the day master.

Source: 子平真詮 論用神 ("八字用神，專求月令") and 論用神變化: the main stem of the month rules; if it does not
stand on a stem (透干) and another hidden one does, or the month is bound into a full 三合, that one rules in its
place; where two others stand out, the first keeps its 격 (乙生申月 with 壬 and 戊 stays 正官). 祿 and 刃 by
論建祿月劫 and 論陽刃. The hidden stems are those of 地支藏遁歌 (`INWON`) in every school, because the book reads by
that set ("除子午卯酉外，餘皆有藏").
"""

from __future__ import annotations

from functools import cache

from core.saju.chart import Chart
from core.saju.frames import BIT, TRINE
from core.saju.geok_names import REGULAR, YANGIN, Geok
from core.saju.grounds import Ground
from core.saju.hidden_stems import INWON, MAIN_STEMS
from core.saju.school import YinYangin
from core.saju.sipseong import STEM_TABLE
from core.saju.terms import BRANCHES, STEMS

_CHANGES = "子平真詮 論用神變化"
_SOURCES = {
    "month_main_exposed": "子平真詮 論用神",
    "month_main": "子平真詮 論用神",
    "month_hidden_exposed": _CHANGES,
    "month_two_exposed": _CHANGES,
    "month_trine": _CHANGES,
    "month_rok": "子平真詮 論建祿月劫",
    "month_rob": "子平真詮 論建祿月劫",
    "month_yangin": "子平真詮 論陽刃",
}

_ROK = (2, 3, 5, 6, 5, 6, 8, 9, 11, 0)  # 祿 of 甲 … 癸
_YANGIN = (3, -1, 6, -1, 6, -1, 9, -1, 0, -1)  # 刃 of the yang stems ("惟五陽有之")
_EUMIN = (3, 2, 6, 5, 6, -1, 9, 8, 0, 11)  # with 陰刃 at 帝旺 of the backward cycle, where it is 겁재
_FIRE = 1
_MAIN = tuple(map(int, MAIN_STEMS))
_TRINE_MAIN = (3, 6, -1, 9, 0)  # the branch in the middle of each element's trine

# [branch] → hidden stems other than the main one, the stronger first
_OTHERS: tuple[tuple[int, ...], ...] = tuple(
    tuple(int(h.stem) for h in sorted(row[:-1], key=lambda h: -h.share)) for row in INWON
)
_WITH_EUMIN = YinYangin.EUMIN
_PLACES = ("year_stem", "month_stem", "time_stem")


@cache
def _geok(day_master: int, branch: int, stem: int, rule: str, place: int, yangin: bool) -> Geok:
    """The 격 of `stem` ruling the month `branch`; `place` is where it stands out (0-2) or -1."""
    sipseong = STEM_TABLE[day_master][stem]
    name, hanja = YANGIN if yangin else REGULAR[sipseong]
    detail: tuple[str, ...] = ("month_branch", BRANCHES[branch].hanja, STEMS[stem].hanja, sipseong.hanja)
    if place >= 0:
        detail = (*detail, _PLACES[place])
    ground = Ground(rule, detail, _SOURCES[rule])
    return Geok(name, hanja, False, "regular", sipseong, STEMS[stem].element, True, (ground,))


def _place(stem: int, stems: tuple[int, int, int]) -> int:
    return stems.index(stem) if stem in stems else -1


def _of_rok(me: int, branch: int, main: int, stems: tuple[int, int, int], yangin: bool) -> Geok:
    """祿 and 刃 keep their 격; only 戊 and 己, whose seats are fire's, turn into 印 when fire stands out."""
    place = _place(main, stems)
    if me in (4, 5) and place >= 0:
        return _geok(me, branch, main, "month_main_exposed", place, False)
    if me == 4 and branch == 6 and 2 in stems:  # 戊生午月，干透丙火 … 化刃為印
        return _geok(me, branch, 2, "month_hidden_exposed", stems.index(2), False)
    if yangin:
        return _geok(me, branch, me ^ 1, "month_yangin", -1, True)  # the 겁재 of the same element
    return _geok(me, branch, me, "month_rok", -1, False)


def _exposed(me: int, branch: int, stems: tuple[int, int, int]) -> list[int]:
    """Hidden stems other than the main one that stand out; the self's own element counts only in a tomb that shows
    nothing else (甲生辰月，透乙則用月劫)."""
    out = [stem for stem in _OTHERS[branch] if stem in stems]
    others = [stem for stem in out if stem // 2 != me // 2]
    return others or (out if branch % 3 == 1 else [])


def _of_trine(me: int, branch: int, element: int, stems: tuple[int, int, int]) -> Geok:
    """The month turned by its 三合: named by its own hidden stem of that element if that stands out
    (丙生申月，藏庚透壬，會子會辰，則化為煞), else by the branch in the middle."""
    hidden = next((s for s in _OTHERS[branch] if s // 2 == element and s in stems), -1)
    if hidden >= 0:
        return _geok(me, branch, hidden, "month_trine", stems.index(hidden), False)
    return _geok(me, branch, MAIN_STEMS[_TRINE_MAIN[element]], "month_trine", -1, False)


def month_geok(chart: Chart) -> Geok:
    """The regular 격. Without the hour it is that of the three known pillars."""
    # plain integers: they index, shift and hash faster than members of an enum
    year, month, day = chart.year.index, chart.month.index, chart.day.index
    me, branch = day % 10, month % 12
    mask = BIT[year] | BIT[month] | BIT[day]
    stems = (year % 10, month % 10, -1)
    if chart.hour is not None:
        hour = chart.hour.index
        stems = (year % 10, month % 10, hour % 10)
        mask |= BIT[hour]
    main = _MAIN[branch]
    element, trine = TRINE[mask]
    if not trine >> branch & 1:
        element = -1
    edges = _EUMIN if chart.school.yin_yangin is _WITH_EUMIN else _YANGIN
    yangin = edges[me] == branch
    place = _place(main, stems)
    if element >= 0 and element != me // 2 and (place < 0 or yangin or _ROK[me] == branch):
        return _of_trine(me, branch, element, stems)
    if yangin or _ROK[me] == branch:
        return _of_rok(me, branch, main, stems, yangin)
    robbed = main // 2 == me // 2
    if place >= 0 and not robbed:
        return _geok(me, branch, main, "month_main_exposed", place, False)
    if element >= 0 and place < 0:
        return _of_trine(me, branch, element, stems)
    exposed = _exposed(me, branch, stems)
    if len(exposed) == 1 or (exposed and robbed):
        return _geok(me, branch, exposed[0], "month_hidden_exposed", stems.index(exposed[0]), False)
    if robbed:
        return _geok(me, branch, main, "month_rob", place, False)
    return _geok(me, branch, main, "month_two_exposed" if exposed else "month_main", -1, False)
