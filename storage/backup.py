"""Making a backup: dumped, compressed, encrypted, restored from that very file, compared; only then it counts.

This machine cannot read its backups: they are encrypted to a recipient whose secret half is elsewhere. Restoring
the dump before it was encrypted would leave the encryption unproven. So each run makes a key pair of its own and
adds it as a second recipient: the finished file is read back from the disk, decrypted, restored into a scratch
database and held against what the tables held when the dump began. The pair is never written down.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pyrage.x25519 import Identity, Recipient
from sqlalchemy.engine import URL

from storage import backup_keys, schema
from storage.age import parse_recipient
from storage.backup_database import Database
from storage.backup_files import BackupFolder, Manifest, require_space
from storage.backup_keys import KeySet
from storage.backup_proving import database_at, opened, prove
from storage.backup_sealing import Readable, Sealed, seal
from storage.backup_sqlite import remove_left_behind
from storage.digests import Digests
from storage.errors import BackupFailed
from storage.keyring import KeyRing
from storage.models import SCHEMA_REVISION
from storage.rotation import Tell


@dataclass(frozen=True, slots=True)
class Made:
    """`removed`: names of the backups that were older than is kept."""

    manifest: Manifest
    key_set: KeySet
    removed: tuple[str, ...]


async def create(
    url: str | URL, ring: KeyRing, folder: BackupFolder, recipient: str, keep: timedelta, now: datetime, tell: Tell
) -> Made:
    """A verified backup; then older ones are pruned. Raises `BackupFailed`: nothing new counts, nothing is gone."""
    began, operator, run = time.monotonic(), parse_recipient(recipient), Identity.generate()
    database = database_at(url, tell)
    with folder.locked():
        folder.sweep()
        name = folder.new_name(now)
        partial = folder.partial(name)
        if await database.is_empty():
            raise BackupFailed("there is nothing to back up: the database is empty")
        try:
            await _require_space(database, folder)
            async with opened(url) as engine:
                await schema.require_current(engine)
            sealed, digests = await _dumped(database, partial, [operator, run.to_public()], tell)
            async with opened(url) as engine:
                key_set = await backup_keys.refresh(engine, folder, operator, run, now)
            tell("restoring to compare", 0, None)
            if await prove(database, folder, partial, run, ring, digests, now) != sealed.plain:
                raise BackupFailed("what was read back is not what was dumped")
            manifest = Manifest(
                name=name,
                taken_at=now,
                kind=database.kind,
                schema_revision=SCHEMA_REVISION,
                size=sealed.size,
                sha256=sealed.sha256,
                plain_size=sealed.plain.size,
                plain_sha256=sealed.plain.sha256,
                recipient=recipient,
                tables=digests,
                seconds=round(time.monotonic() - began, 1),
            )
            folder.publish(manifest)
        finally:
            partial.unlink(missing_ok=True)
        return Made(manifest, key_set, tuple(folder.prune(now, keep)))


async def refresh_key_set(url: str | URL, folder: BackupFolder, recipient: str, now: datetime) -> KeySet:
    """The key set of the backups anew: after an erasure, so that it reaches them, and after a rotation."""
    async with opened(url) as engine:
        return await backup_keys.refresh(engine, folder, parse_recipient(recipient), Identity.generate(), now)


async def refresh_stale_key_set(url: str | URL, folder: BackupFolder, recipient: str, now: datetime) -> bool:
    """To be called every minute: rewrites the set if a person or a birth was forgotten, or keys rotated, since."""
    async with opened(url) as engine:
        if not await backup_keys.is_stale(engine, folder):
            return False
        await backup_keys.refresh(engine, folder, parse_recipient(recipient), Identity.generate(), now)
    return True


async def _dumped(
    database: Database, partial: Path, recipients: Sequence[Recipient], tell: Tell
) -> tuple[Sealed, Digests]:
    def drain(dump: Readable) -> Sealed:
        return seal(_Told(dump, tell), partial, recipients)

    return await database.dump(drain)


async def _require_space(database: Database, folder: BackupFolder) -> None:
    """A dump in hexadecimal letters is twice the payload, and half of that compressed: as large as the tables."""
    folder.require_space(await database.size_bytes())
    if (work := await database.work_bytes()) is not None:
        place, needed = work
        remove_left_behind(place)
        require_space(place, needed)


class _Told:
    """Passes a dump on and tells how much of it has passed."""

    def __init__(self, dump: Readable, tell: Tell) -> None:
        self._dump, self._tell, self._read = dump, tell, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._dump.read(size)
        self._read += len(data)
        self._tell("bytes dumped", self._read, None)
        return data
