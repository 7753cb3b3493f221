"""Texts into Chroma: only what changed is written, what is gone is removed, and a second run writes nothing.

Chroma is opened in a child process alone (apart.py); `_filled` and `_looked` run there.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from knowledge import directory, snapshot
from knowledge.apart import Unusable, apart
from knowledge.authored import TEXTS, load
from knowledge.embedders import Embedder, HashedEmbedder, Vectors
from knowledge.entry import COLLECTIONS, Entry
from knowledge.snapshot import Snapshot, content_of
from knowledge.store import CollectionStatus, ForeignVectors, Store, opened

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """How many passages of one collection were added, changed, removed or left alone.

    `rebuilt`: it held another embedder's vectors and was made anew.
    """

    collection: str
    added: int
    changed: int
    removed: int
    unchanged: int
    rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class SyncReport:
    """`moved_aside` is where a damaged directory went, None when there was none. `cleaned`: one that an earlier
    version had written was deleted, because memory of that process may stand in it.
    """

    embedder: str
    collections: tuple[CollectionReport, ...]
    moved_aside: Path | None = None
    cleaned: bool = False

    @property
    def written(self) -> int:
        return sum(c.added + c.changed + c.removed for c in self.collections)


def sync(library_path: Path, *, texts: Path = TEXTS, embedder: Embedder | None = None) -> SyncReport:
    """Makes the directory hold exactly the authored texts. Blocking.

    A damaged directory is moved aside and made anew. Raises `authored.InvalidText`, before anything is written,
    when a text is not sound; OSError or `apart.Unusable` when the directory cannot be written.
    """
    entries, path = load(texts), library_path.absolute()
    with directory.alone(path) as lock:
        return _synchronised(path, entries, embedder or HashedEmbedder(), lock)


def vectors(library_path: Path, entries: Sequence[Entry], embedder: Embedder) -> Vectors:
    """The vectors of `entries`, in their order, as Chroma keeps them; brings the directory up to date first.

    Where nothing has changed since it was last read, neither Chroma nor the lock is touched. Blocking. Raises as
    `sync` does.
    """
    path, content = library_path.absolute(), content_of(entries, embedder)
    found = _unchanged(path, content)
    if found is None:
        with directory.alone(path) as lock:
            found = _unchanged(path, content)  # another process may have done it meanwhile
            if found is None:
                _synchronised(path, entries, embedder, lock)
                found = _unchanged(path, content)
    if found is None:
        raise Unusable("changed by somebody else meanwhile")
    return found.reshape(len(entries), embedder.dim)


def status(library_path: Path, *, embedder: Embedder | None = None) -> tuple[CollectionStatus, ...]:
    """Counts and embedder per collection; all zero where there is no database. Blocking.

    Raises OSError or `apart.Unusable`.
    """
    path, embedder = library_path.absolute(), embedder or HashedEmbedder()
    if not (path / "chroma.sqlite3").is_file():
        return tuple(CollectionStatus(name, f"{name}__{embedder.name}", 0, "", False) for name in COLLECTIONS)
    with directory.alone(path) as lock:
        return apart(lock, _looked, path, embedder)


def _unchanged(path: Path, content: str) -> Vectors | None:
    found = snapshot.read(path)
    if found is None or found.content != content:
        return None
    try:
        return found.vectors if found.state == directory.state(path) else None
    except FileNotFoundError:  # another process is writing
        return None


def _synchronised(path: Path, entries: Sequence[Entry], embedder: Embedder, lock: tuple[int, ...]) -> SyncReport:
    cleaned = directory.delete_unmarked(path)
    if cleaned:
        _log.warning("knowledge base of an earlier version deleted, to be made anew")
    try:
        return SyncReport(embedder.name, apart(lock, _filled, path, entries, embedder), cleaned=cleaned)
    except Unusable as error:  # any failure of Chroma is worth one attempt from the texts
        if not path.is_dir():
            raise
        reason = str(error)
    aside = directory.move_aside(path)
    try:
        reports = apart(lock, _filled, path, entries, embedder)
    except Unusable:
        directory.put_back(aside, path)  # then it was not the directory: a full disk, say
        raise
    _log.warning("knowledge base damaged (%s), kept as %s", reason, aside.name)
    return SyncReport(embedder.name, reports, aside, cleaned)


def _filled(path: Path, entries: Sequence[Entry], embedder: Embedder) -> tuple[CollectionReport, ...]:
    directory.mark(path)
    with opened(path, embedder) as store:
        reports = fill(store, entries)
        stored: dict[str, Vectors] = {}
        for collection in COLLECTIONS:
            found, rows = store.read(collection)
            stored |= {entry.id: row for entry, row in zip(found, rows, strict=True)}
    ordered = np.asarray([stored[entry.id] for entry in entries], np.float32)
    snapshot.write(path, Snapshot(content_of(entries, embedder), directory.state(path), ordered))
    return reports


def _looked(path: Path, embedder: Embedder) -> tuple[CollectionStatus, ...]:
    """Chroma writes also when it only reads: a snapshot that fitted before fits again afterwards."""
    noted = snapshot.read(path)
    fits = noted is not None and noted.state == directory.state(path)
    with opened(path, embedder) as store:
        found = tuple(store.status(name) for name in COLLECTIONS)
    if noted is not None and fits:
        snapshot.write(path, replace(noted, state=directory.state(path)))
    return found


def fill(store: Store, entries: Sequence[Entry]) -> tuple[CollectionReport, ...]:
    """Brings an open store up to date with `entries`."""
    return tuple(_fill_one(store, name, [e for e in entries if e.collection == name]) for name in COLLECTIONS)


def _fill_one(store: Store, collection: str, entries: Sequence[Entry]) -> CollectionReport:
    rebuilt = False
    try:
        stored = store.digests(collection)
    except ForeignVectors:
        store.drop(collection)
        stored, rebuilt = store.digests(collection), True
    gone = sorted(stored.keys() - {entry.id for entry in entries})
    added = [entry for entry in entries if entry.id not in stored]
    changed = [entry for entry in entries if entry.id in stored and stored[entry.id] != entry.digest]
    store.remove(collection, gone)
    store.put(collection, [*added, *changed])
    return CollectionReport(
        collection, len(added), len(changed), len(gone), len(entries) - len(added) - len(changed), rebuilt
    )
