"""What is looked for afterwards, by somebody who has the whole folder and every key."""

from __future__ import annotations

import random
import shutil
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.messages import Address
from core.ports import LogEntry, Session
from storage.crypto import Cell, DataKey
from storage.errors import Damaged
from storage.keyring import KEY_FILE_NAME
from storage.models import Base, SajuCalculation, UserRow
from storage.models import DataKey as DataKeyRow
from storage.readings import inputs_of
from storage.store import Store, open_store
from storage.vault import Vault
from tests.storage.people import BIRTH, SPELLINGS, chart

ACCOUNT = Address("telegram", "chat-4711-0815", "account-19876543")
CHAT = "저는 통영에서 태어났고 올해 이직이 걱정이에요"
FORM = {"step": "confirm", "draft": "1987년 3월 8일 오후 2시 37분, 19870308, 870308"}


async def talk(store: Store, now: datetime) -> Session:
    """A person gives a birth, gets a chart and asks a question."""
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(ACCOUNT, now)
        session = await work.sessions.open(user.user_id, now)
        await work.sessions.save(replace(session, state=FORM, birth=BIRTH))
        await work.readings.save(session, chart(), now)
        await work.messages.append(session, [LogEntry("user", CHAT), LogEntry("assistant", f"답: {CHAT}")], now)
        await work.updates.take("telegram", f"{ACCOUNT.chat_id}:1", now)
        await work.commit()
    return session


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        yield path.name, path.read_bytes()


def readable(haystack: bytes, words: tuple[str, ...]) -> list[str]:
    encodings = ("utf-8", "utf-16-le", "cp949")
    return [word for word in words for encoding in encodings if word.encode(encoding) in haystack]


