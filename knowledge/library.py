"""`core.ports.Library` over Chroma. Made in an instant; loaded in a thread by `warm` or by the first question."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from core.facts import Facts
from core.ports import Passage
from knowledge import ingest, lexicon
from knowledge.apart import Unusable
from knowledge.authored import TEXTS, load
from knowledge.embedders import Embedder, HashedEmbedder
from knowledge.retrieval import Shelf

_log = logging.getLogger(__name__)


class ChromaLibrary:
    """Answers from memory what Chroma keeps on disk. Chroma itself runs in a child process alone (apart.py).

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
        entries = load(self._texts)
        try:
            vectors = ingest.vectors(self._path, entries, self._embedder)
        except Exception as error:  # whatever it is, an answer is owed all the same
            reason = str(error) if isinstance(error, Unusable) else type(error).__name__
            _log.error("knowledge base unusable, serving the texts from the package: %s", reason)
            self.degraded = True
            vectors = self._embedder.embed_docs([entry.searchable for entry in entries])
        return Shelf(entries, vectors, self._embedder, lexicon.standard())
