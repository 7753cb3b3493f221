"""A person comes, talks, goes and comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.errors import Unavailable
from core.ports import LogEntry
from storage.crypto import Cell
from storage.models import ConversationLog, UserRow
from storage.store import Store
from tests.storage.people import BIRTH, HANA, begin, chart


async def test_a_person_is_known_again_by_platform_and_account(store: Store, now: datetime) -> None:
    hana, _ = await begin(store, now)

    async with store.unit_of_work() as work:
        again = await work.users.get_or_add(replace(HANA, chat_id="another chat"), now)
        elsewhere = await work.users.get_or_add(replace(HANA, platform="discord"), now)
        capital = await work.users.get_or_add(replace(HANA, user_id="Hana"), now)

    assert again == hana
    assert len({hana.user_id, elsewhere.user_id, capital.user_id}) == 3


async def test_what_a_person_chose_is_kept(store: Store, now: datetime) -> None:
    hana, _ = await begin(store, now)
    chosen = replace(hana, language="en", preferences={"school": "midnight"}, consent_version="2", consented_at=now)

    async with store.unit_of_work() as work:
        await work.users.save(chosen, now)
        await work.commit()
    async with store.unit_of_work() as work:
        assert await work.users.get_or_add(HANA, now) == chosen


async def test_the_conversation_goes_on_where_it_was(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    later = now + timedelta(minutes=12)
    moved = replace(session, state={"step": "시각"}, birth=BIRTH, in_form=True, last_activity=later)

    async with store.unit_of_work() as work:
        await work.sessions.save(moved)
        await work.commit()
    async with store.unit_of_work() as work:
        found = await work.sessions.latest(hana.user_id)

    assert found == replace(moved, expires_at=later + timedelta(minutes=30))


async def test_a_session_slides_but_not_for_ever(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)

    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, last_activity=now + timedelta(hours=23, minutes=50)))
        capped = await work.sessions.latest(hana.user_id)

    assert capped is not None
    assert capped.expires_at == now + timedelta(hours=24)


async def test_leaving_without_commit_leaves_nothing(store: Store, now: datetime) -> None:
    async with store.unit_of_work() as work:
        hana = await work.users.get_or_add(HANA, now)
        await work.sessions.open(hana.user_id, now)

    async with store.unit_of_work() as work:
        assert (await work.users.get_or_add(HANA, now)).user_id != hana.user_id


async def test_a_session_that_expired_is_ended_once_and_says_that_a_form_was_open(
    store: Store, now: datetime
) -> None:
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, state={"step": "sex"}, birth=BIRTH, in_form=True))
        await work.commit()

    async with store.unit_of_work() as work:
        assert await work.sessions.end_expired(now + timedelta(minutes=29, seconds=59)) == 0
        assert await work.sessions.end_expired(now + timedelta(minutes=30)) == 1
        await work.commit()

    async with store.unit_of_work() as work:
        ended = await work.sessions.latest(hana.user_id)
        assert await work.sessions.end_expired(now + timedelta(minutes=31)) == 0
    assert ended is not None
    assert (ended.state, ended.birth, ended.in_form) == ({}, None, True)


async def test_an_ended_session_takes_nothing_any_more(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.end(session.session_id, now)
        await work.commit()

    async with store.unit_of_work() as work:
        with pytest.raises(Unavailable, match="session_ended"):
            await work.sessions.save(session)
        with pytest.raises(Unavailable, match="session_ended"):
            await work.messages.append(session, [LogEntry("user", "아직 있어요?")], now)
        with pytest.raises(Unavailable, match="session_ended"):
            await work.readings.save(session, chart(), now)


async def test_a_session_ended_before_its_time_does_not_look_alive(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    later = now + timedelta(minutes=5)
    async with store.unit_of_work() as work:
        await work.sessions.end(session.session_id, later)
        ended = await work.sessions.latest(hana.user_id)
    assert ended is not None
    assert ended.expires_at == later


async def test_a_session_whose_key_was_not_restored_does_not_look_alive(store: Store, now: datetime) -> None:
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.save(replace(session, state={"step": "sex"}, birth=BIRTH))
        await work.vault.destroy([session.session_id])
        left = await work.sessions.latest(hana.user_id)
    assert left is not None
    assert (left.state, left.birth, left.expires_at) == ({}, None, now)


async def test_the_newest_session_is_the_latest(store: Store, now: datetime) -> None:
    hana, first = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.sessions.end(first.session_id, now)
        second = await work.sessions.open(hana.user_id, now + timedelta(seconds=1))
        assert await work.sessions.latest(hana.user_id) == second


async def test_of_two_sessions_begun_in_the_same_instant_the_one_that_runs_is_the_latest(
    store: Store, now: datetime
) -> None:
    """A clock that stands still, or a very quick person."""
    hana, session = await begin(store, now)
    async with store.unit_of_work() as work:
        for _ in range(8):
            await work.sessions.end(session.session_id, now)
            session = await work.sessions.open(hana.user_id, now)
            assert await work.sessions.latest(hana.user_id) == session


async def test_lines_are_numbered_through_the_conversation(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    question = LogEntry("user", "올해 이직해도 될까요?")
    call = LogEntry("assistant", "", tool_calls=({"name": "seun", "year": 2026},), model_name="m", tokens_in=7)
    result = LogEntry("tool", "丙午", tool_call_id="call-1")

    for entries in ([question], [], [call, result]):
        async with store.unit_of_work() as work:
            await work.messages.append(session, entries, now)
            await work.commit()

    async with store.unit_of_work() as work:
        key = await work.vault.find(session.session_id)
        rows = (
            await work.vault.db.execute(
                select(*ConversationLog.__table__.columns).order_by(ConversationLog.message_order)
            )
        ).all()
    assert key is not None
    assert [(row.message_order, row.role, row.tool_call_id) for row in rows] == [
        (1, "user", None),
        (2, "assistant", None),
        (3, "tool", "call-1"),
    ]
    assert (
        key.open(rows[0].content, Cell("conversation_logs", rows[0].log_id, "content")).decode() == question.content
    )
    assert rows[1].content is None
    assert key.open_json(rows[1].tool_calls, Cell("conversation_logs", rows[1].log_id, "tool_calls")) == [
        {"name": "seun", "year": 2026}
    ]


async def test_a_person_who_comes_back_from_an_old_backup_is_still_forgotten(store: Store, now: datetime) -> None:
    """The main dump is older than the erasure; the keys, kept apart, are not there any more."""
    hana, _ = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.vault.destroy([hana.user_id])
        await work.commit()

    async with store.unit_of_work() as work:
        newcomer = await work.users.get_or_add(HANA, now)
        erased = select(UserRow.erased_at).where(UserRow.user_id == hana.user_id)
        assert (await work.vault.db.execute(erased)).scalar_one() == now
    assert newcomer.user_id != hana.user_id
