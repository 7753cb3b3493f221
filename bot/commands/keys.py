"""`saju-bot keys`: a new key of the key ring or for backups, and putting everything under the newest one."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys

from sqlalchemy.engine import URL

from bot.clock import Clock
from bot.progress import Progress
from bot.settings import Settings, read_settings
from storage.age import new_identity
from storage.backup import refresh_key_set
from storage.backup_files import BackupFolder
from storage.backup_keys import find as find_key_set
from storage.engine import sqlite_url
from storage.keyring import KEY_FILE_NAME, new_key, put_new_key_in_front
from storage.rotation import Rotated
from storage.store import Store, open_store


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    settings = read_settings()
    if args.action == "rotate":
        return asyncio.run(_rotate(settings))
    if args.backup:
        return _print_identity()
    return _generate(settings)


def operator() -> str:
    """Who works at this terminal, as the access log names them."""
    return f"cli:{getpass.getuser()}"


def database_url(settings: Settings) -> str | URL:
    return settings.database_url or sqlite_url(settings.data_dir)


def backup_folder(settings: Settings) -> BackupFolder:
    return BackupFolder(settings.backup_dir or settings.data_dir / "backups")


def _generate(settings: Settings) -> int:
    """Into the key file where that is what the store is opened with; else on standard output, for its operator."""
    if settings.encryption_keys is None and (settings.data_dir / KEY_FILE_NAME).exists():
        ring = put_new_key_in_front(settings.data_dir)
        print(f"key {ring.newest_id} stands first in {settings.data_dir / KEY_FILE_NAME}")
        _say("stop every saju-bot on this data folder, then run: saju-bot keys rotate")
    else:
        print(new_key())
        _say("put it in front of SAJU_ENCRYPTION_KEYS, restart every daemon, then run: saju-bot keys rotate")
    return 0


def _print_identity() -> int:
    identity, recipient = new_identity()
    print(f"# public key: {recipient}\n{identity}")
    _say("keep this away from this machine; here only the line: SAJU_BACKUP_RECIPIENT=" + recipient)
    return 0


async def _rotate(settings: Settings) -> int:
    clock = Clock(settings.starts_at)
    store = await open_store(
        settings.data_dir, clock(), url=settings.database_url, encryption_keys=settings.encryption_keys
    )
    try:
        with Progress() as progress:
            rotated = await store.rotate_keys(progress)
        await _log(store, rotated, clock)
    finally:
        await store.close()
    _report(rotated)
    await _refresh_backup_keys(settings, clock)
    return 0


async def _refresh_backup_keys(settings: Settings, clock: Clock) -> None:
    """The key set of the backups is wrapped anew too: else they would need the old key for ever."""
    folder = backup_folder(settings)
    if find_key_set(folder) is None:
        return
    if settings.backup_recipient is None:
        _say("the backups still need the old key: set SAJU_BACKUP_RECIPIENT and run saju-bot backup create")
        return
    await refresh_key_set(database_url(settings), folder, settings.backup_recipient, clock())
    print("the key set of the backups is under the newest key too")


async def _log(store: Store, rotated: Rotated, clock: Clock) -> None:
    async with store.unit_of_work() as work:
        details: dict[str, int | str] = {"rewrapped": rotated.rewrapped, "newest": rotated.newest}
        await work.access_log.append(operator(), "rotate", clock(), details=details)
        await work.commit()


def _report(rotated: Rotated) -> None:
    print(f"{rotated.rewrapped} data keys rewrapped")
    for kek_id, count in rotated.in_use.items():
        print(f"in use      {kek_id}  wraps {count} data keys")
    for kek_id in rotated.removable:
        print(f"may go      {kek_id}  wraps none")


def _say(hint: str) -> None:
    print(hint, file=sys.stderr)
