"""Which passages answer a question: conditions first, then BM25, vectors and named terms fused by rank.

Weights and the order of steps are those measured in the retrieval note; what a chart contradicts is out before
anything is scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from core.facts import Facts, holds
from core.ports import Passage
from knowledge.bm25 import Bm25
from knowledge.embedders import Embedder, Vectors
from knowledge.entry import EXPLAINS, Entry
from knowledge.lexicon import Lexicon, Reading
from knowledge.normalise import tokens

_RRF_K = 10
_BM25_WEIGHT, _VECTOR_WEIGHT, _ENTITY_WEIGHT = 2.0, 1.0, 1.0
_EXPANSION = 0.5
_TITLE_REPEATS = 3  # the terms that a passage is about count as if they stood in it that often
_DEPTH = 50  # how deep each ranking goes into the fusion
_RULE_ON_TOPIC = (
    0.25  # a rule of the chart on the topic asked about: about as much as a first place in two rankings
)
_RULE_AT_ALL = 0.08  # … when words of a person's own were understood, but no topic
_PER_CONDITION = 0.03
_UNNAMED = 0.8  # of the score when a question names no term and no part of life: letters alone are a weak sign
_TAIL = 0.33  # of the best score: what lies below only shares letters with the question
_SAME_CATEGORY = 2
_MOST = 8


class Shelf:
    """All passages with their vectors, in memory; `vectors[i]` belongs to `entries[i]`."""

    def __init__(self, entries: Sequence[Entry], vectors: Vectors, embedder: Embedder, lexicon: Lexicon) -> None:
        self._entries = tuple(entries)
        self._vectors = vectors
        self._embedder = embedder
        self._lexicon = lexicon
        self._bm25 = Bm25([self._indexed(entry) for entry in self._entries])

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, index: int) -> Entry:
        return self._entries[index]

    def search(self, query: str, facts: Facts | None, limit: int, language: str) -> list[Passage]:
        """At most `limit` passages, best first; none is contradicted by `facts`."""
        reading = self._lexicon.read(query)
        allowed = [i for i, entry in enumerate(self._entries) if _allowed(entry, facts, reading)]
        scores = self._fused(query, reading, set(allowed))
        if facts is not None:
            for i in allowed:
                scores[i] = scores.get(i, 0.0) + self._rule_bonus(self._entries[i], reading)
        ranked = sorted((i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], self._entries[i].id))
        if facts is not None:
            ranked = self._varied(i for i in ranked if scores[i] >= _TAIL * scores[ranked[0]])
        return [self._entries[i].passage(language, round(scores[i], 4)) for i in ranked[:limit]]

    def matching(self, facts: Facts, topic: str | None, limit: int, language: str) -> list[Passage]:
        """Passages whose conditions hold, most specific first, at most two of a category."""
        ranked = [
            i
            for i, entry in enumerate(self._entries)
            if entry.conditions and (topic is None or entry.topic == topic) and holds(entry.conditions, facts)
        ]
        ranked.sort(key=lambda i: _specificity_first(self._entries[i]))
        return [self._entries[i].passage(language) for i in self._varied(ranked)[: min(limit, _MOST)]]

    def nearest(self, query: str, reading: Reading | None = None) -> list[int]:
        """Indexes of all passages by exact cosine similarity to the query and, at half weight, its expansion."""
        vector = self._embedder.embed_query(query)
        further = () if reading is None else (*reading.entities, *reading.expansions)
        if further:
            vector = vector + _EXPANSION * self._embedder.embed_query(" ".join(further))
        similarity = self._vectors @ vector
        return [int(i) for i in np.argsort(-similarity, kind="stable") if similarity[i] > 0]

    def _fused(self, query: str, reading: Reading, allowed: set[int]) -> dict[int, float]:
        rankings = (
            (_BM25_WEIGHT, self._by_words(query, reading)),
            (_VECTOR_WEIGHT, self.nearest(query, reading)),
            (_ENTITY_WEIGHT, self._by_entity(reading)),
        )
        scores: dict[int, float] = {}
        sure = 1.0 if reading.entities or reading.topics or reading.expansions else _UNNAMED
        for weight, ranking in rankings:
            for rank, i in enumerate([i for i in ranking if i in allowed][:_DEPTH], start=1):
                scores[i] = scores.get(i, 0.0) + sure * weight / (_RRF_K + rank)
        return scores

    def _by_words(self, query: str, reading: Reading) -> list[int]:
        expanded = [
            t for term in reading.expansions for t in (*tokens(term), *map(_marked, self._lexicon.entities(term)))
        ]
        asked = (*tokens(query), *map(_marked, reading.entities))
        scores = self._bm25.scores(dict.fromkeys(expanded, _EXPANSION) | dict.fromkeys(asked, 1.0))
        return sorted(scores, key=lambda i: (-scores[i], self._entries[i].id))

    def _by_entity(self, reading: Reading) -> list[int]:
        named = set(reading.entities)
        hits = [i for i, entry in enumerate(self._entries) if named.intersection(entry.about)]
        return sorted(hits, key=lambda i: _entity_order(self._entries[i], reading.entities))

    def _indexed(self, entry: Entry) -> list[str]:
        title = [token for term in entry.about for token in (*tokens(term), _marked(term))]
        body = [*tokens(entry.text), *map(_marked, self._lexicon.entities(entry.text))]
        return title * _TITLE_REPEATS + body + tokens(entry.english)

    def _rule_bonus(self, entry: Entry, reading: Reading) -> float:
        if not entry.conditions:
            return 0.0
        specific = _PER_CONDITION * min(len(entry.conditions), 3) + 0.01 * entry.confidence
        if entry.topic in reading.topics:
            return _RULE_ON_TOPIC + specific
        return _RULE_AT_ALL + specific if reading.expansions and not (reading.topics or reading.entities) else 0.0

    def _varied(self, ranked: Iterable[int]) -> list[int]:
        """At most two rules of one category, so that no single theme fills the answer."""
        taken: Counter[str] = Counter()
        kept: list[int] = []
        for i in ranked:
            entry = self._entries[i]
            if entry.conditions:
                taken[entry.category] += 1
                if taken[entry.category] > _SAME_CATEGORY:
                    continue
            kept.append(i)
        return kept


def _allowed(entry: Entry, facts: Facts | None, reading: Reading) -> bool:
    """Whether the passage may be told at all.

    For nobody's chart: what explains terms, since a rule speaks about somebody. For a chart: what is known to hold;
    and its owner has no use for an explanation of what stands in other charts unless they ask for it by name.
    """
    if facts is None:
        return entry.collection == EXPLAINS or not entry.conditions
    if not holds(entry.conditions, facts):
        return False
    return holds(entry.subject, facts) or not set(reading.entities).isdisjoint(entry.about)


def _marked(term: str) -> str:
    return f"={term}"


def _entity_order(entry: Entry, named: Sequence[str]) -> tuple[int, int, str]:
    """What is about the named term before all else comes first: its place in `about`, then in the question."""
    places = [(entry.about.index(term), named.index(term)) for term in named if term in entry.about]
    return (*min(places), entry.id)


def _specificity_first(entry: Entry) -> tuple[int, float, str]:
    return (-len(entry.conditions), -entry.confidence, entry.id)
