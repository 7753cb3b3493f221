"""The Chroma directory as files: who may be in it, what it was when it was read, what becomes of a bad one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

# Stands in every directory that only children have written (apart.py says why). Up to format 1 the processes that
# talk with people wrote it: what they had freed, births and keys among it, may stand in its index files.
_MARK, _FORMAT = "format", "2\n"
_INDEX = "*/data_level0.bin"


@contextmanager
def alone(path: Path) -> Iterator[tuple[int, ...]]:
    """Keeps other processes out of the directory meanwhile: Chroma's files are for one of them.

    Yields the descriptors that a child must hold as well, so that it keeps them out when it outlives its parent.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield (lock,) if _locked(lock) else ()
    finally:
        os.close(lock)  # releases the lock, unless a child still holds it


def _locked(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # not a POSIX system: one user at a terminal, nobody to keep out
        return False
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return True


def mark(path: Path) -> None:
    """Makes the directory and says in it that only children write here. Before anything else is written."""
    path.mkdir(parents=True, exist_ok=True)
    (path / _MARK).write_text(_FORMAT, "ascii")


def delete_unmarked(path: Path) -> bool:
    """Deletes Chroma's files where earlier versions wrote them, also those they had moved aside. False: none.

    Nothing but Chroma's own: the setting may name a folder in which other things lie.
    """
    old = [each for each in (path, *_moved_aside(path)) if _is_unmarked(each)]
    for each in old:
        for index in each.glob(_INDEX):
            shutil.rmtree(index.parent)
        for file in each.glob("chroma.sqlite3*"):
            file.unlink()
        if each != path and not any(each.iterdir()):
            each.rmdir()
    path.with_name(f"{path.name}.sound").unlink(missing_ok=True)  # their note
    return bool(old)


def _is_unmarked(path: Path) -> bool:
    return any(path.glob(_INDEX)) and not (path / _MARK).exists()


def _moved_aside(path: Path) -> list[Path]:
    if not path.parent.is_dir():
        return []
    return [each for each in path.parent.iterdir() if each.name.startswith(f"{path.name}.damaged-")]


def move_aside(path: Path) -> Path:
    """Renames a damaged directory to the first free `<name>.damaged-<n>` and returns that."""
    n = 1
    while (aside := path.with_name(f"{path.name}.damaged-{n}")).exists():
        n += 1
    path.rename(aside)
    return aside


def put_back(aside: Path, path: Path) -> None:
    """Undoes `move_aside`; what was made at `path` since then goes."""
    if path.exists():
        shutil.rmtree(path)
    aside.rename(path)


def state(path: Path) -> str:
    """Names, sizes and times of all files: cheap, and enough to see that something wrote here.

    FileNotFoundError when something does at this moment: a journal of SQLite comes and goes.
    """
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = [f"{file.relative_to(path)} {(s := file.stat()).st_size} {s.st_mtime_ns}" for file in files]
    return blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
