"""What comes back from a backup, and what never does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from core.messages import Address
from core.ports import LogEntry, Session, StoredUpdate, UnitOfWork
from core.transaction import in_transaction
from storage.age import new_identity, read_identity
from storage.backup import refresh_key_set, refresh_stale_key_set
from storage.backup_keys import find, whole_copies
from storage.backup_sealing import unseal
from storage.errors import BackupFailed, StartRefused
from storage.keyring import new_key
from storage.models import ConversationLog, DataKey, UserRow, UserSession
from tests.storage.backups import Vaulted, silent
from tests.storage.people import BIRTH, HANA, begin, chart


async def test_whoever_was_there_is_known_again(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    before = await who_is_hana(vault, vault.url, now)
    made = await vault.create(now)
    restored = await vault.restore(elsewhere, now)

    assert made.manifest.tables["users"].rows == 12
    assert restored.manifest == made.manifest
    assert (restored.keys, restored.erased) == (13, 0)  # twelve people and the system
    assert await who_is_hana(vault, elsewhere, now) == before


async def test_what_people_do_meanwhile_neither_waits_nor_spoils_the_comparison(
    vault: Vaulted, now: datetime
) -> None:
    store, stop = await vault.open(now), asyncio.Event()

    async def say_and_leave(work: UnitOfWork, session: Session) -> None:
        """As the program does it: run again when the lock of the backup and its own meet in a deadlock."""
        await work.messages.append(session, [LogEntry("user", "안녕")], now)
        await work.sessions.end(session.session_id, now)

    async def write() -> int:
        turns = 0
        while not stop.is_set():
            _, session = await begin(store, now, Address("telegram", "c", f"busy-{turns}"))
            await in_transaction(store.unit_of_work, partial(say_and_leave, session=session))
            turns += 1
        return turns

    writing = asyncio.create_task(write())
    made = [await vault.create(now + timedelta(seconds=second)) for second in range(3)]
    stop.set()
    turns = await writing
    await store.close()

    assert turns > 3
    assert made[0].manifest.tables["users"].rows < made[2].manifest.tables["users"].rows
    assert [each.damage for each in await vault.verify(now)] == [None, None, None]


async def test_a_birth_that_was_not_saved_does_not_come_back(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    """The session was live when the backup was made; its key is in no backup."""
    store = await vault.open(now)
    _, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, birth=BIRTH))
        await work.readings.save(session, chart(), now)
        await work.commit()
    await store.close()
    await vault.create(now)
    restored = await vault.restore(elsewhere, now)

    store = await vault.open(now, elsewhere)
    async with store.unit_of_work() as work:
        kinds = (await work.vault.db.execute(select(DataKey.kind).distinct())).scalars().all()
        live = select(func.count()).select_from(UserSession).where(UserSession.ended_at.is_(None))
        assert (await work.vault.db.execute(live)).scalar_one() == 0
    await store.close()
    assert restored.sessions_ended == 2
    assert sorted(kinds) == ["system", "user"]


async def test_what_a_messenger_brought_and_nobody_worked_off_does_not_come_back(
    vault: Vaulted, elsewhere: URL, now: datetime
) -> None:
    """It is raw, and under the key of an hour."""
    store = await vault.open(now)
    async with store.unit_of_work() as work:
        await work.inbox.put("telegram", [StoredUpdate("1", "chat-1", b"1987-03-08")], now)
        await work.commit()
    async with store.unit_of_work() as work:
        assert [update.payload for update in await work.inbox.pending("telegram")] == [b"1987-03-08"]
    await store.close()
    await vault.create(now)
    await vault.restore(elsewhere, now)

    store = await vault.open(now, elsewhere)
    async with store.unit_of_work() as work:
        assert await work.inbox.pending("telegram") == []
    await store.close()


async def test_an_erasure_reaches_the_backups_made_before(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    await vault.create(now)
    store = await vault.open(now)
    async with store.unit_of_work() as work:
        hana = await work.users.get_or_add(HANA, now)
        await work.users.erase(hana.user_id, now)
        await work.commit()
    await store.close()

    assert await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, now)
    assert not await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, now)
    restored = await vault.restore(elsewhere, now)

    store = await vault.open(now, elsewhere)
    async with store.unit_of_work() as work:
        key = await work.vault.find(hana.user_id)
        row = (await work.vault.db.execute(select(UserRow).where(UserRow.user_id == hana.user_id))).one()
        logs = (await work.vault.db.execute(select(func.count()).select_from(ConversationLog))).scalar_one()
        came_back = await work.users.get_or_add(HANA, now)
    await store.close()
    assert restored.erased == 1
    assert (key, row.account_encrypted, row.erased_at, logs) == (None, None, now, 0)
    assert came_back.user_id != hana.user_id


async def test_the_key_set_is_two_equal_files_and_older_ones_are_gone(vault: Vaulted, now: datetime) -> None:
    await vault.create(now)
    first = whole_copies(vault.folder)
    await refresh_key_set(vault.url, vault.folder, vault.recipient, now)
    second = whole_copies(vault.folder)

    assert len(second) == 2
    assert second[0].read_bytes() == second[1].read_bytes()
    assert not any(path.exists() for path in first)
    assert sorted(vault.folder.path.glob("keys-*")) == sorted(second)


async def test_one_copy_of_the_key_set_may_be_lost(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    await vault.create(now)
    first, second = whole_copies(vault.folder)
    first.write_bytes(b"\0" * first.stat().st_size)
    await vault.restore(elsewhere, now)

    second.unlink()
    assert [each.damage for each in await vault.check()] == ["there is no whole key set to read it with"]


async def test_after_a_rotation_the_kept_backups_need_the_old_key_no_more(
    vault: Vaulted, elsewhere: URL, now: datetime
) -> None:
    await vault.create(now)
    new = new_key()
    store = await replace(vault, keys=f"{new},{vault.keys}").open(now)
    await store.rotate_keys(silent)
    await store.close()

    known = find(vault.folder)
    assert await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, now)
    assert known is not None
    assert known.key_ids != find(vault.folder).key_ids  # type: ignore[union-attr]
    restored = await replace(vault, keys=new).restore(elsewhere, now)
    assert restored.keys == 13


async def test_a_restore_is_written_into_the_access_log(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    made = await vault.create(now)
    await vault.restore(elsewhere, now)
    store = await vault.open(now, elsewhere)
    async with store.unit_of_work() as work:
        head = await work.access_log.verify()
        rows = await work.access_log.entries()
    await store.close()
    assert head.entry_no == 1
    assert [(row.actor, row.action) for row in rows] == [("cli:tests", "restore")]
    assert made.manifest.name in rows[0].details


async def test_nothing_is_restored_over_a_database_that_is_in_use(vault: Vaulted, now: datetime) -> None:
    await vault.create(now)
    with pytest.raises(BackupFailed, match="is not empty"):
        await vault.restore(vault.url, now)
    assert await who_is_hana(vault, vault.url, now)


async def test_a_failed_restore_leaves_the_database_empty(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    await vault.create(now)
    with pytest.raises(BackupFailed, match="cannot be decrypted"):
        await replace(vault, keys=new_key()).restore(elsewhere, now)
    await vault.restore(elsewhere, now)


async def test_another_identity_opens_nothing(
    vault: Vaulted, elsewhere: URL, tmp_path: Path, now: datetime
) -> None:
    await vault.create(now)
    stranger = tmp_path / "another.txt"
    stranger.write_text(new_identity()[0])

    with pytest.raises(BackupFailed, match="was not encrypted to this identity"):
        await replace(vault, identity=stranger).restore(elsewhere, now)
    (found,) = await vault.verify(now, stranger)
    assert found.damage is not None
    assert "was not encrypted to this identity" in found.damage


async def test_no_key_of_anybody_is_in_the_main_backup(vault: Vaulted, now: datetime) -> None:
    store = await vault.open(now)
    async with store.unit_of_work() as work:
        wrapped = (await work.vault.db.execute(select(DataKey.wrapped_key))).scalars().all()
    await store.close()
    made = await vault.create(now)

    class Kept:
        content = b""

        def write(self, data: bytes, /) -> int:
            self.content += data
            return len(data)

    plain = Kept()
    unseal(vault.folder.data(made.manifest.name), read_identity(vault.identity), plain)
    assert len(wrapped) == 14
    assert b"data_keys" in plain.content
    for key in wrapped:
        assert key not in plain.content
        assert key.hex().upper().encode() not in plain.content.upper()


@pytest.mark.parametrize("recipient", ["age1nobody", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQQ"])
async def test_what_is_no_recipient_is_refused_before_anything_is_written(
    vault: Vaulted, recipient: str, now: datetime
) -> None:
    with pytest.raises(StartRefused, match="SAJU_BACKUP_RECIPIENT") as refused:
        await replace(vault, recipient=recipient).create(now)
    assert recipient not in str(refused.value)
    assert await vault.check() == []


async def who_is_hana(vault: Vaulted, url: URL, now: datetime) -> str:
    store = await vault.open(now, url)
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(HANA, now)
        key = await work.vault.find(user.user_id)
    await store.close()
    assert key is not None
    return f"{user.user_id} {key.secret.hex()}"
