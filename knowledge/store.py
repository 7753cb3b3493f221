"""The three collections in a Chroma directory. Blocking; the only file that knows Chroma.

Physical collections are named `<collection>__<embedder>`: vectors of two embedders never meet. Chroma's own
embedding functions are never used (the default one downloads a model): `embedding_function=None` always, and our
fingerprint stands in the collection's metadata. Chroma holds nothing that the texts cannot rebuild.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.embedders import Embedder, Vectors
from knowledge.entry import Entry, from_metadata

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 1000  # far below Chroma's largest batch (5461) and SQLite's limit of variables
_CHECKSUM = "vector_crc"


class Damaged(Exception):
    """What was read is not what was written; rebuild from the texts."""


class ForeignVectors(Exception):
    """The collection was filled by an embedder with another fingerprint."""


@dataclass(frozen=True, slots=True)
class CollectionStatus:
    """`embedder` is the fingerprint found there; `usable` says that it is ours."""

    collection: str
    physical: str
    count: int
    embedder: str
    usable: bool


@contextmanager
def opened(path: Path, embedder: Embedder) -> Iterator[Store]:
    """The store in `path` (made when absent), closed again at the end. For child processes alone (apart.py)."""
    import chromadb  # takes 1-2 s: only who needs it waits for it
    from chromadb.config import Settings

    path.mkdir(parents=True, exist_ok=True)
    client: Any = chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
    try:
        yield Store(client, embedder)
    finally:
        client.close()


class Store:
    def __init__(self, client: ClientAPI, embedder: Embedder) -> None:
        self._client = client
        self._embedder = embedder

    def digests(self, collection: str) -> dict[str, str]:
        """Id → digest of what is stored. Raises ForeignVectors."""
        found: dict[str, str] = {}
        for page in self._pages(self._open(collection), ["metadatas"]):
            for id_, metadata in zip(page["ids"], page["metadatas"], strict=True):
                found[id_] = str((metadata or {}).get("digest", ""))
        return found

    def put(self, collection: str, entries: Sequence[Entry]) -> None:
        """Adds or replaces entries: `add` would silently ignore a known id, so it is never used."""
        shelf = self._open(collection)
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            # Replaced metadata are merged by Chroma: a condition that was taken away would stay.
            shelf.delete(ids=[entry.id for entry in batch])
            vectors = self._embedder.embed_docs([entry.searchable for entry in batch])
            metadatas: list[Any] = [
                {**entry.metadata(), _CHECKSUM: _checksum(vector)}
                for entry, vector in zip(batch, vectors, strict=True)
            ]
            shelf.upsert(
                ids=[entry.id for entry in batch],
                documents=[entry.text for entry in batch],
                embeddings=vectors,
                metadatas=metadatas,
            )

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        if ids:
            self._open(collection).delete(ids=list(ids))

    def drop(self, collection: str) -> None:
        """Removes the collection of this embedder, whatever is in it."""
        self._client.delete_collection(self.physical(collection))

    def read(self, collection: str) -> tuple[list[Entry], Vectors]:
        """Everything, ordered by id. Raises Damaged when a record is not what was written, ForeignVectors."""
        entries: list[Entry] = []
        rows: list[Vectors] = []
        for page in self._pages(self._open(collection), ["documents", "metadatas", "embeddings"]):
            for id_, text, metadata, vector in zip(
                page["ids"], page["documents"], page["metadatas"], page["embeddings"], strict=True
            ):
                entries.append(_intact(id_, collection, text, metadata, vector))
                rows.append(np.asarray(vector, dtype=np.float32))
        order = sorted(range(len(entries)), key=lambda i: entries[i].id)
        vectors = np.asarray([rows[i] for i in order], dtype=np.float32).reshape(len(order), self._embedder.dim)
        return [entries[i] for i in order], vectors

    def status(self, collection: str) -> CollectionStatus:
        physical = self.physical(collection)
        if physical not in self._names():
            return CollectionStatus(collection, physical, 0, "", False)
        shelf = self._client.get_collection(physical, embedding_function=None)
        stored = _fingerprint(shelf)
        return CollectionStatus(collection, physical, shelf.count(), stored, stored == self._embedder.fingerprint)

    def physical(self, collection: str) -> str:
        return f"{collection}__{self._embedder.name}"

    def _names(self) -> set[str]:
        return {shelf.name for shelf in self._client.list_collections()}

    def _open(self, collection: str) -> Collection:
        physical = self.physical(collection)
        if physical in self._names():
            shelf = self._client.get_collection(physical, embedding_function=None)
            if _fingerprint(shelf) != self._embedder.fingerprint:
                raise ForeignVectors(physical)
            return shelf
        return self._client.create_collection(
            physical,
            metadata={"fingerprint": self._embedder.fingerprint},
            configuration={
                "hnsw": {"space": "ip"}
            },  # our vectors have length 1; "cosine" would touch their last bits
            embedding_function=None,
        )

    def _pages(self, shelf: Collection, include: list[str]) -> Iterator[Mapping[str, Any]]:
        for offset in range(0, shelf.count(), _BATCH):
            yield shelf.get(include=include, limit=_BATCH, offset=offset)  # type: ignore[arg-type]


def _fingerprint(shelf: Collection) -> str:
    return str((shelf.metadata or {}).get("fingerprint", ""))


def _checksum(vector: Vectors) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(vector, dtype=np.float32).tobytes()):08x}"


def _intact(id_: str, collection: str, text: object, metadata: object, vector: object) -> Entry:
    try:
        assert isinstance(metadata, Mapping)
        entry = from_metadata(id_, collection, str(text), metadata)
        whole = entry.digest == metadata["digest"] and _checksum(np.asarray(vector)) == metadata[_CHECKSUM]
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{collection}/{id_}") from error
    if not whole:
        raise Damaged(f"{collection}/{id_}")
    return entry
