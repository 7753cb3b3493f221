"""The texts of the reader, loaded once: phrasings and names by language, rules for all languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_ROOT = "core.reader.texts"
_NAMES = "names.toml"
LIVES = ("child", "youth", "adult", "elder")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a family of claims is; the fields are told in `rules.toml`."""

    topic: str
    strength: float
    source: str
    evidence: tuple[str, ...]
    order: int
    lives: frozenset[str]
    dated: bool


@cache
def rules() -> Mapping[str, Rule]:
    """Families in the order of telling."""
    families = {name: table for name, table in _rules_file().items() if name != "stances"}
    return {
        name: Rule(
            table["topic"],
            table["strength"],
            table["source"],
            tuple(table["evidence"]),
            order,
            frozenset(table.get("lives", LIVES)),
            table.get("dated", False),
        )
        for order, (name, table) in enumerate(families.items())
    }


@cache
def stances() -> Mapping[str, tuple[str, str]]:
    """Claim id -> (subject, "+" or "-")."""
    return {claim: (subject, sign) for claim, (subject, sign) in _rules_file()["stances"].items()}


@cache
def _rules_file() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files(_ROOT) / "rules.toml").read_text("utf-8"))


@cache
def phrasings(language: str) -> Mapping[str, tuple[str, ...]]:
    """Claim id -> its phrasings."""
    found: dict[str, tuple[str, ...]] = {}
    for file in resources.files(f"{_ROOT}.{language}").iterdir():
        if not file.name.endswith(".toml") or file.name == _NAMES:
            continue
        for family, table in tomllib.loads(file.read_text("utf-8")).items():
            found |= {f"{family}.{key}": tuple(variants) for key, variants in table.items()}
    return found


@cache
def names(language: str) -> Mapping[str, Mapping[str, str]]:
    """Group -> key -> name: glossary, places, topics, sources, grounds …"""
    loaded: Mapping[str, Mapping[str, str]] = tomllib.loads(
        (resources.files(f"{_ROOT}.{language}") / _NAMES).read_text("utf-8")
    )
    return loaded
