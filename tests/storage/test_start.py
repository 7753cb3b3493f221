"""What stops a start, and what a first start makes."""

from __future__ import annotations

import asyncio
import shutil
import sys
from asyncio.subprocess import PIPE
from base64 import b64decode, urlsafe_b64encode
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from core.errors import Unavailable
from storage import schema
from storage.engine import DATABASE_FILE_NAME, make_engine, sqlite_url
from storage.errors import OutdatedSchema, StartRefused, WrongKeys
from storage.keyring import KEY_FILE_NAME, KeyRing, key_id, new_key, parse_keys
from storage.store import open_store
from storage.vault import Vault
from tests.storage.people import HANA

_PROJECT = Path(__file__).parents[2]


async def hana(data_dir: Path, now: datetime, keys: str | None = None) -> str:
    """Starts, meets Hana, stops; returns who she is."""
    store = await open_store(data_dir, now, encryption_keys=keys)
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(HANA, now)
        await work.commit()
    await store.close()
    return str(user.user_id)


async def test_the_first_start_makes_a_key_file_that_only_the_owner_reads(data_dir: Path, now: datetime) -> None:
    first = await open_store(data_dir, now)
    while_open = modes(data_dir)
    await first.close()
    again = await open_store(data_dir, now)
    await again.close()

    key_file = data_dir / KEY_FILE_NAME
    assert (first.new_key_file, again.new_key_file) == (key_file, None)
    assert while_open == dict.fromkeys(("encryption.keys", "saju.db", "saju.db-shm", "saju.db-wal"), "600")
    assert modes(data_dir.parent)["data"] == "700"
    assert len(b64decode(key_file.read_text().splitlines()[-1])) == 32


async def test_a_person_is_known_after_a_restart(data_dir: Path, now: datetime) -> None:
    assert await hana(data_dir, now) == await hana(data_dir, now)


async def test_a_lost_key_file_is_not_replaced(data_dir: Path, now: datetime) -> None:
    await hana(data_dir, now)
    (data_dir / KEY_FILE_NAME).unlink()

    with pytest.raises(WrongKeys, match=f"put .*{KEY_FILE_NAME} back"):
        await open_store(data_dir, now)
    assert not (data_dir / KEY_FILE_NAME).exists()


async def test_another_key_ring_does_not_start(data_dir: Path, now: datetime) -> None:
    right = new_key()
    await hana(data_dir, now, right)

    with pytest.raises(
        WrongKeys, match=rf"wrapped with key {parse_keys(right).newest_id}, which is not in"
    ) as refused:
        await open_store(data_dir, now, encryption_keys=new_key())
    assert right not in str(refused.value)


async def test_a_changed_canary_does_not_start(data_dir: Path, now: datetime) -> None:
    keys = new_key()
    await hana(data_dir, now, keys)
    await statement(data_dir, "UPDATE canary SET sealed = randomblob(61)")

    with pytest.raises(WrongKeys, match="canary cannot be read"):
        await open_store(data_dir, now, encryption_keys=keys)


async def test_a_changed_system_key_does_not_start(data_dir: Path, now: datetime) -> None:
    keys = new_key()
    await hana(data_dir, now, keys)
    await statement(data_dir, "UPDATE data_keys SET wrapped_key = randomblob(60) WHERE kind = 'system'")

    with pytest.raises(WrongKeys, match="canary cannot be read"):
        await open_store(data_dir, now, encryption_keys=keys)


async def test_data_without_its_canary_does_not_start(data_dir: Path, now: datetime) -> None:
    keys = new_key()
    await hana(data_dir, now, keys)
    await statement(data_dir, "DELETE FROM canary")

    with pytest.raises(WrongKeys, match="no canary"):
        await open_store(data_dir, now, encryption_keys=keys)


async def test_a_key_file_that_others_read_is_refused(data_dir: Path, now: datetime) -> None:
    await hana(data_dir, now)
    (data_dir / KEY_FILE_NAME).chmod(0o644)

    with pytest.raises(WrongKeys, match="chmod 600"):
        await open_store(data_dir, now)


async def test_a_key_file_made_before_a_crash_is_used_at_the_next_start(data_dir: Path, now: datetime) -> None:
    await hana(data_dir, now)
    (data_dir / DATABASE_FILE_NAME).unlink()

    store = await open_store(data_dir, now)
    await store.close()
    assert store.new_key_file is None


async def test_keys_are_rotated_without_losing_anybody(data_dir: Path, now: datetime) -> None:
    old, new = new_key(), new_key()
    before = await hana(data_dir, now, old)

    store = await open_store(data_dir, now, encryption_keys=f"{new},{old}")
    async with store.unit_of_work() as work:
        assert await work.vault.rewrap() == 2  # the system's and Hana's
        assert await work.vault.rewrap() == 0
        await work.commit()
    await store.close()

    assert await hana(data_dir, now, new) == before
    with pytest.raises(WrongKeys):
        await open_store(data_dir, now, encryption_keys=old)


async def test_two_first_starts_at_once_agree(data_dir: Path, now: datetime) -> None:
    program = (
        "import asyncio, datetime, pathlib, sys; from storage.store import open_store\n"
        "async def start():\n"
        "    store = await open_store(pathlib.Path(sys.argv[1]), datetime.datetime.now(datetime.UTC))\n"
        "    print(store.new_key_file is not None); await store.close()\n"
        "asyncio.run(start())"
    )
    command = (sys.executable, "-c", program, str(data_dir))
    starts = [
        await asyncio.create_subprocess_exec(*command, cwd=_PROJECT, stdout=PIPE, stderr=PIPE) for _ in range(3)
    ]
    said = [await start.communicate() for start in starts]

    assert sorted(out.decode().strip() for out, _ in said) == ["False", "False", "True"], said
    await hana(data_dir, now)


