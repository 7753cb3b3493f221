"""masked_user_sessions: what may be shown of sessions to those who may not see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import URL

from storage import schema
from storage.engine import make_engine
from storage.store import Store
from tests.storage.people import BIRTH, begin

_SHOWN = "SELECT * FROM masked_user_sessions"


async def test_the_view_shows_references_and_days_and_says_the_same_at_each_reading(
    store: Store, now: datetime
) -> None:
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, birth=BIRTH, last_activity=now + timedelta(hours=3)))
        first = (await work.vault.db.execute(text(_SHOWN))).one()
        again = (await work.vault.db.execute(text(_SHOWN))).one()

    shown = first._mapping
    assert first == again
    assert set(shown) == {
        "session_ref",
        "user_ref",
        "has_birth",
        "in_form",
        "lines_logged",
        "created_on",
        "last_active_on",
        "ended",
    }
    assert (str(shown["created_on"]), str(shown["last_active_on"])) == ("2026-11-23", "2026-11-23")
    assert (shown["has_birth"], shown["ended"], shown["lines_logged"]) == (1, 0, 0)
    told = repr(tuple(shown.values()))
    assert hana.user_id.hex not in told
    assert session.session_id.hex not in told
    assert len(shown["session_ref"]) == len(shown["user_ref"]) == 16


async def test_two_sessions_of_one_person_share_a_reference(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.renew(hana.user_id, session, now)
        rows = (await work.vault.db.execute(text(_SHOWN))).all()
    assert len({row.user_ref for row in rows}) == 1
    assert len({row.session_ref for row in rows}) == 2


async def test_the_view_lends_nobody_its_maker_s_rights(mariadb: URL) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    query = text("SELECT security_type FROM information_schema.views WHERE table_schema = DATABASE()")
    async with engine.connect() as db:
        assert (await db.execute(query)).scalars().all() == ["INVOKER"]
    await engine.dispose()
