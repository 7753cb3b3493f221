"""What follows from the four pillars alone, by the rules as they are taught, without the engine's tables."""

from __future__ import annotations

from typing import Any

from tests.core.saju.independent import BRANCHES, STEMS

CYCLE = [STEMS[n % 10] + BRANCHES[n % 12] for n in range(60)]
ELEMENTS = ("wood", "fire", "earth", "metal", "water")  # each feeds the next
_BRANCH_ELEMENT = dict(zip(BRANCHES, (4, 2, 0, 0, 2, 1, 1, 2, 3, 3, 2, 4), strict=True))
_MAIN_STEM = dict(zip(BRANCHES, "癸己甲乙戊丙丁己庚辛戊壬", strict=True))
# By how far the other element lies ahead in the order of feeding: same polarity, other polarity.
_SIPSEONG = ("比肩 劫財", "食神 傷官", "偏財 正財", "偏官 正官", "偏印 正印")
_STAGES = "長生 沐浴 冠帶 建祿 帝旺 衰 病 死 墓 絶 胎 養".split()
_BORN_IN = dict(zip(STEMS, "亥午寅酉寅酉巳子申卯", strict=True))  # 長生; 戊 goes with 丙, 己 with 丁


def facts_of(pillars: dict[str, str | None]) -> dict[str, Any]:
    """십성, 운성, 공망 and the count of elements, under the keys of the JSON chart."""
    known = {name: pillar for name, pillar in pillars.items() if pillar is not None}
    day = known["day"]
    return {
        "day_master": day[0],
        "sipseong": _sipseong_by_place(known, day[0]),
        "stages": {name: None if p is None else stage(day[0], p[1]) for name, p in pillars.items()},
        "gongmang": _void(day),
        "ohang": _count(known),
    }


def sipseong(day_master: str, other: str) -> str:
    mine, theirs = STEMS.index(day_master), STEMS.index(other)
    same, different = _SIPSEONG[(theirs // 2 - mine // 2) % 5].split()
    return same if mine % 2 == theirs % 2 else different


def stage(stem: str, branch: str) -> str:
    """Yang stems go forward from their 長生, yin stems backward."""
    distance = BRANCHES.index(branch) - BRANCHES.index(_BORN_IN[stem])
    return _STAGES[(distance if STEMS.index(stem) % 2 == 0 else -distance) % 12]


def _sipseong_by_place(known: dict[str, str], day_master: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {} if "time" in known else {"time_stem": None, "time_branch": None}
    for name, pillar in known.items():
        if name != "day":
            found[f"{name}_stem"] = sipseong(day_master, pillar[0])
        found[f"{name}_branch"] = sipseong(day_master, _MAIN_STEM[pillar[1]])
    return found


def _void(pillar: str) -> list[str]:
    """The two branches that the ten days of the pillar's 旬 do not reach."""
    first = CYCLE.index(pillar) // 10 * 10
    return [BRANCHES[(first + 10) % 12], BRANCHES[(first + 11) % 12]]


def _count(known: dict[str, str]) -> dict[str, int]:
    counts = dict.fromkeys(ELEMENTS, 0)
    for pillar in known.values():
        counts[ELEMENTS[STEMS.index(pillar[0]) // 2]] += 1
        counts[ELEMENTS[_BRANCH_ELEMENT[pillar[1]]]] += 1
    return counts
