"""Restoring a backup, and finishing what happened after it was taken: erasures and the ends of sessions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import backup_keys, schema
from storage.access_log import SqlAccessLog
from storage.age import read_identity
from storage.at_commit import AtCommit
from storage.backup_files import BackupFolder, Found, Manifest
from storage.backup_proving import database_at, open_some, opened, prove, restored
from storage.crypto import DataKey as OpenKey
from storage.engine import empty_write_ahead_log
from storage.errors import BackupFailed
from storage.keyring import KeyRing
from storage.lifetime import Lifetime
from storage.models import BirthProfile, DataKey, OutboxReply, UserRow, UserSession
from storage.rotation import Tell
from storage.sessions import SqlSessions
from storage.users import SqlUsers
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Restored:
    """`erased`: people whose keys were destroyed after the backup was taken; their rows went again."""

    manifest: Manifest
    keys: int
    erased: int
    sessions_ended: int
    seconds: float


async def check(folder: BackupFolder, name: str | None) -> list[Found]:
    """Each backup (or the one) held against its checksum, and the two copies of the key set."""
    found = (
        await asyncio.to_thread(folder.all) if name is None else [await asyncio.to_thread(folder.examined, name)]
    )
    whole = await asyncio.to_thread(backup_keys.whole_copies, folder)
    if found and not whole:
        return [replace(each, damage=each.damage or "there is no whole key set to read it with") for each in found]
    return found


async def verify(
    url: str | URL, ring: KeyRing, folder: BackupFolder, name: str | None, identity: Path, now: datetime, tell: Tell
) -> list[Found]:
    """As `check`; and each is decrypted, restored into a scratch database beside `url` and compared."""
    secret, database = read_identity(identity), database_at(url, tell)
    found = []
    for each in await check(folder, name):
        if each.damage is None and each.manifest is not None:
            try:
                _require_same_kind(each.manifest, database.kind)
                await prove(database, folder, folder.data(each.name), secret, ring, each.manifest.tables, now)
            except BackupFailed as error:
                each = replace(each, damage=str(error))
        found.append(each)
    return found


async def restore(
    url: str | URL,
    ring: KeyRing,
    folder: BackupFolder,
    name: str | None,
    identity: Path,
    actor: str,
    now: datetime,
    tell: Tell,
) -> Restored:
    """Fills the empty database at `url`. Raises `BackupFailed`; the database is empty again then."""
    began, secret, database = time.monotonic(), read_identity(identity), database_at(url, tell)
    manifest = _chosen(await check(folder, name))
    _require_same_kind(manifest, database.kind)
    if not await database.is_empty():
        raise BackupFailed("the database is not empty: name an empty one, or move the old one away")
    try:
        await restored(database, folder.data(manifest.name), secret, manifest.tables)
        async with opened(url) as engine:
            async with engine.begin() as db:
                keys = await backup_keys.load(db, folder, secret)
            await schema.upgrade(engine)
            erased, ended = await _caught_up(engine, ring, manifest, actor, now)
    except BaseException:
        await database.clear()
        raise
    return Restored(manifest, keys, erased, ended, round(time.monotonic() - began, 1))


async def _caught_up(
    engine: AsyncEngine, ring: KeyRing, manifest: Manifest, actor: str, now: datetime
) -> tuple[int, int]:
    """How many people were erased again, and how many sessions ended: their keys are in no backup."""
    async with engine.begin() as db:
        system = await open_some(db, ring, now)
        vault = Vault(db, ring)
        erased = await _erase_again(db, SqlUsers(vault, system), now)
        await _forget_again(db)
        ended = await _end_all(db, SqlSessions(vault, Lifetime(), AtCommit(db)), now)
        await _give_up_unreadable_replies(db, now)
        await _log(db, system, actor, manifest, erased, now)
    await empty_write_ahead_log(engine)
    return erased, ended


async def _erase_again(db: AsyncConnection, users: SqlUsers, now: datetime) -> int:
    keyless = (
        select(UserRow.user_id)
        .outerjoin(DataKey, DataKey.owner_id == UserRow.user_id)
        .where(UserRow.erased_at.is_(None), DataKey.owner_id.is_(None))
    )
    gone = (await db.execute(keyless)).scalars().all()
    for user_id in gone:
        await users.erase(user_id, now)
    return len(gone)


async def _forget_again(db: AsyncConnection) -> None:
    """Births that were forgotten after the backup was taken: nothing opens them, and their places are free."""
    await db.execute(delete(BirthProfile).where(BirthProfile.profile_id.not_in(select(DataKey.owner_id))))


async def _end_all(db: AsyncConnection, sessions: SqlSessions, now: datetime) -> int:
    live = (await db.execute(select(UserSession.session_id).where(UserSession.ended_at.is_(None)))).scalars().all()
    for session_id in live:
        await sessions.end(session_id, now)
    return len(live)


async def _give_up_unreadable_replies(db: AsyncConnection, now: datetime) -> None:
    readable = select(DataKey.owner_id)
    await db.execute(
        update(OutboxReply)
        .where(OutboxReply.status == "waiting", OutboxReply.owner_id.not_in(readable))
        .values(status="given_up", settled_at=now)
    )


async def _log(
    db: AsyncConnection, system: OpenKey, actor: str, manifest: Manifest, erased: int, now: datetime
) -> None:
    details: dict[str, int | str] = {"backup": manifest.name, "rows": manifest.rows, "erased": erased}
    await SqlAccessLog(db, system).append(actor, "restore", now, details=details)


def _chosen(found: Sequence[Found]) -> Manifest:
    """The newest that is whole."""
    for each in found:
        if each.damage is None and each.manifest is not None:
            return each.manifest
    raise BackupFailed("; ".join(f"{each.name}: {each.damage}" for each in found) or "there is no backup")


def _require_same_kind(manifest: Manifest, kind: str) -> None:
    if manifest.kind != kind:
        raise BackupFailed(f"{manifest.name} is a backup of {manifest.kind}, the configured database is {kind}")
