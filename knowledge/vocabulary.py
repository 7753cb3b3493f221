"""Which values a condition may name: `core.facts.VOCABULARY` as sets, so that a slip of the pen is found early."""

from __future__ import annotations

import re
from collections.abc import Collection

from core.facts import VOCABULARY
from core.saju.terms import BRANCHES, ELEMENTS, POSITIONS, SIPSEONG_GROUPS, SIPSEONGS, STAGES, STEMS

STEM_HANJA = frozenset(stem.hanja for stem in STEMS)
BRANCH_HANJA = frozenset(branch.hanja for branch in BRANCHES)
ELEMENT_KEYS = frozenset(element.key for element in ELEMENTS)
TEN_GODS = frozenset(sipseong.hanja for sipseong in SIPSEONGS)
TEN_GOD_GROUPS = frozenset(group.key for group in SIPSEONG_GROUPS)
STAGE_HANJA = frozenset(stage.hanja for stage in STAGES)
POSITION_KEYS = frozenset(position.key for position in POSITIONS)
PLACES = frozenset(f"{position}_{part}" for position in POSITION_KEYS for part in ("stem", "branch"))
PILLARS = frozenset(STEMS[i % 10].hanja + BRANCHES[i % 12].hanja for i in range(60))
STRENGTHS = frozenset("극약 태약 신약 중화 신강 태강 극왕".split())
RELATION_KINDS = frozenset("천간합 천간충 육합 삼합 반합 방합 암합 육충 형 파 해 원진 귀문".split())
YONGSIN_METHODS = frozenset("eokbu johu tonggwan byeongyak jeonwang hwagyeok".split())
LUCK_FITS = frozenset("yongsin huisin hansin gusin gisin".split())

_CLOSED: dict[str, frozenset[str]] = {
    "day_gan": STEM_HANJA,
    "day_zhi": BRANCH_HANJA,
    "month_zhi": BRANCH_HANJA,
    "year_zhi": BRANCH_HANJA,
    "time_zhi": BRANCH_HANJA,
    "day_pillar": PILLARS,
    "season": frozenset("spring summer autumn winter".split()),
    "gender": frozenset(("male", "female")),
    "hour_known": frozenset(("yes", "no")),
    "element_none": ELEMENT_KEYS,
    "element_many": ELEMENT_KEYS,
    "element_most": ELEMENT_KEYS,
    "element_least": ELEMENT_KEYS,
    "ten_god_has": TEN_GODS,
    "ten_god_none": TEN_GODS,
    "ten_god_many": TEN_GODS,
    "ten_god_group_has": TEN_GOD_GROUPS,
    "ten_god_group_none": TEN_GOD_GROUPS,
    "ten_god_group_many": TEN_GOD_GROUPS,
    "ten_god_at": frozenset(f"{place}:{god}" for place in PLACES for god in TEN_GODS),
    "stage_at": frozenset(f"{position}:{stage}" for position in POSITION_KEYS for stage in STAGE_HANJA),
    "relation_kind": RELATION_KINDS,
    "strength": STRENGTHS,
    "strength_group": frozenset(("weak", "balanced", "strong")),
    "yongsin": ELEMENT_KEYS,
    "yongsin_method": YONGSIN_METHODS,
    "gongmang_at": POSITION_KEYS,
    "luck_ten_god": TEN_GODS,
    "luck_fit": LUCK_FITS,
}
# Names that the engine may add to: the shape is checked, the name is not.
_OPEN: dict[str, re.Pattern[str]] = {
    "sinsal": re.compile(r"[가-힣]{2,8}"),
    "geok": re.compile(r"[가-힣]{1,6}격"),
    "relation": re.compile(rf"({'|'.join(sorted(RELATION_KINDS))}):[甲-龥]{{2,4}}"),
}
assert set(_CLOSED) | set(_OPEN) == set(VOCABULARY)


def fault(name: str, values: Collection[str]) -> str | None:
    """What is wrong with a condition `name: values`, in one phrase; None when it is sound."""
    if name not in VOCABULARY:
        return f"unknown condition {name!r}"
    if not values:
        return f"condition {name!r} accepts no value"
    for value in values:
        known = value in _CLOSED[name] if name in _CLOSED else _OPEN[name].fullmatch(value) is not None
        if not known:
            return f"condition {name!r} cannot be {value!r}"
    return None
