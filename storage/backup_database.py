"""What a backup needs of a database, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL

from storage.backup_sealing import Readable, Sealed, Writable
from storage.digests import Digests

# Takes the whole of a dump, and gives the whole of one. Both block: they run in a thread.
Drain = Callable[[Readable], Sealed]
Feed = Callable[[Writable], None]


class Database(Protocol):
    """One database: the one that is backed up, a scratch one, or one to restore into."""

    kind: str  # "mysql" or "sqlite": a dump of one is none of the other
    url: URL

    async def size_bytes(self) -> int:
        """About how large it is on the disk."""

    async def work_bytes(self) -> tuple[Path, int] | None:
        """The folder on this machine and the room that a backup takes beside its own; None: nothing here."""

    async def dump(self, drain: Drain) -> tuple[Sealed, Digests]:
        """Drains a dump without the rows of data_keys, and tells what the tables hold at that same moment.

        Raises `BackupFailed`, also for a dump that ended early.
        """

    async def load(self, feed: Feed) -> None:
        """Fills this empty database. Raises `BackupFailed`."""

    async def digests(self) -> Digests: ...

    async def is_empty(self) -> bool: ...

    async def clear(self) -> None:
        """Removes everything that is in it."""

    def scratch(self) -> AbstractAsyncContextManager[Database]:
        """An empty database of the same kind at the same place, removed afterwards."""
