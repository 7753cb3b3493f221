"""Backups of a SQLite file.

The copy is made table by table inside one read transaction, beside a running program. Neither VACUUM INTO nor the
online backup would do: both put the rows of data_keys into a file, if only for the moment until they are deleted.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy.engine import URL

from storage.backup_database import Drain, Feed
from storage.backup_sealing import Sealed
from storage.digests import LEFT_OUT, Digests, sqlite_digests, sqlite_tables
from storage.errors import BackupFailed
from storage.rotation import Tell

_OFFSPRING: Final = ("", "-wal", "-shm", "-journal")
_SCRATCH: Final = ".saju-backup-"


class SqliteFile:
    """Fulfils `storage.backup_database.Database`."""

    kind = "sqlite"

    def __init__(self, path: Path, tell: Tell) -> None:
        self.url = URL.create("sqlite+aiosqlite", database=str(path))
        self._path, self._tell = path, tell

    async def size_bytes(self) -> int:
        return sum(path.stat().st_size for path in _with_offspring(self._path) if path.exists())

    async def dump(self, drain: Drain) -> tuple[Sealed, Digests]:
        return await asyncio.to_thread(self._dump, drain)

    async def load(self, feed: Feed) -> None:
        await asyncio.to_thread(self._load, feed)

    async def digests(self) -> Digests:
        return await asyncio.to_thread(self._digests)

    async def is_empty(self) -> bool:
        return not self._path.exists()

    async def clear(self) -> None:
        _remove(self._path)

    @asynccontextmanager
    async def scratch(self) -> AsyncIterator[SqliteFile]:
        with _scratch_path(self._path.parent) as path:
            yield SqliteFile(path, self._tell)

    async def work_bytes(self) -> tuple[Path, int]:
        """Where copies for a while are put, and how much room they take: the copy, then what is restored."""
        return self._path.parent, 2 * await self.size_bytes()

    def _dump(self, drain: Drain) -> tuple[Sealed, Digests]:
        if not self._path.exists():
            raise BackupFailed(f"there is no database {self._path}")
        with _scratch_path(self._path.parent) as copy, _told("the database cannot be copied"):
            _make_private(copy)
            digests = _copy(self._path, copy, self._rows_told)
            with copy.open("rb") as file:
                return drain(file), digests

    def _load(self, feed: Feed) -> None:
        _make_private(self._path)
        with self._path.open("wb") as file:
            feed(file)
            file.flush()
            os.fsync(file.fileno())
        with _told("what was restored is no sound database"), closing(sqlite3.connect(self._path)) as db:
            said = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise BackupFailed(f"what was restored is no sound database: {said}")

    def _digests(self) -> Digests:
        with _told("what was restored cannot be read"), closing(sqlite3.connect(self._path)) as db:
            db.execute("BEGIN")
            return sqlite_digests(db, self._rows_told)

    def _rows_told(self, rows: int) -> None:
        self._tell("rows read", rows, None)


def _copy(source: Path, copy: Path, tell: Callable[[int], None]) -> Digests:
    """Everything but the rows of data_keys. The digests are of the source, in the copy's own transaction."""
    with closing(sqlite3.connect(source, isolation_level=None)) as db:
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("ATTACH ? AS copy", (str(copy),))
        db.execute("PRAGMA copy.journal_mode = OFF")
        db.execute("PRAGMA copy.synchronous = OFF")
        db.execute("BEGIN")
        ours = "sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        schema = db.execute(f"SELECT type, sql FROM main.sqlite_master WHERE {ours} ORDER BY rowid").fetchall()
        _build(copy, [sql for kind, sql in schema if kind == "table"])
        for table in sqlite_tables(db):
            if table != LEFT_OUT:
                db.execute(f'INSERT INTO copy."{table}" SELECT * FROM main."{table}"')
        digests = sqlite_digests(db, tell)
        db.execute("COMMIT")
        db.execute("DETACH copy")
    _build(copy, [sql for kind, sql in schema if kind != "table"])
    return digests


def _build(path: Path, statements: list[str]) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


@contextmanager
def _scratch_path(folder: Path) -> Iterator[Path]:
    path = folder / f"{_SCRATCH}{uuid4().hex}.db"
    try:
        yield path
    finally:
        _remove(path)


def remove_left_behind(folder: Path) -> None:
    """What a run that was killed left."""
    for path in folder.glob(f"{_SCRATCH}*"):
        path.unlink(missing_ok=True)


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _remove(path: Path) -> None:
    for each in _with_offspring(path):
        each.unlink(missing_ok=True)


def _with_offspring(path: Path) -> Iterator[Path]:
    return (path.with_name(path.name + end) for end in _OFFSPRING)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(f"{what} ({error})") from error
