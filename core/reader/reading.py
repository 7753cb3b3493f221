"""What a reading is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Audience = Literal["self", "child", "other"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that may be said of a chart, before it has words.

    `strength` is the confidence of the rule, 0-1; `stance` is a subject with + or -, so that two claims can be
    seen to contradict each other; `evidence` names the facts it stands on and `slots` holds what only this claim
    fills in. `yielding` marks the weaker side of a near contradiction: it is told after a "but".
    """

    id: str  # family.key
    topic: str
    strength: float
    evidence: tuple[str, ...]
    source: str
    slots: tuple[tuple[str, str], ...] = ()
    stance: tuple[str, str] | None = None
    dated: bool = False
    yielding: bool = False

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]

    @property
    def key(self) -> str:
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Section:
    """`grounds` are short sentences of facts of this chart, `sources` the books behind the rules."""

    key: str
    title: str
    text: str
    grounds: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Sections in the order of telling."""

    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        """`{"sections": [{"key", "text", "grounds": []}]}`, as INTERFACES fixes it."""
        return {"sections": [{"key": s.key, "text": s.text, "grounds": list(s.grounds)} for s in self.sections]}
