"""The conversations of tests/core, word for word, on each kind of database; and two processes on one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import URL

from core.conversation import Conversation
from storage import schema
from storage.engine import make_engine
from storage.keyring import new_key
from storage.models import BirthProfile
from tests.core.test_conversation import (  # noqa: F401  # collected here with the world of this file
    LONG_TALK,
    test_a_birth_told_before_the_consent_is_not_stored_and_asked_for_again,
    test_a_chosen_language_wins_over_the_messenger,
    test_a_session_that_ended_mid_form_says_so_and_starts_anew,
    test_a_yes_long_after_delete_was_asked_erases_nothing,
    test_cancel_says_what_was_cancelled_and_erases_it,
    test_delete_asks_once_and_then_nothing_is_left,
    test_my_data_shows_what_is_stored_and_the_log_does_not_keep_it,
    test_the_consent_is_kept_with_its_version_before_the_first_birth,
    test_the_log_holds_no_birth,
    test_the_same_event_is_answered_once,
    test_what_was_given_is_gone_after_the_session_and_a_new_birth_is_taken_at_once,
    test_who_declines_is_answered_kindly_and_may_come_back,
    test_words_of_distress_stop_the_reading_until_the_person_goes_on,
)
from tests.core.test_people import (  # noqa: F401
    test_a_yes_to_another_question_or_of_yesterday_keeps_nothing,
    test_nothing_is_kept_without_the_press_and_the_yes_to_what_it_means,
    test_what_was_not_remembered_is_gone_after_the_session,
    test_who_comes_back_goes_on_with_what_was_remembered,
)
from tests.core.test_people_list import (  # noqa: F401
    test_my_data_lists_them_and_delete_erases_them,
    test_one_is_forgotten_and_the_others_stay,
    test_the_eleventh_is_kindly_refused_and_welcome_once_one_is_forgotten,
    test_the_log_names_nobody,
    test_the_same_birth_in_another_calendar_under_another_name_is_one,
    test_two_people_do_not_see_each_others,
)
from tests.core.test_several_people import (  # noqa: F401
    test_a_hundred_people_at_once_each_get_their_own_chart,
    test_a_second_message_waits_for_the_first,
    test_two_people_do_not_meet,
)
from tests.fakes import Seeker, World, agreed, with_chart
from tests.people_talk import remembers
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


async def test_the_same_yes_at_once_in_two_processes_is_remembered_once(world: World, place: Place) -> None:
    other_store = await place.open()
    other = Conversation(other_store.unit_of_work, world.library, world.clock)
    await with_chart(world)
    await world.seeker.presses("people:remember")
    twin = Seeker(other, world.clock)
    twin._events = iter(range(1000, 2000))  # type: ignore[assignment]  # events of its own

    await asyncio.gather(world.seeker.presses("remember:yes"), twin.presses_an_old_button("remember:yes"))

    assert len(world.store.rows("saved_births")) == 1
    assert world.seeker.text
    assert twin.text
    assert "문의 번호" not in world.seeker.text + twin.text
    await other_store.close()


async def test_who_has_a_damaged_row_can_still_erase_everything(world: World, place: Place) -> None:
    """Whatever cannot be read keeps nobody from leaving."""
    seeker = await with_chart(world)
    await remembers(seeker)
    store = await place.open()
    async with store.unit_of_work() as work:
        await work.vault.db.execute(update(BirthProfile).values(label_encrypted=bytes(61)))
        await work.commit()
    await store.close()
    await seeker.commands("/cancel")

    await seeker.commands("/delete")
    await seeker.presses("delete:yes")

    assert not world.store.rows("users")
    assert world.store.rows("saved_births") == []
