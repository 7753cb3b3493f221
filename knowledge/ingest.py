"""Texts into Chroma: only what changed is written, what is gone is removed, and a second run writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge import probe
from knowledge.authored import TEXTS, load
from knowledge.embedders import Embedder, HashedEmbedder
from knowledge.entry import COLLECTIONS, Entry
from knowledge.store import CollectionStatus, ForeignVectors, Store, opened


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
    """`moved_aside` is where a damaged directory went, None when there was none."""

    embedder: str
    collections: tuple[CollectionReport, ...]
    moved_aside: Path | None = None

    @property
    def written(self) -> int:
        return sum(c.added + c.changed + c.removed for c in self.collections)


def sync(library_path: Path, *, texts: Path = TEXTS, embedder: Embedder | None = None) -> SyncReport:
    """Makes the directory hold exactly the authored texts. Blocking; one process at a time.

    Raises `authored.InvalidText`, before anything is written, when a text is not sound; OSError when the directory
    cannot be written.
    """
    entries = load(texts)
    embedder = embedder or HashedEmbedder()
    with alone(library_path):
        aside = None if probe.sound(library_path) else probe.move_aside(library_path)
        with opened(library_path, embedder) as store:
            reports = fill(store, entries)
        probe.remember(library_path)
    return SyncReport(embedder.name, reports, aside)


def status(library_path: Path, *, embedder: Embedder | None = None) -> tuple[CollectionStatus, ...]:
    """Counts and embedder per collection; all zero for a directory that does not exist. Blocking."""
    embedder = embedder or HashedEmbedder()
    if not library_path.is_dir():
        return tuple(CollectionStatus(name, f"{name}__{embedder.name}", 0, "", False) for name in COLLECTIONS)
    with opened(library_path, embedder) as store:
        return tuple(store.status(name) for name in COLLECTIONS)


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


@contextmanager
def alone(library_path: Path) -> Iterator[None]:
    """Keeps a second process out of the directory meanwhile: Chroma's files are for one writer."""
    library_path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(library_path.with_name(f"{library_path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(lock)
        yield
    finally:
        os.close(lock)  # releases the lock


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # not a POSIX system: one user at a terminal, nobody to keep out
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
