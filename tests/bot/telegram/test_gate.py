"""The gate against a clock of the test's own: when what leaves, and what happens to a call that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapter import DeliveryError
from bot.telegram.failures import Passing, Unauthorised, failure_of
from bot.telegram.gate import Gate, RefusedCall
from bot.telegram.pace import Pace, Window

MINA, ADA, FRIENDS = 1, 2, -3


class Time:
    """Moves on to the next sleeper's end once nobody has anything else to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._ends: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        self._ends.append(until)
        while self.now < until:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if self.now < until:
                self.now = min(self._ends)
            self._ends = [end for end in self._ends if end > self.now]


class World:
    def __init__(self, pace: Pace | None = None) -> None:
        self.time = Time()
        self.gate = Gate(pace or Pace(), clock=self.time, sleep=self.time.sleep)
        self.sent: list[tuple[float, int, str]] = []
        self.troubles: list[TelegramError] = []

    def call(self, words: str) -> Callable[[int], Awaitable[str]]:
        async def call(chat_id: int) -> str:
            self.sent.append((round(self.time.now, 3), chat_id, words))
            if self.troubles:
                raise self.troubles.pop(0)
            return words

        return call

    @property
    def times(self) -> list[float]:
        return [at for at, _, _ in self.sent]


async def test_a_chat_takes_a_burst_and_then_one_a_second_on_the_average() -> None:
    world = World()
    for number in range(7):
        await world.gate.send(MINA, world.call(str(number)))
    assert world.times == [0, 0, 0, 3, 3, 3, 6]


async def test_a_group_takes_twenty_a_minute() -> None:
    world = World()
    for number in range(21):
        await world.gate.send(FRIENDS, world.call(str(number)))
    assert world.times == [0] * 20 + [60]


async def test_all_chats_together_keep_the_limit_and_the_order_in_which_they_asked() -> None:
    world = World()
    await asyncio.gather(*(world.gate.send(chat, world.call("")) for chat in range(1, 66)))
    assert [world.times.count(second) for second in (0, 1, 2)] == [30, 30, 5]
    assert [chat for _, chat, _ in world.sent] == list(range(1, 66))


async def test_one_chat_is_served_in_order_though_its_first_call_fails_twice() -> None:
    world = World()
    world.troubles = [NetworkError("Bad Gateway"), TimedOut()]
    await asyncio.gather(*(world.gate.send(MINA, world.call(w)) for w in ("first", "second")))
    assert [words for _, _, words in world.sent] == ["first", "first", "first", "second"]


async def test_an_announced_wait_is_kept_by_the_chat_and_not_by_others() -> None:
    world = World()
    world.troubles = [RetryAfter(timedelta(seconds=17))]
    await asyncio.gather(world.gate.send(MINA, world.call("a")), world.gate.send(ADA, world.call("b")))
    assert sorted(world.sent, key=lambda s: s[0]) == [(0, MINA, "a"), (0, ADA, "b"), (17.1, MINA, "a")]


async def test_two_chats_told_to_wait_mean_everybody() -> None:
    world = World()
    world.troubles = [RetryAfter(timedelta(seconds=9)), RetryAfter(timedelta(seconds=9))]
    await asyncio.gather(*(world.gate.send(chat, world.call("")) for chat in (MINA, ADA)))
    waiting = [at for at, _, _ in world.sent[2:]]
    assert waiting == [9.1, 9.1]
    assert await world.gate.offer(5, world.call("draft")) == "draft"


async def test_nothing_unimportant_is_sent_while_something_else_waits() -> None:
    world = World()
    for number in range(3):
        await world.gate.send(MINA, world.call(str(number)))
    assert await world.gate.offer(MINA, world.call("edit")) is None
    assert await world.gate.offer(MINA, world.call("draft"), draft=True) == "draft", "drafts are counted apart"
    for chat in range(10, 25):
        await world.gate.send(chat, world.call(""))
    assert await world.gate.offer(99, world.call("draft"), draft=True) is None, "the rest is kept for messages"


async def test_signs_of_typing_are_fewer_than_messages() -> None:
    world = World()
    for chat in range(1, 40):
        await world.gate.action(chat, world.call("typing"))
    assert len(world.sent) == 10


async def test_an_offer_that_fails_is_not_repeated() -> None:
    world = World()
    world.troubles = [NetworkError("Bad Gateway")]
    assert await world.gate.offer(MINA, world.call("draft"), draft=True) is None
    assert len(world.sent) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Forbidden: bot was kicked from the group chat", "kicked"),
        ("Forbidden: something new", "forbidden"),
    ],
)
async def test_who_is_gone_is_not_written_to_again(words: str, reason: str) -> None:
    world = World()
    world.troubles = [Forbidden(words)]
    with pytest.raises(DeliveryError, match=reason) as gone:
        await world.gate.send(MINA, world.call(""))
    assert gone.value.permanent
    assert len(world.sent) == 1


async def test_a_group_is_followed_to_its_new_id() -> None:
    world = World()
    world.troubles = [ChatMigrated(-1_000_000_000_003)]
    await world.gate.send(FRIENDS, world.call("hello"))
    await world.gate.send(FRIENDS, world.call("again"))
    assert [chat for _, chat, _ in world.sent] == [FRIENDS, -1_000_000_000_003, -1_000_000_000_003]


async def test_what_the_service_does_not_take_comes_back_at_once() -> None:
    world = World()
    world.troubles = [BadRequest("Can't parse entities: nonsense")]
    with pytest.raises(RefusedCall, match="can't parse"):
        await world.gate.send(MINA, world.call(""))
    assert len(world.sent) == 1


async def test_a_notice_is_given_up_after_its_time() -> None:
    world = World()
    world.troubles = [TimedOut() for _ in range(50)]
    with pytest.raises(DeliveryError) as late:
        await world.gate.send(MINA, world.call(""), give_up_s=60)
    assert not late.value.permanent
    assert world.time.now <= 60


def test_a_token_that_is_no_longer_valid_is_told_without_it() -> None:
    with pytest.raises(Unauthorised) as refused:
        failure_of(InvalidToken("The token `7000000001:AA` was rejected by the server."))
    assert "7000000001" not in str(refused.value)


@pytest.mark.parametrize(
    ("cause", "uncertain"),
    [
        (aiohttp.ConnectionTimeoutError(), False),
        (aiohttp.SocketTimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientPayloadError(), True),
        (None, True),
    ],
)
def test_only_what_never_left_is_certainly_not_there(cause: Exception | None, uncertain: bool) -> None:
    error = NetworkError("trouble")
    error.__cause__ = cause
    assert failure_of(error) == Passing(uncertain)


def test_a_place_is_counted_until_long_after_its_answer() -> None:
    """However slowly a request travels, the service never sees more than it allows."""
    window = Window(1, 1.0)
    window.begin()
    assert window.wait_s(100.0) == float("inf")
    window.end(100.0)
    assert window.wait_s(100.5) == 0.5
    assert window.wait_s(101.0) == 0
