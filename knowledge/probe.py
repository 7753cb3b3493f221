"""Opens a Chroma directory in a child process first: its native library has been seen to crash on damaged files.

A directory that was read well and has not changed since is not probed again: its state is noted beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

_TIMEOUT_S = 60


def sound(path: Path) -> bool:
    """Whether `path` can be opened and every collection in it read. True when nothing is there yet."""
    if not path.is_dir() or not any(path.iterdir()):
        return True
    if _note(path).is_file() and _note(path).read_text("ascii") == _state(path):
        return True
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "knowledge.probe", str(path)],
            env=environment,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


def remember(path: Path) -> None:
    """Notes that the directory in its present state was read well."""
    _note(path).write_text(_state(path), "ascii")


def move_aside(path: Path) -> Path:
    """Renames a damaged directory to the first free `<name>.damaged-<n>` and returns that."""
    n = 1
    while (aside := path.with_name(f"{path.name}.damaged-{n}")).exists():
        n += 1
    path.rename(aside)
    _note(path).unlink(missing_ok=True)
    return aside


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.sound")


def _state(path: Path) -> str:
    """Names, sizes and times of all files: cheap, and enough to see that something wrote here."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = [f"{file.relative_to(path)} {(s := file.stat()).st_size} {s.st_mtime_ns}" for file in files]
    return blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


def _read_everything(path: str) -> None:
    import chromadb
    from chromadb.config import Settings

    client: Any = chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False))
    for shelf in client.list_collections():
        collection = client.get_collection(shelf.name, embedding_function=None)
        page = collection.get(include=["documents", "metadatas", "embeddings"], limit=1000)
        vectors = page["embeddings"]
        if vectors is not None and len(vectors):
            collection.query(query_embeddings=[vectors[0]], n_results=1)
    client.close()


if __name__ == "__main__":
    _read_everything(sys.argv[1])
