"""Why a judgement was made: the rule, what it looked at, what it counted, and the book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """`rule` is a key (the sentence is made at the edge), `detail` the characters and places it looked at."""

    rule: str
    detail: tuple[str, ...]
    source: str
    points: float | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "detail": list(self.detail),
            "points": self.points,
            "source": self.source,
        }
