"""From an update that came to a reply that is known to be there, with the plug pulled in between."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation import Conversation
from core.delivery import Delivery
from core.messages import Address, Choice, Image, Inbound, Outgoing, Piece, Reply
from core.ports import StoredUpdate
from core.reply_json import address_and_reply, outgoing_to_json
from tests.fakes import WHOLE_BIRTH, World, with_chart


class Chat:
    """An adapter without a messenger: what it was given, and what it says arrived."""

    def __init__(self, world: World, name: str = "u1", *, pictures: bool = False) -> None:
        self.address = Address("terminal", name, name)
        self.world = world
        self.conversation = Conversation(world.store.open, world.library, world.clock, pictures=pictures)
        self.delivery = Delivery(world.store.open, "terminal", world.clock)

    async def given(self, event_id: str, words: str) -> list[Piece | Outgoing]:
        self.world.clock.advance(seconds=1)
        kind = "command" if words.startswith("/") else "choice" if ":" in words or words == "begin" else "text"
        inbound = Inbound(event_id, self.address, self.world.clock(), kind, words)  # type: ignore[arg-type]
        return [part async for part in self.conversation.respond(inbound)]

    async def replies(self, event_id: str, words: str) -> list[Outgoing]:
        return [part for part in await self.given(event_id, words) if isinstance(part, Outgoing)]

    async def sends(self, event_id: str, words: str) -> list[Outgoing]:
        """A whole turn of an adapter: each reply is given out and arrives."""
        outgoing = await self.replies(event_id, words)
        for each in outgoing:
            if each.position:
                await self.delivery.attempt(each)
            await self.delivery.sent(each)
        return outgoing

    async def to_the_card(self) -> None:
        for number, words in enumerate(("/start", "begin", "consent:yes", WHOLE_BIRTH)):
            await self.sends(f"form-{number}", words)


def texts(outgoing: list[Outgoing]) -> list[str]:
    return [each.reply.text for each in outgoing]


async def test_a_crash_between_the_commit_and_the_send_loses_no_reply() -> None:
    world = World()
    before = Chat(world)
    await before.to_the_card()
    lost = await before.replies("7", "confirm:yes")

    after = Chat(world)

    assert texts(list(await after.delivery.unsent())) == texts(lost)
    assert texts(await after.replies("7", "confirm:yes")) == texts(lost)
    assert len(lost) == 2


async def test_an_event_that_comes_twice_gives_only_what_was_not_sent() -> None:
    chat = Chat(World())
    await chat.to_the_card()
    chart, reading = await chat.replies("7", "confirm:yes")
    await chat.delivery.sent(chart)

    again = await chat.given("7", "confirm:yes")
    assert again == [replace(reading, reply=replace(reading.reply, pieces=()))]
    await chat.delivery.sent(reading)

    assert await chat.given("7", "confirm:yes") == []


async def test_an_older_event_that_comes_again_gives_what_was_not_sent_of_it() -> None:
    """Not only the last one: a messenger repeats whatever it has no receipt for."""
    chat = Chat(World())
    first = await chat.replies("1", "/start")
    await chat.sends("2", "/help")

    assert await chat.replies("1", "/start") == [replace(each, attempts=1) for each in first]


async def test_after_a_crash_it_can_be_told_what_may_be_there_already() -> None:
    """The first reply of a turn is sent with its commit, the next once it is told so."""
    chat = Chat(World())
    await chat.to_the_card()
    _, reading = await chat.replies("7", "confirm:yes")
    assert [each.attempts for each in await chat.delivery.unsent()] == [1, 0]

    await chat.delivery.attempt(reading)
    assert [each.attempts for each in await chat.delivery.unsent()] == [1, 1]


async def test_what_waits_stands_in_the_order_of_the_conversation() -> None:
    world = World()
    chats = [Chat(world, f"u{number}") for number in range(3)]
    said: dict[str, list[str]] = {}
    chance = random.Random(5)
    for number in range(12):
        chat = chance.choice(chats)
        words = chance.choice(["/start", "/help", "/privacy", "편재가 뭐예요?"])
        said.setdefault(chat.address.user_id, []).extend(texts(await chat.replies(f"e{number}", words)))

    found: dict[str, list[str]] = {}
    for each in await chats[0].delivery.unsent():
        found.setdefault(each.address.user_id, []).append(each.reply.text)
    assert found == said


async def test_who_is_blocked_is_written_to_no_more() -> None:
    chat = Chat(World())
    (reply,) = await chat.replies("1", "/start")
    await chat.delivery.failed(reply, "blocked")

    assert await chat.delivery.unsent() == []
    assert [(row["status"], row["reason"]) for row in chat.world.store.rows("outbox")] == [("given_up", "blocked")]


async def test_nothing_of_a_reply_is_kept_once_it_is_there() -> None:
    chat = Chat(World())
    await chat.to_the_card()
    chart, reading = await chat.replies("7", "confirm:yes")
    assert "庚" in chat.world.store.everything
    for each in (chart, reading):
        await chat.delivery.sent(each)

    assert [row["content"] for row in chat.world.store.rows("outbox")] == [None] * 6


async def test_a_reply_of_a_session_that_expired_is_not_sent_any_more() -> None:
    world = World()
    chat = Chat(world)
    await chat.to_the_card()
    await chat.replies("7", "confirm:yes")
    world.clock.advance(minutes=31)
    async with world.store.open() as work:
        await work.sessions.end_expired(world.clock())
        await work.commit()

    assert await chat.delivery.unsent() == []
    assert [row["reason"] for row in world.store.rows("outbox")][-2:] == ["expired", "expired"]


async def test_the_last_words_to_an_erased_person_are_sent_also_after_a_crash() -> None:
    world = World()
    await Chat(world).to_the_card()
    await Chat(world).replies("7", "confirm:yes")  # these two wait, and go with the person
    await Chat(world).sends("8", "/delete")
    farewell = await Chat(world).replies("9", "delete:yes")

    assert texts(list(await Chat(world).delivery.unsent())) == texts(farewell)
    assert "모두 지웠어요" in farewell[0].reply.text


async def test_an_update_is_accepted_once_and_waits_until_it_is_done() -> None:
    delivery = Chat(World()).delivery
    updates = [StoredUpdate(f"{number}", "chat", f'{{"n": {number}}}'.encode()) for number in range(3)]

    assert [await delivery.accept(update) for update in updates] == [True, True, True]
    assert not await delivery.accept(updates[1])
    assert await delivery.accepted() == updates

    await delivery.done("1")
    assert await delivery.accepted() == [updates[0], updates[2]]
    assert not await delivery.accept(updates[1])


async def test_the_last_reply_ends_its_update_in_one_step() -> None:
    chat = Chat(World())
    await chat.delivery.accept(StoredUpdate("1", "u1", b"/start"))
    (reply,) = await chat.replies("1", "/start")
    await chat.delivery.sent(reply, ref="message 12", done="1")

    assert (await chat.delivery.accepted(), await chat.delivery.unsent()) == ([], [])
    assert await chat.delivery.ref(chat.address) == "message 12"
    await chat.delivery.remember(chat.address, "message 13")
    assert await chat.delivery.ref(chat.address) == "message 13"


async def test_what_cannot_be_stored_is_answered_all_the_same() -> None:
    chat = Chat(World())

    def broken() -> None:
        raise RuntimeError("1990-05-15")

    chat.conversation = Conversation(broken, chat.world.library, chat.world.clock)  # type: ignore[arg-type]
    (sorry,) = await chat.replies("1", "/start")

    assert sorry.outbox_id is None
    assert re.search("[0-9a-f]{8}", sorry.reply.text)
    await chat.delivery.attempt(sorry)
    await chat.delivery.sent(sorry)
    await chat.delivery.failed(sorry, "blocked")
    assert chat.world.store.rows("outbox") == []


async def test_an_answer_comes_in_pieces_and_then_whole() -> None:
    chat = Chat(World())
    await chat.to_the_card()
    await chat.sends("7", "confirm:yes")

    *pieces, whole = await chat.given("8", "topic:wealth")

    assert isinstance(whole, Outgoing)
    assert len(pieces) > 3
    assert {piece.outbox_id for piece in pieces} == {whole.outbox_id}
    assert "".join(piece.text for piece in pieces if isinstance(piece, Piece)) == whole.reply.text


async def test_a_chart_comes_at_once_and_its_reading_in_lines() -> None:
    chat = Chat(World())
    await chat.to_the_card()
    chart, *pieces, reading = await chat.given("7", "confirm:yes")

    assert isinstance(chart, Outgoing)
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert isinstance(reading, Outgoing)
    assert "".join(reading.reply.pieces) == reading.reply.text


words = st.text(max_size=20)


@given(
    st.builds(
        Reply,
        words,
        st.lists(st.builds(Choice, words, words), max_size=3).map(tuple),
        st.lists(st.builds(Image, st.binary(max_size=40), words), max_size=2).map(tuple),
        st.booleans(),
        st.booleans(),
        st.lists(words, max_size=3).map(tuple),
    ),
    words,
)
def test_a_reply_is_read_as_it_was_written(reply: Reply, name: str) -> None:
    address = Address("telegram", name, f"{name}/")
    assert address_and_reply(outgoing_to_json(Outgoing(None, address, reply))) == (address, reply)


async def test_a_chart_is_drawn_where_pictures_are_shown_and_wanted() -> None:
    chat = Chat(World(), pictures=True)
    await chat.to_the_card()
    chart, reading = await chat.sends("7", "confirm:yes")

    (picture,) = chart.reply.images
    assert picture.png.startswith(b"\x89PNG")
    assert "庚" in picture.alt
    assert reading.reply.images == ()
    assert [len(each.reply.images) for each in await chat.sends("8", "/me")] == [1, 0]
    assert [len(each.reply.images) for each in await chat.sends("9", "set:day_boundary:midnight")] == [0, 1, 0]
    saved = await chat.sends("10", "set:picture:off")
    assert [len(each.reply.images) for each in saved] == [0]
    assert "set:picture:on" in [choice.value for choice in saved[0].reply.choices]
    assert [len(each.reply.images) for each in await chat.sends("11", "/me")] == [0, 0]


async def test_a_picture_survives_a_crash() -> None:
    world = World()
    chat = Chat(world, pictures=True)
    await chat.to_the_card()
    chart, _ = await chat.replies("7", "confirm:yes")

    again, _ = await Chat(world).delivery.unsent()
    assert again.reply.images == chart.reply.images


async def test_where_nobody_sees_pictures_none_is_drawn_or_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drawn(*_: object, **__: object) -> None:
        raise AssertionError("a picture was drawn")

    monkeypatch.setattr("core.taking.chart_picture", drawn)
    seeker = await with_chart(World())
    assert not any(reply.images for reply in await seeker.commands("/me"))
    await seeker.commands("/settings")
    assert not any(value.startswith("set:picture") for value in seeker.buttons)


async def test_a_turn_that_is_only_answered_leaves_nothing_to_send() -> None:
    world = World()
    await with_chart(world)
    assert world.store.rows("outbox") == []
