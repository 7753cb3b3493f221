"""A claim from the name of its family and its key; the rest stands in `rules.toml`."""

from __future__ import annotations

from core.reader.phrases import rules, stances
from core.reader.reading import Claim

Slots = tuple[tuple[str, str], ...]


def claim(family: str, key: str = "any", slots: Slots = ()) -> Claim:
    """Raises KeyError for a family that has no rule."""
    rule = rules()[family]
    name = f"{family}.{key}"
    return Claim(
        name, rule.topic, rule.strength, rule.evidence, rule.source, slots, stances().get(name), rule.dated
    )


def amount(count: int, many: int = 3) -> str:
    """none | some | many"""
    return "none" if count == 0 else "many" if count >= many else "some"
