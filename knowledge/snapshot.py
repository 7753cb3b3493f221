"""What was last read from Chroma, in a file beside its directory: who finds both unchanged need not open Chroma.

The file: a digest of the rest (16 bytes), `content` and `state` (hexadecimal, 32 each), the vectors as float32
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.embedders import Embedder, Vectors
from knowledge.entry import Entry

_DIGEST: Final = 16
_NAME: Final = 32


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`content` names texts and embedder (`content_of`), `state` the directory's (`directory.state`); `vectors`
    are one row after the other, in the order of the texts.
    """

    content: str
    state: str
    vectors: Vectors


def content_of(entries: Sequence[Entry], embedder: Embedder) -> str:
    """Another for any change of a text, of their order, of how they are embedded, or of Chroma itself."""
    parts = [version("chromadb"), embedder.fingerprint, *(f"{entry.id} {entry.digest}" for entry in entries)]
    return blake2b("\n".join(parts).encode(), digest_size=_DIGEST).hexdigest()


def read(path: Path) -> Snapshot | None:
    """The snapshot of the Chroma directory `path`; None when there is none that is whole."""
    try:
        written = _file(path).read_bytes()
    except OSError:
        return None
    digest, rest = written[:_DIGEST], written[_DIGEST:]
    if len(rest) < 2 * _NAME or _digest(rest) != digest:
        return None
    content, state = rest[:_NAME].decode("ascii"), rest[_NAME : 2 * _NAME].decode("ascii")
    return Snapshot(content, state, np.frombuffer(rest, np.float32, offset=2 * _NAME))


def write(path: Path, snapshot: Snapshot) -> None:
    """In one step: a reader sees the old one or the new."""
    vectors = np.ascontiguousarray(snapshot.vectors, np.float32).tobytes()
    rest = snapshot.content.encode("ascii") + snapshot.state.encode("ascii") + vectors
    unfinished = _file(path).with_suffix(".new")
    unfinished.write_bytes(_digest(rest) + rest)
    unfinished.replace(_file(path))


def _digest(rest: bytes) -> bytes:
    return blake2b(rest, digest_size=_DIGEST).digest()


def _file(path: Path) -> Path:
    return path.with_name(f"{path.name}.vectors")
