"""A database with people in it, a folder for its backups, and the key pair whose secret half is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from core.messages import Address
from storage.age import new_identity
from storage.backup import Made, create
from storage.backup_files import BackupFolder, Found
from storage.backup_restoring import Restored, check, restore, verify
from storage.keyring import parse_keys
from storage.store import Store, open_store

WEEK = timedelta(days=7)


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Vaulted:
    """What an operator has: the database, its keys, the folder, and the secret half in a file elsewhere."""

    url: URL
    data_dir: Path
    keys: str
    folder: BackupFolder
    recipient: str
    identity: Path

    async def create(self, now: datetime, keep: timedelta = WEEK) -> Made:
        return await create(self.url, parse_keys(self.keys), self.folder, self.recipient, keep, now, silent)

    async def check(self) -> list[Found]:
        return await check(self.folder, None)

    async def verify(self, now: datetime, identity: Path | None = None) -> list[Found]:
        ring = parse_keys(self.keys)
        return await verify(self.url, ring, self.folder, None, identity or self.identity, now, silent)

    async def restore(self, into: URL, now: datetime, name: str | None = None) -> Restored:
        ring = parse_keys(self.keys)
        return await restore(into, ring, self.folder, name, self.identity, "cli:tests", now, silent)

    async def open(self, now: datetime, url: URL | None = None) -> Store:
        return await open_store(self.data_dir, now, url=url or self.url, encryption_keys=self.keys)

    def environment(self) -> dict[str, str]:
        """For `saju-bot` as a process."""
        return {
            "SAJU_DATABASE_URL": self.url.render_as_string(hide_password=False),
            "SAJU_DATA_DIR": str(self.data_dir),
            "SAJU_ENCRYPTION_KEYS": self.keys,
            "SAJU_BACKUP_DIR": str(self.folder.path),
            "SAJU_BACKUP_RECIPIENT": self.recipient,
        }

    def left_behind(self) -> list[str]:
        """Files that are neither a counted backup nor its key set nor the database."""
        folder = [path.name for path in self.folder.path.iterdir() if not _belongs(path)]
        return folder + [path.name for path in self.data_dir.glob(".saju-backup-*")]


def _belongs(path: Path) -> bool:
    counted = path.name.startswith("saju-") and path.with_suffix(".json").exists()
    return counted or path.name.startswith("keys") or path.suffix == ".lock" or path.name == ".lock"


def vaulted(url: URL, data_dir: Path, folder: Path, keys: str) -> Vaulted:
    secret, recipient = new_identity()
    folder.mkdir()
    identity = folder / "identity of another machine.txt"
    identity.write_text(f"# made by age-keygen\n{secret}\n")
    return Vaulted(url, data_dir, keys, BackupFolder(folder / "backups"), recipient, identity)


async def people(store: Store, count: int, now: datetime) -> None:
    async with store.unit_of_work() as work:
        for number in range(count):
            await work.users.get_or_add(Address("telegram", f"chat-{number}", f"person-{number}"), now)
        await work.commit()
