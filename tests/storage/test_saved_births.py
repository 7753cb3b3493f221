"""Births remembered on purpose: ten at most, each once, nobody else's, gone when they should be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import URL

from core.errors import Overtaken
from core.ports import OpensUnitOfWork, SavedBirth
from core.transaction import in_transaction
from storage import schema
from storage.backup import refresh_stale_key_set
from storage.crypto import Cell
from storage.engine import make_engine, sqlite_url
from storage.errors import Damaged
from storage.keyring import new_key
from storage.models import BirthProfile
from storage.store import Store, open_store
from tests.memory_store import MemoryStore
from tests.storage.backups import Vaulted
from tests.storage.people import HANA, SPELLINGS
from tests.storage.test_forgetting import every_value, everything_decrypted, readable

BORN: dict[str, Any] = {"version": 1, "year": 1987, "month": 3, "day": 8, "clock": "14:37", "place": "통영"}
LABEL = "other:민지 언니"


@pytest.fixture(params=["memory", "sqlite", "mariadb"])
def address(request: pytest.FixtureRequest, data_dir: Path) -> URL | None:
    """Of every store that obeys the port; None is the one in memory."""
    if request.param == "memory":
        return None
    url: URL = sqlite_url(data_dir) if request.param == "sqlite" else request.getfixturevalue("mariadb")
    return url


@pytest.fixture
async def opens(address: URL | None, data_dir: Path, now: datetime) -> AsyncIterator[OpensUnitOfWork]:
    if address is None:
        yield MemoryStore().open
        return
    engine = make_engine(address)
    await schema.upgrade(engine)
    await engine.dispose()
    store = await open_store(data_dir, now, url=address, encryption_keys=new_key())
    yield store.unit_of_work
    await store.close()


async def meet(opens: OpensUnitOfWork, now: datetime, name: str = "hana") -> UUID:
    async with opens() as work:
        user = await work.users.get_or_add(replace(HANA, user_id=name), now)
        await work.commit()
    return user.user_id


async def save(
    opens: OpensUnitOfWork, user_id: UUID, day: int, now: datetime, label: str = LABEL, **changed: Any
) -> None:
    async with opens() as work:
        birth = {**BORN, "day": day, **changed}
        await work.saved_births.save(user_id, label, birth, f"1987-03-{day}".encode(), now)
        await work.commit()


async def saved(opens: OpensUnitOfWork, user_id: UUID) -> list[SavedBirth]:
    async with opens() as work:
        return list(await work.saved_births.of(user_id))


async def test_what_was_saved_is_read_again_oldest_first(opens: OpensUnitOfWork, now: datetime) -> None:
    hana = await meet(opens, now)
    assert await saved(opens, hana) == []

    for day in (9, 8, 7):
        await save(opens, hana, day, now + timedelta(seconds=9 - day), label=f"other:{day}")

    found = await saved(opens, hana)
    assert [each.label for each in found] == ["other:9", "other:8", "other:7"]
    assert [each.birth["day"] for each in found] == [9, 8, 7]
    assert found[1].birth == {**BORN, "day": 8}


async def test_the_same_birth_is_one_and_comes_anew_in_its_place(opens: OpensUnitOfWork, now: datetime) -> None:
    hana = await meet(opens, now)
    await save(opens, hana, 8, now, label="other:friend")
    await save(opens, hana, 9, now + timedelta(seconds=1))
    before = await saved(opens, hana)

    await save(opens, hana, 8, now + timedelta(days=1), label="other:partner", calendar="lunar")

    again = await saved(opens, hana)
    assert [each.birth["day"] for each in again] == [8, 9]
    assert again[1] == before[1]
    assert again[0].profile_id != before[0].profile_id, "of what was kept before, nothing stays"
    assert (again[0].label, again[0].birth["calendar"]) == ("other:partner", "lunar")


async def test_the_eleventh_is_refused_until_one_is_forgotten(opens: OpensUnitOfWork, now: datetime) -> None:
    hana = await meet(opens, now)
    for day in range(1, 11):
        await save(opens, hana, day, now + timedelta(seconds=day))
    with pytest.raises(Overtaken, match="births_full"):
        await save(opens, hana, 11, now)
    await save(opens, hana, 3, now, label="other:again")  # one of the ten, so no eleventh

    async with opens() as work:
        await work.saved_births.forget(hana, (await work.saved_births.of(hana))[4].profile_id)
        await work.commit()
    await save(opens, hana, 11, now + timedelta(minutes=1))

    assert [each.birth["day"] for each in await saved(opens, hana)] == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]


async def test_nobody_reads_or_forgets_what_is_anothers(opens: OpensUnitOfWork, now: datetime) -> None:
    hana, duri = await meet(opens, now), await meet(opens, now, "duri")
    await save(opens, hana, 8, now)
    await save(opens, duri, 8, now, label="self:")
    (hers,) = await saved(opens, hana)

    async with opens() as work:
        await work.saved_births.forget(duri, hers.profile_id)
        await work.saved_births.forget(hana, UUID(int=1))
        await work.commit()

    assert await saved(opens, hana) == [hers]
    assert [each.label for each in await saved(opens, duri)] == ["self:"]


async def test_an_erasure_takes_them_and_nothing_can_be_saved_after_it(
    opens: OpensUnitOfWork, now: datetime
) -> None:
    hana = await meet(opens, now)
    await save(opens, hana, 8, now)
    async with opens() as work:
        await work.users.erase(hana, now)
        await work.commit()

    assert await saved(opens, hana) == []
    with pytest.raises(Overtaken):
        await save(opens, hana, 9, now)


async def test_what_is_not_committed_is_not_saved(opens: OpensUnitOfWork, now: datetime) -> None:
    hana = await meet(opens, now)
    async with opens() as work:
        await work.saved_births.save(hana, LABEL, BORN, b"1987-03-08", now)
    assert await saved(opens, hana) == []


async def test_many_that_save_at_once_from_two_processes_make_ten_and_no_more(
    database: URL, data_dir: Path, now: datetime
) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    keys = new_key()
    stores = [await open_store(data_dir, now, url=database, encryption_keys=keys) for _ in range(2)]
    hana = await meet(stores[0].unit_of_work, now)

    async def one(number: int) -> str:
        async def body(work: Any) -> None:
            await work.saved_births.save(hana, LABEL, BORN, str(number % 14).encode(), now)

        try:
            await in_transaction(stores[number % 2].unit_of_work, body)
        except Overtaken as full:
            return full.code
        return "saved"

    answers = await asyncio.gather(*(one(number) for number in range(28)))

    async with stores[1].unit_of_work() as work:
        slots = (await work.vault.db.execute(select(BirthProfile.slot).order_by(BirthProfile.slot))).scalars().all()
    assert slots == list(range(1, 11))
    assert sorted(set(answers)) == ["births_full", "saved"]
    assert answers.count("saved") == 20, "each of the ten twice, as one row"
    for store in stores:
        await store.close()


async def test_no_label_no_birth_stands_readable_and_no_key_opens_it_after_an_erasure(
    store: Store, now: datetime
) -> None:
    hana = await meet(store.unit_of_work, now)
    await save(store.unit_of_work, hana, 8, now)
    await save(store.unit_of_work, await meet(store.unit_of_work, now, "duri"), 8, now)
    async with store.unit_of_work() as work:
        raw = b"\n".join(value for *_, value in await every_value(work.vault))
        assert readable(raw, (*SPELLINGS, "민지 언니")) == []
        assert "민지 언니" in await everything_decrypted(work.vault), "the search finds what there is"
        indexes = (await work.vault.db.execute(select(BirthProfile.birth_bidx))).scalars().all()
        assert len(set(indexes)) == 2, "the same birth of two people cannot be told to be the same"
        lengths = func.length(BirthProfile.label_encrypted)
        assert len(set((await work.vault.db.execute(select(lengths))).scalars())) == 1
    async with store.unit_of_work() as work:
        await work.users.erase(hana, now)
        await work.users.erase(await _id(work, "duri", now), now)
        await work.commit()
    async with store.unit_of_work() as work:
        opened = await everything_decrypted(work.vault)
    assert "민지" not in opened
    assert "1987" not in opened


async def _id(work: Any, name: str, now: datetime) -> UUID:
    user_id: UUID = (await work.users.get_or_add(replace(HANA, user_id=name), now)).user_id
    return user_id


async def test_a_value_moved_to_another_of_the_same_persons_births_is_refused(store: Store, now: datetime) -> None:
    hana = await meet(store.unit_of_work, now)
    await save(store.unit_of_work, hana, 8, now)
    await save(store.unit_of_work, hana, 9, now + timedelta(seconds=1))
    async with store.unit_of_work() as work:
        first, second = await work.saved_births.of(hana)
        db, of = work.vault.db, BirthProfile.profile_id
        moved = (await db.execute(select(BirthProfile.label_encrypted).where(of == first.profile_id))).scalar_one()
        key = await work.vault.find(first.profile_id)
        assert key is not None
        assert key.open(moved, Cell("birth_profiles", first.profile_id, "label_encrypted")).decode() == LABEL
        await db.execute(update(BirthProfile).where(of == second.profile_id).values(label_encrypted=moved))
        with pytest.raises(Damaged, match=r"birth_profiles\.label_encrypted"):
            await work.saved_births.of(hana)


async def test_a_backup_brings_them_back_but_for_who_left_meanwhile(
    vault: Vaulted, elsewhere: URL, now: datetime
) -> None:
    opened = await vault.open(now)
    hana, duri = await meet(opened.unit_of_work, now), await meet(opened.unit_of_work, now, "duri")
    for person in (hana, duri):
        await save(opened.unit_of_work, person, 8, now)
    made = await vault.create(now)
    async with opened.unit_of_work() as work:
        await work.users.erase(duri, now)
        await work.commit()
    await opened.close()
    await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, now)

    await vault.restore(elsewhere, now, made.manifest.name)

    restored = await vault.open(now, elsewhere)
    assert [each.label for each in await saved(restored.unit_of_work, hana)] == [LABEL]
    assert await saved(restored.unit_of_work, duri) == []
    await restored.close()
