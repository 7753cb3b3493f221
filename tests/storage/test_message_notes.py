"""What an adapter notes at an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.delivery import Delivery
from storage.store import Store
from tests.storage.people import HANA, begin


async def test_the_note_of_another_chat_is_another_note(store: Store, now: datetime) -> None:
    await begin(store, now)
    delivery = Delivery(store.unit_of_work, "telegram", lambda: now)
    group = replace(HANA, chat_id="group")
    for ref in ("1", "1", "2"):
        await delivery.remember(HANA, ref)
    await delivery.remember(group, "9")
    await delivery.remember(replace(HANA, user_id="stranger"), "5")

    assert (await delivery.ref(HANA), await delivery.ref(group)) == ("2", "9")
    assert await delivery.ref(replace(HANA, user_id="stranger")) is None
