"""The shipped texts on a shelf, and seeded charts as facts."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from core.facts import Facts
from knowledge import vocabulary as v
from knowledge.authored import load
from knowledge.embedders import HashedEmbedder
from knowledge.entry import Entry
from knowledge.lexicon import standard
from knowledge.retrieval import Shelf


@pytest.fixture(scope="session")
def entries() -> tuple[Entry, ...]:
    return load()


@pytest.fixture(scope="session")
def shelf(entries: tuple[Entry, ...]) -> Shelf:
    embedder = HashedEmbedder()
    return Shelf(entries, embedder.embed_docs([entry.searchable for entry in entries]), embedder, standard())


@pytest.fixture(scope="session")
def synthetic_facts() -> Callable[[int], Facts]:
    return _facts


def _facts(seed: int) -> Facts:
    """Facts that a chart could have; every second one lacks the hour, every third the sex."""
    rng = random.Random(seed)
    gods = frozenset(rng.sample(sorted(v.TEN_GODS), rng.randint(3, 6)))
    groups = frozenset(rng.sample(sorted(v.TEN_GOD_GROUPS), rng.randint(3, 5)))
    label = rng.choice(sorted(v.STRENGTHS))
    facts: dict[str, frozenset[str]] = {
        "day_gan": frozenset(rng.choice(sorted(v.STEM_HANJA))),
        "day_zhi": frozenset(rng.choice(sorted(v.BRANCH_HANJA))),
        "season": frozenset({rng.choice("spring summer autumn winter".split())}),
        "element_many": frozenset(rng.sample(sorted(v.ELEMENT_KEYS), rng.randint(0, 2))),
        "element_none": frozenset(rng.sample(sorted(v.ELEMENT_KEYS), rng.randint(0, 2))),
        "element_least": frozenset({rng.choice(sorted(v.ELEMENT_KEYS))}),
        "ten_god_has": gods,
        "ten_god_none": v.TEN_GODS - gods,
        "ten_god_many": frozenset(rng.sample(sorted(gods), rng.randint(0, 1))),
        "ten_god_group_has": groups,
        "ten_god_group_none": v.TEN_GOD_GROUPS - groups,
        "ten_god_group_many": frozenset(rng.sample(sorted(groups), 1)),
        "ten_god_at": frozenset(f"{place}:{rng.choice(sorted(gods))}" for place in sorted(v.PLACES)),
        "stage_at": frozenset(f"{p}:{rng.choice(sorted(v.STAGE_HANJA))}" for p in sorted(v.POSITION_KEYS)),
        "sinsal": frozenset(
            rng.sample("도화살 역마살 화개살 괴강살 백호살 양인살 천을귀인 문창귀인 홍염살".split(), 3)
        ),
        "relation_kind": frozenset(rng.sample(sorted(v.RELATION_KINDS), 3)),
        "strength": frozenset({label}),
        "strength_group": frozenset({"weak" if "약" in label else "balanced" if label == "중화" else "strong"}),
        "geok": frozenset({"정관격"}),
        "yongsin": frozenset({rng.choice(sorted(v.ELEMENT_KEYS))}),
        "yongsin_method": frozenset({rng.choice(sorted(v.YONGSIN_METHODS))}),
        "hour_known": frozenset({"no" if seed % 2 else "yes"}),
        "luck_ten_god": frozenset({rng.choice(sorted(v.TEN_GODS))}),
        "luck_fit": frozenset({rng.choice(sorted(v.LUCK_FITS))}),
    }
    if seed % 2 == 0:
        facts["time_zhi"] = frozenset(rng.choice(sorted(v.BRANCH_HANJA)))
    if seed % 3:
        facts["gender"] = frozenset({rng.choice(["male", "female"])})
    return facts
