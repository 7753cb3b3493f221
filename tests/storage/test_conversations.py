"""The conversations of tests/core, word for word, on each kind of database; and two processes on one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from core.conversation import Conversation
from storage import schema
from storage.engine import make_engine
from storage.keyring import new_key
from tests.core.test_conversation import (  # noqa: F401  # collected here with the world of this file
    LONG_TALK,
    test_a_birth_told_before_the_consent_is_not_stored_and_asked_for_again,
    test_a_chosen_language_wins_over_the_messenger,
    test_a_second_message_waits_for_the_first,
    test_a_session_that_ended_mid_form_says_so_and_starts_anew,
    test_a_yes_long_after_delete_was_asked_erases_nothing,
    test_cancel_says_what_was_cancelled_and_erases_it,
    test_delete_asks_once_and_then_nothing_is_left,
    test_my_data_shows_what_is_stored_and_the_log_does_not_keep_it,
    test_the_consent_is_kept_with_its_version_before_the_first_birth,
    test_the_log_holds_no_birth,
    test_the_same_event_is_answered_once,
    test_two_people_do_not_meet,
    test_what_was_given_is_gone_after_the_session_and_a_new_birth_is_taken_at_once,
    test_who_declines_is_answered_kindly_and_may_come_back,
    test_words_of_distress_stop_the_reading_until_the_person_goes_on,
)
from tests.fakes import Seeker, World, agreed
from tests.storage.real_world import Place, real_world


@pytest.fixture
async def place(database: URL, data_dir: Path) -> Place:
    engine = make_engine(database)
    await schema.upgrade(engine)
    await engine.dispose()
    return Place(database, data_dir, new_key())


@pytest.fixture
async def world(place: Place) -> AsyncIterator[World]:
    store = await place.open()
    yield real_world(store, place)
    await store.close()


async def test_a_restart_after_every_turn_changes_nothing(world: World, place: Place) -> None:
    """The store too is opened anew: nothing is in memory but the clock."""
    in_memory = World()
    for kind, value in LONG_TALK:
        store = await place.open()
        there = real_world(store, place)
        world.seeker.conversation = there.conversation()
        await world.seeker._does(kind, value)  # type: ignore[arg-type]
        await in_memory.seeker._does(kind, value)  # type: ignore[arg-type]
        await store.close()
        assert (world.seeker.text, world.seeker.buttons) == (in_memory.seeker.text, in_memory.seeker.buttons)
    assert world.store.rows("sessions")[-1]["birth"]["place"] == "대구"


async def test_two_messages_at_once_to_two_processes_never_mix(world: World, place: Place) -> None:
    """Each process has its own lock in memory, so only the database keeps them apart."""
    other_store = await place.open()
    other = Conversation(other_store.unit_of_work, world.library, world.clock)
    await agreed(world)
    twin = Seeker(other, world.clock)
    twin._events = iter(range(1000, 2000))  # type: ignore[assignment]  # events of its own

    for _ in range(5):
        await asyncio.gather(*(person.commands("/help") for person in (world.seeker, twin, world.seeker, twin)))
    await asyncio.gather(world.seeker.says("나"), twin.says("나"))

    log = world.store.rows("messages")
    assert [row["order"] for row in log] == list(range(1, len(log) + 1))
    assert [row["role"] for row in log] == ["user", "assistant"] * (len(log) // 2)
    assert len(log) == 2 * (3 + 5 * 4 + 2), "each turn once"
    await other_store.close()


async def test_two_first_messages_to_two_processes_open_one_session(world: World, place: Place) -> None:
    other_store = await place.open()
    other = Conversation(other_store.unit_of_work, world.library, world.clock)
    twin = Seeker(other, world.clock)
    twin._events = iter(range(1000, 2000))  # type: ignore[assignment]  # events of its own

    await asyncio.gather(world.seeker.commands("/start"), twin.commands("/start"))

    assert len(world.store.rows("sessions")) == 1
    assert len(world.store.rows("messages")) == 4
    await other_store.close()
