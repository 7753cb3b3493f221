"""The one place where the database's exceptions become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.errors import Unavailable
from storage.errors import StartRefused

_RUINED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def is_outage(error: BaseException) -> bool:
    """True when the database does not answer; a statement that it refuses is our bug and is not one."""
    if isinstance(error, PoolTimeoutError | TimeoutError):
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return _sqlite_code(error) != sqlite3.SQLITE_ERROR  # SQLite's word for "no such column" and the like
    return isinstance(error, DBAPIError) and error.connection_invalidated


@contextmanager
def translated() -> Iterator[None]:
    """`Unavailable` instead of an outage; everything else passes."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError, TimeoutError) as error:
        if is_outage(error):
            raise Unavailable("database_unavailable") from error
        raise


@contextmanager
def refused_when_ruined(where: str) -> Iterator[None]:
    """`StartRefused` for a file that is no SQLite database or a broken one."""
    try:
        yield
    except DatabaseError as error:
        if _sqlite_code(error) in _RUINED:
            message = f"{where} is not a sound SQLite database: restore it from a backup, or move it away"
            raise StartRefused("ruined_database", message) from error
        raise


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None
