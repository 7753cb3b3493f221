"""The eight places of a chart, named as JSON names them, and what stands on them.

Sets of places travel as masks of eight bits in reading order: year_stem is bit 0, year_branch bit 1, … and
time_branch bit 7, so that a pillar at position p (0 year … 3 hour) owns the bits `0b11 << 2 * p`.
"""

from __future__ import annotations

from core.saju.ganji import Pillar

STEM_PLACES = ("year_stem", "month_stem", "day_stem", "time_stem")
BRANCH_PLACES = ("year_branch", "month_branch", "day_branch", "time_branch")
POSITION_KEYS = ("year", "month", "day", "time")
PLACES: tuple[str, ...] = tuple(place for pair in zip(STEM_PLACES, BRANCH_PLACES, strict=True) for place in pair)

# mask -> the places in it, in reading order
PLACES_OF_MASK: tuple[tuple[str, ...], ...] = tuple(
    tuple(place for bit, place in enumerate(PLACES) if mask >> bit & 1) for mask in range(256)
)

FourPillars = tuple[Pillar, Pillar, Pillar, Pillar | None]  # year, month, day, hour
