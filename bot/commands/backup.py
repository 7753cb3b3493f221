"""`saju-bot backup`: encrypted backups that count only after a restore of them compared equal."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy.engine import URL

from bot.clock import Clock
from bot.commands.keys import backup_folder, database_url, operator
from bot.progress import Progress
from bot.settings import Settings, SettingsError, read_settings
from storage.backup import create
from storage.backup_files import BackupFolder, Found
from storage.backup_restoring import check, restore, verify
from storage.keyring import KeyRing, load_or_create_key_file, parse_keys

Result = TypeVar("Result")
_NO_RECIPIENT: Final = (
    "SAJU_BACKUP_RECIPIENT is not set, and a backup that this machine can read itself would protect nothing: "
    "run saju-bot keys generate --backup once, keep what it prints elsewhere, and set the public key"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What every action is given."""

    settings: Settings
    now: datetime

    @property
    def url(self) -> str | URL:
        return database_url(self.settings)

    @property
    def folder(self) -> BackupFolder:
        return backup_folder(self.settings)

    @property
    def ring(self) -> KeyRing:
        """Raises `WrongKeys`: what cannot be decrypted cannot be proved."""
        if self.settings.encryption_keys is not None:
            return parse_keys(self.settings.encryption_keys)
        return load_or_create_key_file(self.settings.data_dir, may_create=False)[0]


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    settings = read_settings()
    place = _Place(settings, Clock(settings.starts_at)())
    match args.action:
        case "create":
            return asyncio.run(_until_told_to_stop(_create(place)))
        case "list":
            return _print_all(asyncio.run(check(place.folder, None)), as_json=args.json)
        case "verify":
            return asyncio.run(_until_told_to_stop(_verify(place, args.name, args.identity)))
        case "restore":
            return asyncio.run(_until_told_to_stop(_restore(place, args.name, Path(args.identity))))
    raise AssertionError(args.action)


async def _until_told_to_stop(work: Coroutine[Any, Any, int]) -> int:
    """SIGTERM ends the work as Ctrl-C does: what is unfinished is removed."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


async def _create(place: _Place) -> int:
    recipient = place.settings.backup_recipient
    if recipient is None:
        raise SettingsError(_NO_RECIPIENT)
    keep = timedelta(days=place.settings.backup_keep_days)
    with Progress() as progress:
        made = await create(place.url, place.ring, place.folder, recipient, keep, place.now, progress)
    for name in made.removed:
        print(f"{name} removed: older than {place.settings.backup_keep_days} days")
    manifest = made.manifest
    print(
        f"{manifest.name} verified: {manifest.rows} rows restored and compared equal, {made.key_set.keys} keys, "
        f"{manifest.size} bytes, {manifest.seconds} s"
    )
    return 0


async def _verify(place: _Place, name: str | None, identity: str | None) -> int:
    if identity is None:
        found = await check(place.folder, name)
        return _print_all(found, as_json=False)
    with Progress() as progress:
        found = await verify(place.url, place.ring, place.folder, name, Path(identity), place.now, progress)
    return _print_all(found, as_json=False)


async def _restore(place: _Place, name: str | None, identity: Path) -> int:
    with Progress() as progress:
        done = await restore(place.url, place.ring, place.folder, name, identity, operator(), place.now, progress)
    print(f"{done.erased} people erased since the backup were erased again, {done.sessions_ended} sessions ended")
    name, rows = done.manifest.name, done.manifest.rows
    print(f"{name} restored: {rows} rows compared equal, {done.keys} keys, {done.seconds} s")
    return 0


def _print_all(found: Sequence[Found], *, as_json: bool) -> int:
    """Exit code 1 when one of them would not restore."""
    for each in found:
        print(orjson.dumps(_fields(each)).decode() if as_json else _line(each))
    if not found and not as_json:
        print("there is no backup")
    return 1 if any(each.damage for each in found) else 0


def _line(found: Found) -> str:
    if found.manifest is None or found.damage is not None:
        return f"{found.name:24}  damaged: {found.damage}"
    return f"{found.name:24}  {found.manifest.rows:>10} rows  {found.manifest.size:>12} bytes"


def _fields(found: Found) -> dict[str, Any]:
    known = found.manifest
    return {
        "name": found.name,
        "whole": found.damage is None,
        "damage": found.damage,
        "taken_at": None if known is None else known.taken_at,
        "rows": None if known is None else known.rows,
        "bytes": None if known is None else known.size,
        "recipient": None if known is None else known.recipient,
    }
