"""Why a judgement was made: the rule, what it looked at, what it counted, and the book."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ground:
    """`rule` is a key (the sentence is made at the edge), `detail` the characters and places it looked at.

    `json` is what an answer says of it: read only, made once, because grounds come from tables and stand in many.
    """

    rule: str
    detail: tuple[str, ...]
    source: str
    points: float | None = None
    json: dict[str, object] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = {"rule": self.rule, "detail": list(self.detail), "points": self.points, "source": self.source}
        object.__setattr__(self, "json", said)

    def as_json(self) -> dict[str, object]:
        return self.json