async def every_value(vault: Vault) -> list[tuple[str, str, Any, bytes]]:
    """All bytes of all rows: table, column, row, value."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in (await vault.db.execute(select(table))).mappings():
            found += [(table.name, name, row, value) for name, value in row.items() if isinstance(value, bytes)]
    return found


async def everything_decrypted(vault: Vault) -> str:
    """What every key that is still there opens, tried on every value of every row."""
    owners = (await vault.db.execute(select(DataKeyRow.owner_id))).scalars().all()
    keys = [key for owner in owners if (key := await vault.find(owner)) is not None]
    opened = [
        plain.decode(errors="replace")
        for table, column, row, value in await every_value(vault)
        for key in keys
        if (plain := tried(key, Cell(table, next(iter(row.values())), column), value)) is not None
    ]
    return "\n".join(opened)


def tried(key: DataKey, cell: Cell, value: bytes) -> bytes | None:
    if not isinstance(cell.row_id, UUID):
        return None
    try:
        return key.open(value, cell)
    except Damaged:
        return None


async def test_nothing_private_stands_readable_in_any_file(data_dir: Path, now: datetime) -> None:
    store = await open_store(data_dir, now)
    private = (*SPELLINGS, CHAT, "이직", ACCOUNT.user_id, ACCOUNT.chat_id, "confirm")
    await talk(store, now)

    while_open = dict(files(data_dir))
    assert {"saju.db", "saju.db-wal", "saju.db-shm", KEY_FILE_NAME} <= set(while_open)
    # The day pillar is in clear by design; the test can find a text that stands there.
    assert readable(while_open["saju.db-wal"] + while_open["saju.db"], ("丙辰",)) == ["丙辰"]
    for name, content in while_open.items():
        assert readable(content, private) == [], name

    await store.close()
    for name, content in files(data_dir):
        assert readable(content, private) == [], name


async def test_the_scan_finds_what_can_still_be_decrypted(store: Store, now: datetime) -> None:
    """Otherwise the test below could not fail."""
    await talk(store, now)
    async with store.unit_of_work() as work:
        text = await everything_decrypted(work.vault)
    assert set(readable(text.encode(), (*SPELLINGS[:4], CHAT))) == {*SPELLINGS[:4], CHAT}


async def test_after_expiry_no_key_that_is_left_gives_the_birth_away(store: Store, now: datetime) -> None:
    await talk(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.end_expired(now + timedelta(minutes=30))
        await work.commit()

    async with store.unit_of_work() as work:
        text = await everything_decrypted(work.vault)
    assert ACCOUNT.user_id in text  # the user's own key is still there
    assert readable(text.encode(), (*SPELLINGS, CHAT)) == []


async def test_after_expiry_the_birth_cannot_be_guessed_by_its_index(store: Store, now: datetime) -> None:
    """Ten million births are soon enumerated: no key that is left may make the index of one."""
    session = await talk(store, now)
    async with store.unit_of_work() as work:
        indexed = (await work.vault.db.execute(select(SajuCalculation.input_bidx))).scalar_one()
        own = await work.vault.find(session.session_id)
        await work.sessions.end(session.session_id, now)
        await work.commit()
    async with store.unit_of_work() as work:
        left = (await work.vault.db.execute(select(DataKeyRow.owner_id))).scalars().all()
        keys = [await work.vault.find(owner) for owner in left]

    assert own is not None
    assert own.blind_index("inputs", inputs_of(chart())) == indexed
    assert len(keys) == 2  # the user's and the system's
    assert all(key is not None and key.blind_index("inputs", inputs_of(chart())) != indexed for key in keys)


async def test_a_destroyed_key_is_in_no_file_any_more(data_dir: Path, now: datetime) -> None:
    """Hundreds of sessions come and go in any order: not in the database, its free space or its log."""
    chance = random.Random(20261123)
    store = await open_store(data_dir, now)
    live: list[Session] = []
    gone: list[bytes] = []
    for turn in range(30):
        async with store.unit_of_work() as work:
            for person in range(20):
                address = Address("telegram", f"c{turn}-{person}", f"u{turn}-{person}")
                user = await work.users.get_or_add(address, now)
                live.append(await work.sessions.open(user.user_id, now + timedelta(seconds=turn)))
            await work.commit()
        chance.shuffle(live)
        leaving, live = live[:16], live[16:]
        async with store.unit_of_work() as work:
            ids = [session.session_id for session in leaving]
            wrapped = select(DataKeyRow.wrapped_key).where(DataKeyRow.owner_id.in_(ids))
            gone += (await work.vault.db.execute(wrapped)).scalars()
            await work.commit()
        async with store.unit_of_work() as work:
            for session in leaving:
                await work.sessions.end(session.session_id, now)
            await work.commit()

    assert len(gone) == 480
    async with store.unit_of_work() as work:
        kept = (await work.vault.db.execute(select(DataKeyRow.wrapped_key))).scalars().all()
    on_disk = b"".join(content for _, content in files(data_dir))
    assert all(key in on_disk for key in kept)
    assert not any(key[12:44] in on_disk for key in gone)
    await store.close()


async def test_a_crash_before_the_log_was_emptied_is_made_good_at_the_next_start(
    data_dir: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(data_dir, now)
    session = await talk(store, now)
    async with store.unit_of_work() as work:
        wrapped = select(DataKeyRow.wrapped_key).where(DataKeyRow.owner_id == session.session_id)
        key = (await work.vault.db.execute(wrapped)).scalar_one()

    async def killed(_: object) -> None:
        shutil.copytree(data_dir, tmp_path / "after the kill")

    monkeypatch.setattr("storage.unit_of_work.empty_write_ahead_log", killed)
    async with store.unit_of_work() as work:
        await work.sessions.end(session.session_id, now)
        await work.commit()
    await store.close()
    left = tmp_path / "after the kill"
    assert any(key in content for _, content in files(left))

    store = await open_store(left, now)
    assert not any(key in content for _, content in files(left))
    await store.close()


async def test_the_key_of_the_file_alone_opens_no_ended_session(data_dir: Path, now: datetime) -> None:
    """A copy of the folder from after the expiry, with the key file in it, holds no secret of the session."""
    store = await open_store(data_dir, now)
    session = await talk(store, now)
    async with store.unit_of_work() as work:
        key = await work.vault.find(session.session_id)
        await work.sessions.end(session.session_id, now)
        await work.commit()
    assert key is not None
    on_disk = b"".join(content for _, content in files(data_dir))
    kek = b64decode((data_dir / KEY_FILE_NAME).read_text().splitlines()[-1])
    assert key.secret not in on_disk
    assert kek not in on_disk
    await store.close()


async def test_an_erased_person_leaves_a_nameless_row_and_nothing_else(store: Store, now: datetime) -> None:
    session = await talk(store, now)
    async with store.unit_of_work() as work:
        await work.users.erase(session.user_id, now)
        await work.commit()

    async with store.unit_of_work() as work:
        text = await everything_decrypted(work.vault)
        rows = {
            table.name: (await work.vault.db.execute(select(table))).all() for table in Base.metadata.sorted_tables
        }
        row = (await work.vault.db.execute(select(*UserRow.__table__.columns))).one()
        owners = (await work.vault.db.execute(select(DataKeyRow.kind))).scalars().all()
    assert readable(text.encode(), (*SPELLINGS, CHAT, ACCOUNT.user_id)) == []
    assert [name for name in rows if rows[name]] == [
        name for name in rows if name in {"users", "data_keys", "canary", "processed_updates", "schema_migrations"}
    ]
    assert owners == ["system"]
    assert (row.account_bidx, row.account_encrypted, row.preferences, row.erased_at) == (None, None, {}, now)


async def test_an_erased_person_may_come_back_as_a_stranger(store: Store, now: datetime) -> None:
    session = await talk(store, now)
    async with store.unit_of_work() as work:
        await work.users.erase(session.user_id, now)
        stranger = await work.users.get_or_add(ACCOUNT, now)
        assert await work.sessions.latest(stranger.user_id) is None
        await work.commit()
    assert stranger.user_id != session.user_id


async def test_a_value_moved_to_another_row_is_refused(store: Store, now: datetime) -> None:
    """Somebody who may write to the database puts another person's birth into his own session."""
    victim = await talk(store, now)
    async with store.unit_of_work() as work:
        thief = await work.users.get_or_add(Address("telegram", "t", "thief"), now)
        session = await work.sessions.open(thief.user_id, now)
        table = Base.metadata.tables["user_sessions"]
        stolen = select(table.c.birth_datetime_encrypted).where(table.c.session_id == victim.session_id)
        value = (await work.vault.db.execute(stolen)).scalar_one()
        await work.vault.db.execute(
            table.update().where(table.c.session_id == session.session_id).values(birth_datetime_encrypted=value)
        )
        with pytest.raises(Damaged, match=r"user_sessions\.birth_datetime_encrypted"):
            await work.sessions.latest(thief.user_id)
