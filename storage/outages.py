"""The one place where the database's exceptions become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.errors import TakenBack, Unavailable
from storage.errors import StartRefused

# Drivers report these as operational errors too, but waiting mends none of them. SQLite: "no such column" and the
# like. MySQL: unknown column, no default, unknown function, a CHECK that does not hold (MariaDB: 4025).
_OUR_BUGS: Final = (sqlite3.SQLITE_ERROR, 1054, 1364, 1305, 3819, 4025)
# Waited too long for a lock, deadlock, server gone, connection lost, cannot connect, killed, shutting down.
_TAKEN_BACK: Final = (1205, 1213, 2006, 2013, 2003, 1927, 1053)
_RUINED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def is_outage(error: BaseException) -> bool:
    """True when the database does not answer; a statement that it refuses is our bug and is not one."""
    if isinstance(error, PoolTimeoutError | TimeoutError):
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return code_of(error) not in _OUR_BUGS
    return isinstance(error, DBAPIError) and error.connection_invalidated


def as_unavailable(error: BaseException) -> Unavailable:
    """What an outage is to the core: `TakenBack` when the whole unit of work may be run again at once."""
    if isinstance(error, DBAPIError) and (error.connection_invalidated or code_of(error) in _TAKEN_BACK):
        return TakenBack("database_unavailable")
    return Unavailable("database_unavailable")


@contextmanager
def translated() -> Iterator[None]:
    """`Unavailable` instead of an outage; everything else passes."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError, TimeoutError) as error:
        if is_outage(error):
            raise as_unavailable(error) from error
        raise


@contextmanager
def refused_when_ruined(where: str) -> Iterator[None]:
    """`StartRefused` for a file that is no SQLite database or a broken one."""
    try:
        yield
    except DatabaseError as error:
        if code_of(error) in _RUINED:
            message = f"{where} is not a sound SQLite database: restore it from a backup, or move it away"
            raise StartRefused("ruined_database", message) from error
        raise


def code_of(error: DBAPIError) -> int | None:
    """The number that SQLite or MySQL gave the error."""
    arguments = error.orig.args if error.orig is not None else ()
    code = getattr(error.orig, "sqlite_errorcode", arguments[0] if arguments else None)
    return code if isinstance(code, int) else None
