"""What operators did stands in a chain: no row of it can be changed, removed or cut off unnoticed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from storage.access_log import AccessLogBroken, Head
from storage.errors import Damaged
from storage.ids import new_id
from storage.models import AccessLogEntry, Canary, UserRow
from storage.store import Store
from tests.storage.people import begin


async def written(store: Store, now: datetime, count: int = 5) -> Head:
    async with store.unit_of_work() as work:
        for number in range(count):
            head = await work.access_log.append(
                "telegram:123",
                "look_up",
                now + timedelta(seconds=number),
                subject_id=new_id(now),
                details={"n": number},
            )
        await work.commit()
    return head


async def broken_at(store: Store, known: Head | None = None) -> int:
    async with store.unit_of_work() as work:
        with pytest.raises(AccessLogBroken, match="a row was removed or changed") as broken:
            await work.access_log.verify(known)
    return broken.value.entry_no


async def tampered(store: Store, statement: Any) -> None:
    async with store.unit_of_work() as work:
        await work.vault.db.execute(statement)
        await work.commit()


async def test_an_untouched_log_is_whole(store: Store, now: datetime) -> None:
    head = await written(store, now)
    async with store.unit_of_work() as work:
        assert await work.access_log.verify() == head
        assert await work.access_log.verify(Head()) == head
    assert head.entry_no == 5


@pytest.mark.parametrize(
    "changed",
    [
        {"actor": "telegram:124"},
        {"action": "export"},
        {"details": '{"n":9}'},
        {"subject_id": None},
        {"created_at": datetime.fromisoformat("2026-11-23T03:00:01.000001+00:00")},
        {"entry_hash": bytes(32)},
        {"previous_hash": bytes(31) + b"\x01"},
    ],
)
@pytest.mark.parametrize("entry_no", [1, 3, 5])
async def test_a_changed_row_is_named(store: Store, now: datetime, changed: dict[str, Any], entry_no: int) -> None:
    await written(store, now)
    await tampered(store, update(AccessLogEntry).where(AccessLogEntry.entry_no == entry_no).values(changed))
    assert await broken_at(store) == entry_no


@pytest.mark.parametrize("entry_no", [1, 3, 5])
async def test_a_missing_row_is_named(store: Store, now: datetime, entry_no: int) -> None:
    """The last one too: the seal of the head knows how many there were."""
    await written(store, now)
    await tampered(store, delete(AccessLogEntry).where(AccessLogEntry.entry_no == entry_no))
    assert await broken_at(store) == entry_no


async def test_an_emptied_log_is_no_new_one(store: Store, now: datetime) -> None:
    await written(store, now)
    await tampered(store, delete(AccessLogEntry))
    assert await broken_at(store) == 1


async def test_a_row_put_in_by_hand_is_found(store: Store, now: datetime) -> None:
    """With a hash that fits: whoever writes to the table can compute one, but not the seal."""
    await written(store, now)
    async with store.unit_of_work() as work:
        last = (await work.access_log.entries())[-1]
        await work.access_log.append("cli:intruder", "export", now)
        forged = (await work.access_log.entries())[-1]
    assert forged.previous_hash == last.entry_hash
    await tampered(store, insert(AccessLogEntry).values(dict(forged._mapping)))
    assert await broken_at(store) == 6


async def test_without_its_seal_the_log_is_not_continued(store: Store, now: datetime) -> None:
    await written(store, now)
    await tampered(
        store,
        text(
            "DELETE FROM canary WHERE sealed <> (SELECT s FROM (SELECT sealed AS s FROM canary "
            "ORDER BY canary_id LIMIT 1) AS first)"
        ),
    )
    assert await broken_at(store) == 1
    async with store.unit_of_work() as work:
        with pytest.raises(Damaged):
            await work.access_log.append("cli:root", "rotate", now)


async def test_a_seal_of_an_earlier_day_does_not_fit(store: Store, now: datetime) -> None:
    await written(store, now, 2)
    async with store.unit_of_work() as work:
        old = (await work.vault.db.execute(select(Canary.canary_id, Canary.sealed))).all()
    await written(store, now, 2)
    for row in old:
        await tampered(store, update(Canary).where(Canary.canary_id == row.canary_id).values(sealed=row.sealed))
    assert await broken_at(store) == 3


async def test_a_log_taken_back_as_a_whole_is_told_by_a_head_kept_elsewhere(store: Store, now: datetime) -> None:
    kept = await written(store, now, 2)
    later = Head(kept.entry_no + 1, bytes(32))
    assert await broken_at(store, later) == 3
    assert await broken_at(store, Head(2, bytes(32))) == 2


async def test_two_operators_at_once_do_not_fork_the_chain(store: Store, now: datetime) -> None:
    heads = await asyncio.gather(*(written(store, now, 2) for _ in range(5)))
    async with store.unit_of_work() as work:
        last = await work.access_log.verify()
    assert last.entry_no == 10
    assert last in heads


@pytest.mark.parametrize("free", ["김하나", "1990-03-05 14:30", "a b", "", "x" * 65])
async def test_free_text_does_not_get_in(store: Store, now: datetime, free: str) -> None:
    async with store.unit_of_work() as work:
        with pytest.raises(ValueError, match="code words"):
            await work.access_log.append("cli:root", "export", now, details={"why": free})
        with pytest.raises(ValueError, match="code words"):
            await work.access_log.append(free, "export", now)


async def test_an_entry_stands_or_falls_with_what_it_tells_of(store: Store, now: datetime) -> None:
    user, _ = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.users.erase(user.user_id, now)
        await work.access_log.append("telegram:123", "erase", now, subject_id=user.user_id)
    async with store.unit_of_work() as work:
        assert await work.access_log.entries() == []
        assert (await work.vault.db.execute(select(UserRow.erased_at))).scalar_one() is None
        await work.users.erase(user.user_id, now)
        await work.access_log.append("telegram:123", "erase", now, subject_id=user.user_id)
        await work.commit()

    async with store.unit_of_work() as work:
        (entry,) = await work.access_log.entries()
        assert (await work.vault.db.execute(select(UserRow.erased_at))).scalar_one() == now
    assert (entry.actor, entry.action, entry.subject_id) == ("telegram:123", "erase", user.user_id)