@pytest.mark.parametrize(
    ("spelled", "complaint"),
    [
        ("", "holds no key"),
        ("# nothing but a comment", "holds no key"),
        ("base64!", "key 1 of .* is not base64"),
        ("c2hvcnQ=", "key 1 of .* has 5 bytes, not 32"),
        (f"{'A' * 43}=,{'A' * 43}=", "same key twice"),
    ],
)
def test_keys_that_are_none_are_told_by_their_place(spelled: str, complaint: str) -> None:
    with pytest.raises(WrongKeys, match=complaint):
        parse_keys(spelled)


def test_keys_may_be_spelled_in_both_alphabets_and_separated_as_one_likes() -> None:
    first, second, third = b"\xfb\xff" * 16, b"\x01" * 32, b"\x02" * 32
    spelled = [urlsafe_b64encode(key).decode().rstrip("=") for key in (first, second, third)]
    ring = parse_keys(f"# newest\n{spelled[0]}\n{spelled[1]}, {spelled[2]}\n")
    assert ring == KeyRing((first, second, third))
    assert ring.newest_id == key_id(first)
    assert "keys" not in repr(ring)


async def test_a_file_that_is_no_database_is_told(data_dir: Path, now: datetime) -> None:
    await hana(data_dir, now)
    (data_dir / DATABASE_FILE_NAME).write_bytes(b"this is no database, but it is long enough to be looked at" * 20)

    with pytest.raises(StartRefused, match="not a sound SQLite database"):
        await open_store(data_dir, now)


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "a file").write_text("in the way")

    with pytest.raises(StartRefused, match="cannot be written"):
        await open_store(tmp_path / "a file" / "data", now)


async def test_a_schema_from_the_future_is_refused(data_dir: Path, now: datetime) -> None:
    await hana(data_dir, now)
    await statement(data_dir, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(OutdatedSchema, match=r"at 9999, this program needs \d+: a newer program made it"):
        await open_store(data_dir, now)


async def test_sqlite_follows_the_program_and_a_server_waits_for_its_operator(
    data_dir: Path, mariadb: URL, now: datetime
) -> None:
    await hana(data_dir, now)
    engine = make_engine(sqlite_url(data_dir))
    await schema.downgrade(engine)
    await engine.dispose()
    await hana(data_dir, now)

    with pytest.raises(OutdatedSchema, match=r"at nothing, .* run saju-bot db upgrade"):
        await open_store(data_dir, now, url=mariadb, encryption_keys=new_key())


async def test_a_database_that_does_not_answer_is_unavailable(data_dir: Path, now: datetime) -> None:
    with pytest.raises(Unavailable, match="database_unavailable"):
        await open_store(data_dir, now, url="mysql+aiomysql://nobody@127.0.0.1:1/x", encryption_keys=new_key())


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("no address", "is not an address"),
        ("postgresql://me:secret@host/db", "must begin with mysql:// or sqlite://"),
    ],
)
async def test_an_address_that_is_none_is_told_without_repeating_it(
    data_dir: Path, now: datetime, url: str, complaint: str
) -> None:
    with pytest.raises(StartRefused, match=complaint) as refused:
        await open_store(data_dir, now, url=url)
    assert url not in str(refused.value)
    assert "secret" not in str(refused.value)


async def test_the_driver_may_be_left_out(data_dir: Path, now: datetime) -> None:
    before = await hana(data_dir, now)
    store = await open_store(data_dir, now, url=f"sqlite:///{data_dir / DATABASE_FILE_NAME}")
    async with store.unit_of_work() as work:
        assert str((await work.users.get_or_add(HANA, now)).user_id) == before
    await store.close()


async def test_a_refused_statement_does_not_tell_its_values(data_dir: Path, now: datetime) -> None:
    """What the driver complains of ends up in a log."""
    store = await open_store(data_dir, now)
    async with store.unit_of_work() as work:
        with pytest.raises(IntegrityError) as refused:
            await work.vault.db.execute(text("INSERT INTO canary (canary_id) VALUES (:v)"), {"v": "1987-03-08"})
    await store.close()
    assert "1987-03-08" not in str(refused.value)


async def test_a_copied_folder_is_the_same_store(data_dir: Path, tmp_path: Path, now: datetime) -> None:
    before = await hana(data_dir, now)
    shutil.copytree(data_dir, tmp_path / "copy")
    assert await hana(tmp_path / "copy", now) == before


async def test_the_vault_opens_nothing_that_was_changed(data_dir: Path, now: datetime) -> None:
    """A wrapped key put under another owner is refused, not used."""
    keys = new_key()
    await hana(data_dir, now, keys)
    store = await open_store(data_dir, now, encryption_keys=keys)
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(HANA, now)
        session = await work.sessions.open(user.user_id, now)
        await work.vault.db.execute(
            text("UPDATE data_keys SET wrapped_key = (SELECT wrapped_key FROM data_keys WHERE owner_id = :user)"),
            {"user": user.user_id.bytes},
        )
        with pytest.raises(Exception, match=r"data_keys\.wrapped_key is not what was written there"):
            await Vault(work.vault.db, parse_keys(keys)).find(session.session_id)
    await store.close()


def modes(folder: Path) -> dict[str, str]:
    return {path.name: f"{path.stat().st_mode & 0o777:o}" for path in folder.iterdir()}


async def statement(data_dir: Path, sql: str) -> None:
    engine = make_engine(sqlite_url(data_dir))
    async with engine.begin() as db:
        await db.execute(text(sql))
    await engine.dispose()
