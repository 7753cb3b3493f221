"""Texts as vectors. The hashed one needs no model file, no fit and no network; others keep its interface."""

from __future__ import annotations

import csv
import hashlib
import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.normalise import fold, words

Vectors = NDArray[np.float32]
FROZEN_IDF = Path(__file__).parent / "saju-hash-v1.csv"
_TERM_WEIGHT = 2.0  # a term of the field says more than the letters it is made of


class Embedder(Protocol):
    """`name` and `dim` never change; `fingerprint` changes whenever the same text would give another vector."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    def embed_docs(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (len(texts), dim)."""

    def embed_query(self, text: str) -> Vectors:
        """One unit vector, shape (dim,); all zero for a text in which nothing is known."""


class HashedEmbedder:
    """Signed feature hashing of character 2-4-grams and dictionary terms, weighted by a frozen idf table.

    Stateless: a new text never moves an old vector. The table (see `build_idf.py`) is part of the fingerprint.
    """

    name = "saju-hash-v1-768"
    dim = 768

    def __init__(self, table: Path = FROZEN_IDF) -> None:
        self._table = table

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.blake2b(self._table.read_bytes(), digest_size=8).hexdigest()
        return f"{self.name}/char2-4+terms*{_TERM_WEIGHT}/crc32/l2/{digest}"

    @cached_property
    def _idf(self) -> dict[str, float]:
        with self._table.open(encoding="utf-8", newline="") as file:
            return {feature: float(idf) for feature, idf in csv.reader(file)}

    @cached_property
    def _rarest(self) -> float:
        return max(self._idf.values())

    @cached_property
    def _terms(self) -> frozenset[str]:
        return frozenset(feature[1:] for feature in self._idf if feature.startswith("="))

    def embed_docs(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            self._add(vectors[row], text)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_docs([text])[0]
        return vector

    def _add(self, vector: Vectors, text: str) -> None:
        for feature, count in Counter(features(text, self._terms)).items():
            weight = (1 + math.log(count)) * self._idf.get(feature, self._rarest)
            if feature.startswith("="):
                weight *= _TERM_WEIGHT
            hashed = zlib.crc32(feature.encode())
            vector[(hashed >> 1) % self.dim] += weight if hashed & 1 else -weight
        norm = float(np.linalg.norm(vector))
        if norm:
            vector /= norm


def features(text: str, terms: frozenset[str]) -> Iterator[str]:
    """Character 2-4-grams within words (single syllables whole) and, marked "=", the dictionary terms in them."""
    longest = max(map(len, terms), default=0)
    for word in words(fold(text)):
        for size in (2, 3, 4):
            for i in range(len(word) - size + 1):
                yield word[i : i + size]
        if len(word) == 1:
            yield word
        at = 0
        while at < len(word):
            size = next((n for n in range(min(longest, len(word) - at), 1, -1) if word[at : at + n] in terms), 0)
            if size:
                yield "=" + word[at : at + size]
            at += size or 1
