"""`core.ports.Library` over Chroma. Made in an instant; loaded in a thread by `warm` or by the first question."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.facts import Facts
from core.ports import Passage
from knowledge import lexicon, probe
from knowledge.authored import TEXTS, load
from knowledge.embedders import Embedder, HashedEmbedder, Vectors
from knowledge.entry import COLLECTIONS, Entry
from knowledge.ingest import alone, fill
from knowledge.retrieval import Shelf
from knowledge.store import Damaged, opened

_log = logging.getLogger(__name__)


class ChromaLibrary:
    """Answers from memory what Chroma keeps on disk.

    `path`: the Chroma directory (made when absent). A damaged one is moved aside and rebuilt from `texts`; when
    even that fails (disk full, read-only), the texts are served straight from the package and `degraded` says so.
    """

    def __init__(self, path: Path, *, texts: Path = TEXTS, embedder: Embedder | None = None) -> None:
        self._path = path
        self._texts = texts
        self._embedder = embedder or HashedEmbedder()
        self._shelf: Shelf | None = None
        self._loading = asyncio.Lock()
        self.degraded = False

    async def warm(self) -> None:
        """Loads everything once, in a thread; further calls return at once."""
        async with self._loading:
            if self._shelf is None:
                self._shelf = await asyncio.to_thread(self._load)

    async def search(
        self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
    ) -> Sequence[Passage]:
        """The best passages for a question, none of which contradicts `facts`."""
        shelf = await self._warmed()
        return await asyncio.to_thread(shelf.search, query, facts, limit, language)

    async def matching(
        self, facts: Facts, *, topic: str | None = None, limit: int = 8, language: str = "ko"
    ) -> Sequence[Passage]:
        """Passages with conditions that hold for the chart, most specific first; no question needed."""
        shelf = await self._warmed()
        return await asyncio.to_thread(shelf.matching, facts, topic, limit, language)

    async def _warmed(self) -> Shelf:
        if self._shelf is None:
            await self.warm()
        assert self._shelf is not None
        return self._shelf

    def _load(self) -> Shelf:
        authored = load(self._texts)
        try:
            entries, vectors = self._from_chroma(authored)
        except Exception as error:  # Chroma's errors share no base, and an answer is owed all the same
            _log.error("knowledge base unusable, serving the texts from the package: %s", type(error).__name__)
            self.degraded = True
            entries = list(authored)
            vectors = self._embedder.embed_docs([entry.searchable for entry in entries])
        return Shelf(entries, vectors, self._embedder, lexicon.standard())

    def _from_chroma(self, authored: Sequence[Entry]) -> tuple[list[Entry], Vectors]:
        with alone(self._path):
            if not probe.sound(self._path):
                self._move_aside("the directory cannot be read")
            try:
                return self._synchronised(authored)
            except Exception as error:  # see _load: any failure of Chroma is worth one attempt from the texts
                self._move_aside(str(error) if isinstance(error, Damaged) else type(error).__name__)
                return self._synchronised(authored)

    def _move_aside(self, reason: str) -> None:
        if self._path.is_dir():
            _log.warning("knowledge base damaged (%s), kept as %s", reason, probe.move_aside(self._path).name)

    def _synchronised(self, authored: Sequence[Entry]) -> tuple[list[Entry], Vectors]:
        entries: list[Entry] = []
        vectors: list[Vectors] = []
        with opened(self._path, self._embedder) as store:
            fill(store, authored)
            for collection in COLLECTIONS:
                found, rows = store.read(collection)
                entries += found
                vectors.append(rows)
        probe.remember(self._path)
        return entries, np.vstack(vectors)
