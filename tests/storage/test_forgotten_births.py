"""A birth that is forgotten takes its key along: no kept backup opens anything of it, and nothing names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import URL

from core.ports import SavedBirth
from storage.backup import refresh_stale_key_set
from storage.backup_keys import find
from storage.keyring import new_key, parse_keys
from storage.models import BirthProfile, DataKey
from storage.store import Store
from tests.storage.backups import Vaulted, silent
from tests.storage.test_forgetting import everything_decrypted
from tests.storage.test_saved_births import BORN, meet

BIRTHS = {"엄마": 1961, "민지 언니": 1987}


async def remember(store: Store, user_id: UUID, label: str, now: datetime) -> UUID:
    year = BIRTHS[label]
    async with store.unit_of_work() as work:
        await work.saved_births.save(user_id, f"other:{label}", {**BORN, "year": year}, identity(year), now)
        found = {each.label: each.profile_id for each in await work.saved_births.of(user_id)}
        await work.commit()
    return found[f"other:{label}"]


def identity(year: int) -> bytes:
    """One of a number that can be enumerated."""
    return f"{year}-03-08".encode()


async def forget(store: Store, user_id: UUID, profile_id: UUID) -> None:
    async with store.unit_of_work() as work:
        await work.saved_births.forget(user_id, profile_id)
        await work.commit()


async def saved(store: Store, user_id: UUID) -> list[SavedBirth]:
    async with store.unit_of_work() as work:
        return list(await work.saved_births.of(user_id))


async def refreshed(vault: Vaulted, now: datetime) -> bool:
    """As the job of every minute does."""
    return await refresh_stale_key_set(vault.url, vault.folder, vault.recipient, now)


async def named_by_an_index(work: Any, rows: Any) -> list[int]:
    """The years that somebody finds who has every key, and tries each birth there may be on each index."""
    owners = (await work.vault.db.execute(select(DataKey.owner_id))).scalars().all()
    keys = [await work.vault.find(owner) for owner in owners]
    indexes = {row.birth_bidx for row in rows}
    return [y for y in range(1900, 2030) if indexes & {key.blind_index("birth", identity(y)) for key in keys}]


async def rows_of(work: Any) -> Any:
    return (await work.vault.db.execute(select(*BirthProfile.__table__.columns))).all()


async def test_of_two_births_a_kept_backup_opens_the_one_that_was_not_forgotten(
    vault: Vaulted, elsewhere: URL, now: datetime
) -> None:
    store = await vault.open(now)
    hana = await meet(store.unit_of_work, now)
    mother = await remember(store, hana, "엄마", now)
    await remember(store, hana, "민지 언니", now + timedelta(seconds=1))
    async with store.unit_of_work() as work:
        then = await rows_of(work)
        assert await named_by_an_index(work, then) == [1961, 1987], "the search finds what there is"
    made = await vault.create(now)

    await forget(store, hana, mother)
    assert await refreshed(vault, now)
    assert not await refreshed(vault, now), "once is enough"
    await store.close()
    await vault.restore(elsewhere, now, made.manifest.name)

    restored = await vault.open(now, elsewhere)
    assert [each.label for each in await saved(restored, hana)] == ["other:민지 언니"]
    async with restored.unit_of_work() as work:
        assert [row.profile_id for row in await rows_of(work)] == [then[1].profile_id]
        # The rows as the dump holds them, with whatever the newest key set brings.
        assert await named_by_an_index(work, then) == [1987]
        await _plant(work, then[0])
        opened = await everything_decrypted(work.vault)
    assert "민지 언니" in opened
    assert ("엄마" in opened, "1961" in opened) == (False, False)
    await restored.close()


async def _plant(work: Any, row: Any) -> None:
    await work.vault.db.execute(insert(BirthProfile).values(**row._mapping))


async def test_a_birth_remembered_anew_leaves_nothing_of_what_it_was_called(vault: Vaulted, now: datetime) -> None:
    store = await vault.open(now)
    hana = await meet(store.unit_of_work, now)
    first = await remember(store, hana, "엄마", now)
    await vault.create(now)

    later = now + timedelta(days=1)
    again = await remember(store, hana, "엄마", later)

    assert again != first
    async with store.unit_of_work() as work:
        assert await work.vault.find(first) is None
    assert await refreshed(vault, later)
    await store.close()


async def test_only_what_was_forgotten_makes_the_key_set_stale(vault: Vaulted, now: datetime) -> None:
    store = await vault.open(now)
    hana = await meet(store.unit_of_work, now)
    await vault.create(now)
    mother = await remember(store, hana, "엄마", now + timedelta(seconds=1))
    assert not await refreshed(vault, now), "in no backup, so in no set"
    await forget(store, hana, mother)
    assert not await refreshed(vault, now)

    mother = await remember(store, hana, "엄마", now + timedelta(seconds=2))
    later = now + timedelta(hours=1)
    await vault.create(later)
    assert not await refreshed(vault, later)
    await remember(store, hana, "민지 언니", later)
    assert not await refreshed(vault, later)
    await forget(store, hana, mother)  # one came, one went: as many as before
    assert await refreshed(vault, later)
    await store.close()


async def test_a_set_written_before_births_had_keys_is_still_read(vault: Vaulted, now: datetime) -> None:
    await vault.create(now)
    manifest = vault.folder.path / "keys.json"
    fields = orjson.loads(manifest.read_bytes())
    manifest.write_bytes(orjson.dumps({k: v for k, v in fields.items() if not k.startswith("births")}))
    known = find(vault.folder)
    assert known is not None
    assert (known.births, known.births_until) == ("", None)
    assert not await refreshed(vault, now)


async def test_who_leaves_takes_every_key_along(store: Store, now: datetime) -> None:
    hana, duri = await meet(store.unit_of_work, now), await meet(store.unit_of_work, now, "duri")
    hers = [await remember(store, hana, label, now) for label in BIRTHS]
    his = await remember(store, duri, "엄마", now)
    async with store.unit_of_work() as work:
        await work.users.erase(hana, now)
        await work.commit()

    async with store.unit_of_work() as work:
        assert [await work.vault.find(each) for each in (hana, *hers)] == [None, None, None]
        assert await work.vault.find(his) is not None


async def test_a_rotation_puts_them_under_the_new_key(vault: Vaulted, elsewhere: URL, now: datetime) -> None:
    store = await vault.open(now)
    hana = await meet(store.unit_of_work, now)
    await remember(store, hana, "엄마", now)
    await store.close()
    await vault.create(now)
    new = new_key()
    store = await replace(vault, keys=f"{new},{vault.keys}").open(now)
    rotated = await store.rotate_keys(silent)
    await store.close()
    assert set(rotated.in_use) == {parse_keys(new).newest_id}
    assert await refreshed(vault, now)

    await replace(vault, keys=new).restore(elsewhere, now)

    restored = await replace(vault, keys=new).open(now, elsewhere)
    assert [each.label for each in await saved(restored, hana)] == ["other:엄마"]
    await restored.close()


async def test_a_row_without_its_key_is_none_of_the_ten(store: Store, now: datetime) -> None:
    hana = await meet(store.unit_of_work, now)
    mother = await remember(store, hana, "엄마", now)
    async with store.unit_of_work() as work:
        await work.vault.db.execute(delete(DataKey).where(DataKey.owner_id == mother))
        await work.commit()
    assert await saved(store, hana) == []

    sister = await remember(store, hana, "민지 언니", now + timedelta(seconds=1))

    async with store.unit_of_work() as work:
        assert [(row.profile_id, row.slot) for row in await rows_of(work)] == [(sister, 1)]


@pytest.mark.parametrize("whose", ["hers", "nobody's"])
async def test_forgetting_anothers_birth_destroys_no_key(store: Store, now: datetime, whose: str) -> None:
    hana, duri = await meet(store.unit_of_work, now), await meet(store.unit_of_work, now, "duri")
    mother = await remember(store, hana, "엄마", now)
    await forget(store, duri, mother if whose == "hers" else duri)
    async with store.unit_of_work() as work:
        assert await work.vault.find(mother) is not None
        assert await work.vault.find(duri) is not None
