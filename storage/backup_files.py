"""The folder of backups: what is in it, what counts, what goes.

A backup is two files: `saju-….age` and its manifest `saju-….json`. The manifest is written last, after the backup
was restored and compared, and makes it count. What a run that was killed left behind has no manifest; the next run
removes it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from storage.backup_sealing import reason, sha256_of
from storage.digests import TableDigest
from storage.errors import BackupFailed

FEWEST_KEPT: Final = 3
PARTIAL: Final = ".partial-"
_PREFIX: Final = "saju-"
_FORMAT: Final = 1
_SPARE_BYTES: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a verified backup holds. `plain_sha256` is of the dump itself; `seconds` how long making it took."""

    name: str
    taken_at: datetime
    kind: str  # "sqlite" or "mysql"
    schema_revision: str
    size: int
    sha256: str
    plain_size: int
    plain_sha256: str
    recipient: str
    tables: Mapping[str, TableDigest]
    seconds: float

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Found:
    """A backup in the folder. `damage` says why it does not count, None where it does."""

    name: str
    manifest: Manifest | None
    damage: str | None


class BackupFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self, name: str = ".lock") -> Iterator[None]:
        """One at a time, on this machine. The lock goes with the process that holds it."""
        self._make()
        with (self.path / name).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupFailed(f"another run is at work in {self.path}") from error
            yield

    def sweep(self) -> None:
        """Removes what a run that was killed left. To be called under the lock."""
        counted = {f"{path.stem}.age" for path in self.path.glob(f"{_PREFIX}*.json")}
        for path in [*self.path.glob(f"{PARTIAL}*"), *self.path.glob(f"{_PREFIX}*.age")]:
            if path.name not in counted:
                path.unlink(missing_ok=True)

    def new_name(self, now: datetime) -> str:
        name = f"{_PREFIX}{now:%Y%m%dT%H%M%SZ}"
        taken = sum(1 for _ in self.path.glob(f"{name}*.json"))
        return f"{name}-{taken + 1}" if taken else name

    def data(self, name: str) -> Path:
        return self.path / f"{name}.age"

    def partial(self, name: str) -> Path:
        return self.path / f"{PARTIAL}{name}.age"

    def publish(self, manifest: Manifest) -> None:
        """Makes the backup count. The order matters: a manifest never stands without its data."""
        try:
            self.partial(manifest.name).replace(self.data(manifest.name))
            write_private(self.path / f"{manifest.name}.json", _to_json(manifest))
        except OSError as error:
            raise BackupFailed(f"{manifest.name} cannot be put in place ({reason(error)})") from error

    def all(self) -> list[Found]:
        """Newest first, each held against its size and checksum."""
        names = sorted((path.stem for path in self.path.glob(f"{_PREFIX}*.json")), reverse=True)
        return [self.examined(name) for name in names]

    def examined(self, name: str) -> Found:
        try:
            manifest = _from_json((self.path / f"{name}.json").read_bytes())
        except FileNotFoundError:
            raise BackupFailed(f"there is no backup {name} in {self.path}") from None
        except (OSError, ValueError, KeyError, TypeError):
            return Found(name, None, "its manifest is damaged")
        return Found(
            name, manifest, self._damage(manifest) if manifest.name == name else "its manifest is another's"
        )

    def prune(self, now: datetime, keep: timedelta) -> list[str]:
        """Removes what is older than `keep`, as long as three that are whole remain; tells what was removed."""
        found = self.all()
        whole = [each.name for each in found if each.damage is None]
        safe = set(whole[:FEWEST_KEPT])
        removed = []
        for each in found:
            old = each.manifest is not None and each.manifest.taken_at < now - keep
            if old and each.name not in safe and len(whole) >= FEWEST_KEPT:
                (self.path / f"{each.name}.json").unlink(missing_ok=True)
                self.data(each.name).unlink(missing_ok=True)
                removed.append(each.name)
        return removed

    def require_space(self, needed: int) -> None:
        require_space(self.path, needed)

    def _damage(self, manifest: Manifest) -> str | None:
        path = self.data(manifest.name)
        try:
            if path.stat().st_size != manifest.size:
                return "its file has another length"
            return None if sha256_of(path) == manifest.sha256 else "its checksum does not fit"
        except OSError as error:
            return f"its file cannot be read ({reason(error)})"

    def _make(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BackupFailed(f"the folder {self.path} cannot be made ({reason(error)})") from error


def require_space(folder: Path, needed: int) -> None:
    """Raises `BackupFailed` before anything is written, rather than after hours."""
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE_BYTES:
        raise BackupFailed(f"{folder} has {free >> 20} MiB free, {(needed + _SPARE_BYTES) >> 20} MiB are needed")


def write_private(path: Path, content: bytes) -> None:
    """A whole file or none, mode 0600, on the disk when this returns."""
    partial = path.with_name(f"{PARTIAL}{path.name}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_json(manifest: Manifest) -> bytes:
    return orjson.dumps({"format": _FORMAT, **asdict(manifest)}, option=orjson.OPT_INDENT_2)


def _from_json(content: bytes) -> Manifest:
    """Raises ValueError, KeyError or TypeError for anything but what `_to_json` wrote."""
    fields: dict[str, Any] = orjson.loads(content)
    if fields.pop("format") != _FORMAT:
        raise ValueError("a manifest of another format")
    tables = {name: TableDigest(**digest) for name, digest in fields.pop("tables").items()}
    taken_at = datetime.fromisoformat(fields.pop("taken_at"))
    return Manifest(**fields, taken_at=taken_at, tables=tables)
