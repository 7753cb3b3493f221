"""What a person told is nowhere on the disk in clear, and after the session nobody can decrypt it, keys or not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, Table, create_engine, select
from sqlalchemy.engine import Connection

from bot.application import Application
from bot.clock import Clock
from bot.expiry import keep_ending
from bot.settings import Settings
from core.errors import Unavailable
from core.messages import Address, Inbound
from storage.crypto import Cell, DataKey
from storage.errors import Damaged
from storage.keyring import KeyRing, Wrapped, load_or_create_key_file
from storage.models import Base
from storage.models import DataKey as DataKeyRow
from storage.store import open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.conftest import NOW

ACCOUNT = "seeker-471100815"
BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
SECRET = "남편 김철수와 매일 다퉈서 힘들어요"
TOLD = (
    BIRTH,
    "1990년 5월 15일",
    "5월 15일",
    "1990-05-15",
    "19900515",
    "1990.05.15",
    "오후 2시 반",
    "1990-05-15T05:30",
    "庚辰 癸未",  # every pillar alone has its page in the knowledge base
    '"time":"癸未"',
    "庚午 辛巳 庚辰",
    "김철수",
    "매일 다퉈서",
    ACCOUNT,
)
WHOLE_TALK = (
    ("command", "/start"),
    ("choice", "begin"),
    ("choice", "consent:yes"),
    ("text", BIRTH),
    ("choice", "confirm:yes"),
    ("text", SECRET),
    ("text", "올해 재물운은 어때요?"),
    ("command", "/mydata"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")  # the knowledge base too is in the data folder


async def talked(settings: Settings, clock: Clock) -> Application:
    """A running application after the whole talk."""
    application = Application(settings, clock)
    await application.start()
    for number, (kind, value) in enumerate(WHOLE_TALK):
        address = Address("telegram", ACCOUNT, ACCOUNT)
        inbound = Inbound(f"update-{number}", address, clock(), kind, value)  # type: ignore[arg-type]
        replies = await application.conversation.handle(inbound)
        assert replies
    assert "1990" in replies[-1].text, "it was understood and kept"
    return application


def in_clear(folder: Path, told: Sequence[str] = TOLD) -> list[tuple[str, str, str]]:
    """(file, encoding, words) of what stands readable in any file, or in the name of one."""
    spelled = [
        (words, encoding, words.encode(encoding))
        for words in told
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    ]
    spelled += [(words, "json", words.encode("unicode_escape")) for words in told]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 4
    found = []
    for path in files:
        content = path.read_bytes() + str(path).encode()
        found += [(path.name, encoding, words) for words, encoding, raw in spelled if raw in content]
    return found


def decrypted(data_dir: Path) -> list[str]:
    """Every private cell that any data key still there opens, as `table.column: plain text`."""
    ring, _ = load_or_create_key_file(data_dir, may_create=False)
    engine = create_engine(f"sqlite:///{data_dir / 'saju.db'}")
    try:
        with engine.connect() as db:
            keys = list(_keys(db, ring))
            return [f"{c.table}.{c.column}: {plain}" for c, raw in _cells(db) for plain in _opened(keys, c, raw)]
    finally:
        engine.dispose()


def _keys(db: Connection, ring: KeyRing) -> Iterator[DataKey]:
    columns = (DataKeyRow.owner_id, DataKeyRow.kind, DataKeyRow.kek_id, DataKeyRow.wrapped_key)
    for owner_id, kind, kek_id, wrapped in db.execute(select(*columns)):
        yield DataKey(owner_id, ring.unwrap(Wrapped(kek_id, wrapped), owner_id, kind))


def _cells(db: Connection) -> Iterator[tuple[Cell, bytes]]:
    """Every value of bytes in the database with the place that its ciphertext would be bound to."""
    for table in Base.metadata.sorted_tables:
        for row in db.execute(select(table)).mappings():
            for column in _private(table):
                if row[column] is not None:
                    yield from ((Cell(table.name, owner, column), row[column]) for owner in _ids(row.values()))


def _private(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, LargeBinary)]


def _ids(values: Iterable[object]) -> list[UUID]:
    return [value for value in values if isinstance(value, UUID)]


def _opened(keys: list[DataKey], cell: Cell, raw: bytes) -> Iterator[str]:
    for key in keys:
        try:
            yield key.open(raw, cell).decode()
        except Damaged:
            continue


async def until_forgotten(data_dir: Path) -> None:
    for _ in range(500):
        if not any("1990" in plain for plain in decrypted(data_dir)):
            return
        await asyncio.sleep(0.02)
    pytest.fail("the session was not ended")


async def test_nothing_told_stands_in_any_file_while_it_runs_or_after(settings: Settings) -> None:
    application = await talked(settings, Clock(NOW))
    try:
        assert in_clear(settings.data_dir) == [], "with the write-ahead log open"
    finally:
        await application.stop()
    assert in_clear(settings.data_dir) == []


async def test_the_keys_open_it_while_the_session_lives_and_nothing_opens_it_afterwards(settings: Settings) -> None:
    clock = Clock(NOW)
    application = await talked(settings, clock)
    try:
        before = decrypted(settings.data_dir)
        assert any("1990-05-15" in plain for plain in before), "the sweep finds what there is"
        assert {plain.split(":")[0] for plain in before} >= {
            "user_sessions.state_encrypted",
            "user_sessions.birth_datetime_encrypted",
            "saju_calculations.result_encrypted",
            "saju_analyses.sinsal_list",
            "conversation_logs.content",
        }

        clock.advance(1860)
        await application.end_expired()

        after = decrypted(settings.data_dir)
        assert {plain.split(":")[0] for plain in after} <= {"users.account_encrypted", "canary.sealed"}
        assert in_clear(settings.data_dir) == []
    finally:
        await application.stop()
    assert not any(word in plain for plain in decrypted(settings.data_dir) for word in TOLD if word != ACCOUNT)


async def test_a_start_ends_what_expired_while_nothing_ran(settings: Settings) -> None:
    await (await talked(settings, Clock(NOW))).stop()
    assert any("1990-05-15" in plain for plain in decrypted(settings.data_dir))

    late = Application(settings, Clock(NOW + timedelta(hours=1)))
    await late.start()
    await late.stop()

    assert not any("1990" in plain for plain in decrypted(settings.data_dir))


async def test_time_alone_ends_a_session_of_who_never_writes_again(settings: Settings) -> None:
    """The loop that runs behind a terminal, with a shorter breath."""
    clock = Clock(NOW)
    await (await talked(settings, clock)).stop()
    store = await open_store(settings.data_dir, clock())
    ending = asyncio.create_task(keep_ending(store.unit_of_work, clock, every_s=0.01))
    try:
        await asyncio.sleep(0.1)
        assert any("1990" in plain for plain in decrypted(settings.data_dir)), "not before its time"
        clock.advance(1860)
        await until_forgotten(settings.data_dir)
    finally:
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        await store.close()


async def test_a_database_that_does_not_answer_once_does_not_stop_the_ending(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    clock, troubles = Clock(NOW), [Unavailable("database_unavailable"), OSError("disk")]
    await (await talked(settings, clock)).stop()
    store = await open_store(settings.data_dir, clock())

    def opens() -> SqlUnitOfWork:
        if troubles:
            raise troubles.pop()
        return store.unit_of_work()

    ending = asyncio.create_task(keep_ending(opens, clock, every_s=0.01))
    try:
        clock.advance(1860)
        await until_forgotten(settings.data_dir)
    finally:
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        await store.close()
    assert "Unavailable" in caplog.text
    assert "disk" not in caplog.text, "the kind of the error, not its words"
