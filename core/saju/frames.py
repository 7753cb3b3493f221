"""Three branches that form one element: 三合 (亥卯未 …), 方合 (寅卯辰 …), and the four tombs as earth.

Source: 三命通會 論支元三合; 淵海子平. Looked up by a mask with bit b set for branch b.
"""

from __future__ import annotations

from collections.abc import Iterable

TRINES: tuple[tuple[str, int], ...] = (("亥卯未", 0), ("寅午戌", 1), ("巳酉丑", 3), ("申子辰", 4))
DIRECTIONS: tuple[tuple[str, int], ...] = (("寅卯辰", 0), ("巳午未", 1), ("申酉戌", 3), ("亥子丑", 4))
TOMBS = ("辰戌丑未", 2)
_NONE = (-1, 0)
BIT: tuple[int, ...] = tuple(1 << index % 12 for index in range(60))  # [pillar] → its branch as a mask


def mask_of(branches: Iterable[str]) -> int:
    """`"亥卯未"` → its mask."""
    return sum(1 << "子丑寅卯辰巳午未申酉戌亥".index(b) for b in branches)


def _table(frames: tuple[tuple[str, int], ...]) -> tuple[tuple[int, int], ...]:
    rows = [_NONE] * 4096
    for branches, element in frames:
        frame = mask_of(branches)
        for mask in range(4096):
            if mask & frame == frame:
                rows[mask] = (element, frame)
    return tuple(rows)


# [mask of the chart's branches] → (element of the full frame, its mask), or (-1, 0). Two full frames need five
# branches, so a chart of four has at most one.
TRINE: tuple[tuple[int, int], ...] = _table(TRINES)
FRAME: tuple[tuple[int, int], ...] = _table((*TRINES, *DIRECTIONS, TOMBS))

# [element] → branches of its trine and direction together (for earth the four tombs)
MEMBERS: tuple[int, ...] = tuple(
    sum(1 << b for b in range(12) if any(e == element and mask_of(f) >> b & 1 for f, e in frames))
    for element, frames in ((e, (*TRINES, *DIRECTIONS, TOMBS)) for e in range(5))
)
