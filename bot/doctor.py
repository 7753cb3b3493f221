"""What is wrong with an installation and how to mend it. Looks only: makes no folder, no key and no schema."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.application import chroma_path
from bot.configured import session_cache
from bot.settings import Settings
from core.errors import Error
from knowledge.apart import Unusable
from knowledge.ingest import status
from storage import schema
from storage.backup_files import BackupFolder
from storage.engine import DATABASE_FILE_NAME, is_sqlite, make_engine, sqlite_url
from storage.keyring import KEY_FILE_NAME, load_or_create_key_file, parse_keys
from storage.vault import Vault, read_canary

Verdict = Literal["ok", "wrong", "not used"]
_LEAST_FREE_BYTES: Final = 500 << 20
_OLDEST_BACKUP: Final = timedelta(hours=36)
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=1)
_NOT_BEFORE: Final = datetime(2026, 1, 1, tzinfo=UTC)  # this program is younger


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` says what was found; where it is wrong, also how to mend it."""

    check: str
    verdict: Verdict
    note: str


@dataclass(frozen=True, slots=True)
class Patient:
    settings: Settings
    now: datetime
    engine: AsyncEngine


async def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Every check, whatever the others find."""
    fresh = settings.database_url is None and not (settings.data_dir / DATABASE_FILE_NAME).exists()
    found = [_data_folder(settings), _key_file(settings), _disk_space(settings)]
    if fresh:
        note = "nothing is stored yet: the first start makes the database"
        found += [Finding(check, "not used", note) for check in ("database", "schema", "canary", "partitions")]
        found.append(_clock(now, None))
    else:
        found += await _of_database(settings, now)
    found.append(await asyncio.to_thread(_knowledge, settings))
    found.append(await asyncio.to_thread(_backups, settings, now))
    found.append(await _redis(settings, now))
    return found


async def _of_database(settings: Settings, now: datetime) -> list[Finding]:
    engine = make_engine(settings.database_url or sqlite_url(settings.data_dir))
    patient = Patient(settings, now, engine)
    try:
        checks: tuple[tuple[str, Callable[[Patient], Awaitable[Finding]]], ...] = (
            ("schema", _schema),
            ("canary", _canary),
            ("partitions", _partitions),
            ("clock", _clock_of_database),
        )
        answers = await _attempt("database", _answers, patient)
        if answers.verdict == "wrong":
            unknown = [Finding(name, "wrong", "not known: the database does not answer") for name, _ in checks[:-1]]
            return [answers, *unknown, _clock(now, None)]
        return [answers, *[await _attempt(name, check, patient) for name, check in checks]]
    finally:
        await engine.dispose()


async def _attempt(name: str, check: Callable[[Patient], Awaitable[Finding]], patient: Patient) -> Finding:
    try:
        return await check(patient)
    except Error as error:
        return Finding(name, "wrong", str(error))
    except Exception as error:  # of a driver: its kind alone, the message may hold the address
        return Finding(name, "wrong", f"{type(error).__name__}: look at the database's own log")


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    if not folder.exists():
        return Finding("data_folder", "not used", f"{folder} is not there yet: the first start makes it")
    if folder.stat().st_mode & 0o077:
        return Finding("data_folder", "wrong", f"others may look into it: chmod 700 {folder}")
    return Finding("data_folder", "ok", str(folder))


def _key_file(settings: Settings) -> Finding:
    if settings.encryption_keys is not None:
        return Finding("key_file", "not used", "the keys come from SAJU_ENCRYPTION_KEYS")
    path = settings.data_dir / KEY_FILE_NAME
    if not path.exists():
        if (settings.data_dir / DATABASE_FILE_NAME).exists():
            return Finding("key_file", "wrong", f"{path} is gone: put it back from where you keep it")
        return Finding("key_file", "not used", "the first start makes it")
    if path.stat().st_mode & 0o077:
        return Finding("key_file", "wrong", f"others may read it: chmod 600 {path}")
    return Finding("key_file", "ok", str(path))


def _disk_space(settings: Settings) -> Finding:
    there = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(there).free
    note = f"{free >> 20} MiB free at {there}"
    if free < _LEAST_FREE_BYTES:
        return Finding("disk_space", "wrong", f"{note}: make room, {_LEAST_FREE_BYTES >> 20} MiB at least")
    return Finding("disk_space", "ok", note)


async def _answers(patient: Patient) -> Finding:
    async with patient.engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        await db.execute(text("SELECT 1"))
    return Finding("database", "ok", patient.engine.dialect.name)


async def _schema(patient: Patient) -> Finding:
    await schema.require_current(patient.engine)
    return Finding("schema", "ok", f"at {await schema.current(patient.engine)}")


async def _canary(patient: Patient) -> Finding:
    keys = patient.settings.encryption_keys
    async with patient.engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        if await read_canary(db) is None:
            return Finding("canary", "not used", "nothing was encrypted yet")
        folder = patient.settings.data_dir
        ring = parse_keys(keys) if keys is not None else load_or_create_key_file(folder, may_create=False)[0]
        await Vault(db, ring).unlock(patient.now)
    return Finding("canary", "ok", "the keys fit this database")


async def _partitions(patient: Patient) -> Finding:
    if is_sqlite(patient.engine):
        return Finding("partitions", "not used", "SQLite has none")
    async with patient.engine.connect() as db:
        held = [
            table
            for table in ("conversation_logs", "system_metrics")
            if (await db.execute(text(f"SELECT 1 FROM {table} PARTITION (p_future) LIMIT 1"))).first() is not None
        ]
    if held:
        note = (
            f"p_future of {', '.join(held)} holds rows: saju-bot jobs run rotate_partitions, and let the daemon run"
        )
        return Finding("partitions", "wrong", note)
    return Finding("partitions", "ok", "p_future is empty")


async def _clock_of_database(patient: Patient) -> Finding:
    if is_sqlite(patient.engine):
        return _clock(patient.now, None)
    began = datetime.now(UTC)
    async with patient.engine.connect() as db:
        theirs: datetime = (await db.execute(text("SELECT UTC_TIMESTAMP(6)"))).scalar_one()
    return _clock(began, theirs.replace(tzinfo=UTC))


def _clock(now: datetime, theirs: datetime | None) -> Finding:
    if now < _NOT_BEFORE:
        return Finding("clock", "wrong", f"it says {now:%Y-%m-%d %H:%M} UTC: set it (timedatectl set-ntp true)")
    if theirs is not None and abs(theirs - now) > _CLOCKS_DIFFER_BY:
        apart = abs(theirs - now).total_seconds()
        return Finding("clock", "wrong", f"the database's clock is {apart:.0f} s apart: let both follow NTP")
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _knowledge(settings: Settings) -> Finding:
    path = chroma_path(settings)
    if not path.exists():
        return Finding("knowledge", "not used", "the first start fills it, or saju-bot knowledge sync")
    try:
        counts = {each.collection: each.count for each in status(path)}
    except (OSError, Unusable) as error:  # whatever it is, the texts make it anew
        return Finding("knowledge", "wrong", f"{error}: move {path} away and saju-bot knowledge sync")
    if not all(counts.values()):
        empty = ", ".join(name for name, count in counts.items() if not count)
        return Finding("knowledge", "wrong", f"{empty} empty: saju-bot knowledge sync")
    return Finding("knowledge", "ok", f"{sum(counts.values())} passages")


def _backups(settings: Settings, now: datetime) -> Finding:
    if settings.backup_recipient is None:
        note = "SAJU_BACKUP_RECIPIENT is not set: saju-bot keys generate --backup"
        return Finding("backups", "wrong" if settings.database_url else "not used", note)
    folder = settings.backup_dir or settings.data_dir / "backups"
    newest = max((path.stem for path in folder.glob("saju-*.json")), default=None)
    if newest is None:
        return Finding("backups", "wrong", f"there is none in {folder}: saju-bot backup create")
    found = BackupFolder(folder).examined(newest)
    if found.manifest is None or found.damage is not None:
        return Finding("backups", "wrong", f"{newest}: {found.damage}: saju-bot backup create")
    age = now - found.manifest.taken_at
    note = f"the newest is {age.total_seconds() / 3600:.0f} hours old"
    if age > _OLDEST_BACKUP:
        return Finding("backups", "wrong", f"{note}: saju-bot jobs list tells why")
    return Finding("backups", "ok", note)


async def _redis(settings: Settings, now: datetime) -> Finding:
    try:
        cache = session_cache(settings, lambda: now)
    except Error as error:
        return Finding("redis", "wrong", str(error))
    if cache is None:
        return Finding("redis", "not used", "SAJU_REDIS_URL is not set")
    try:
        if await cache.ping():
            return Finding("redis", "ok", "it answers")
        return Finding("redis", "wrong", "it does not answer: start it, or leave out SAJU_REDIS_URL")
    finally:
        await cache.close()
