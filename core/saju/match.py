"""궁합: two charts measured on five axes, each with the grounds of its score.

An axis starts at 50, adds the points of its grounds, and stays within 0-100. The rules that name what is good or
hard come from the books cited at each ground; the points are ours, so a score compares, it does not foretell.
The axes are in `match_axes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.saju.analysis import Analysis
from core.saju.grounds import Ground
from core.saju.match_axes import day_masters, elements, sipseong_and_luck, spouse_palaces, year_branches

AXES = ("day_masters", "spouse_palaces", "elements", "year_branches", "sipseong_and_luck")
MIDDLE = 50


@dataclass(frozen=True, slots=True)
class Axis:
    """One measure: 0-100, and why. Places in details begin with the person: "a.day_branch", "b.day_branch"."""

    key: str
    score: int
    grounds: tuple[Ground, ...]

    def as_json(self) -> dict[str, object]:
        return {"key": self.key, "score": self.score, "grounds": [g.as_json() for g in self.grounds]}


@dataclass(frozen=True, slots=True)
class Match:
    """궁합 of `a` and `b` on a day. An axis is None where it needs something that was not told."""

    day_masters: Axis
    spouse_palaces: Axis
    elements: Axis
    year_branches: Axis
    sipseong_and_luck: Axis | None  # None unless the sex of both is known
    on: date  # whose running 대운 was looked at

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Those that could be measured, in the order of `AXES`."""
        return tuple(axis for key in AXES if (axis := getattr(self, key)) is not None)

    @property
    def score(self) -> int:
        """The mean of the axes that could be measured, 0-100."""
        return round(sum(axis.score for axis in self.axes) / len(self.axes))

    def as_json(self) -> dict[str, object]:
        axes: dict[str, Axis | None] = {key: getattr(self, key) for key in AXES}
        return {
            "on": self.on.isoformat(),
            "score": self.score,
            "axes": {key: None if axis is None else axis.as_json() for key, axis in axes.items()},
        }


def match(a: Analysis, b: Analysis, on: date) -> Match:
    """Measures two charts; with unknown hours by the three pillars that are known.

    Raises ValueError when the charts were read by different schools, whose tables could not both hold.
    """
    if a.chart.school != b.chart.school:
        raise ValueError("both charts need one school")
    last = sipseong_and_luck(a, b, on)
    return Match(
        _axis("day_masters", day_masters(a.chart, b.chart)),
        _axis("spouse_palaces", spouse_palaces(a.chart, b.chart)),
        _axis("elements", elements(a, b)),
        _axis("year_branches", year_branches(a.chart, b.chart)),
        None if last is None else _axis("sipseong_and_luck", last),
        on,
    )


def _axis(key: str, grounds: tuple[Ground, ...]) -> Axis:
    total = MIDDLE + sum(ground.points or 0 for ground in grounds)
    return Axis(key, max(0, min(100, round(total))), grounds)
