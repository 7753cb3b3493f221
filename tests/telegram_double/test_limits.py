"""The double limits by itself, and knows who did not wait."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from tests.telegram_double.chats import Chat, User
from tests.telegram_double.clock import VirtualClock
from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.echo import bare_client, polling_echo
from tests.telegram_double.limiter import Limiter, Limits
from tests.telegram_double.refusals import Refused

A_PERSON = Chat(1, "private", person=User(1, "Mina"))


async def test_one_message_a_second_after_a_small_burst() -> None:
    limiter, clock = _limiter()
    assert _sends(limiter, A_PERSON, 4) == [0, 0, 0, 1]
    clock.advance(1)
    assert _sends(limiter, A_PERSON, 2) == [0, 1]


async def test_twenty_a_minute_in_a_group() -> None:
    limiter, clock = _limiter()
    group = Chat(-5, "group", "친구들")
    assert _sends(limiter, group, 21) == [0] * 20 + [60]
    clock.advance(59)
    assert _sends(limiter, group, 1) == [1]
    clock.advance(1)
    assert _sends(limiter, group, 1) == [0]


async def test_thirty_a_second_in_all() -> None:
    limiter, _ = _limiter()
    people = [Chat(n, "private", person=User(n, "?")) for n in range(1, 32)]
    assert [_sends(limiter, person, 1)[0] for person in people] == [0] * 30 + [1]


async def test_edits_count_as_sends_and_drafts_have_a_measure_of_their_own() -> None:
    async with running_double(time_scale=0.01) as telegram, bare_client(telegram) as bot:
        mina = telegram.person("Mina")
        mina.say("/start")
        sent = await bot.send_message(mina.user.id, "1")
        for step in "23":
            await bot.edit_message_text(step, mina.user.id, sent.message_id)
        for part in "abc":
            await bot.send_message_draft(mina.user.id, 1, part)
        with pytest.raises(RetryAfter):
            await bot.edit_message_text("4", mina.user.id, sent.message_id)
        with pytest.raises(RetryAfter):
            await bot.send_message_draft(mina.user.id, 1, "d")


async def test_who_does_not_wait_is_found_out() -> None:
    async with running_double() as telegram, bare_client(telegram) as bot:
        await _run_into_the_limit(telegram, bot)
        telegram.clock.advance(0.5)
        with pytest.raises(RetryAfter):
            await bot.send_message(1001, "too soon")
        assert [(v.chat_id, v.method) for v in telegram.limiter.violations] == [(1001, "sendmessage")]
        with pytest.raises(AssertionError, match="waits not kept"):
            telegram.judge()
        telegram.limiter.violations.clear()


async def test_the_clients_own_limiter_waits_as_told_in_scaled_time() -> None:
    async with running_double(time_scale=20) as telegram, polling_echo(telegram, retries=3):
        mina = telegram.person("Mina")
        for number in range(6):
            mina.say(f"{number}번")
        answers = await mina.sees_answers(6)
        assert [message.text for message in answers] == [f"{number}번" for number in range(6)]
        assert telegram.limiter.refused
        told = telegram.outbox("sendMessage", status=429)
        assert told[0].words.startswith("Too Many Requests: retry after 0.05")


async def test_of_forty_five_at_once_thirty_go() -> None:
    async with running_double() as telegram, bare_client(telegram) as bot:
        people = [telegram.person(f"p{n}") for n in range(45)]
        for person in people:
            person.say("/start")
        sent = await asyncio.gather(*(bot.send_message(p.user.id, "hi") for p in people), return_exceptions=True)
        refused = [one for one in sent if isinstance(one, RetryAfter)]
        assert 0 < len(refused) <= 15
        assert not telegram.limiter.violations


async def _run_into_the_limit(telegram: TelegramDouble, bot: Bot) -> None:
    mina = telegram.person("Mina")
    mina.say("/start")
    for number in range(3):
        await bot.send_message(mina.user.id, str(number))
    with pytest.raises(RetryAfter):
        await bot.send_message(mina.user.id, "one too many")


def _limiter() -> tuple[Limiter, VirtualClock]:
    clock = VirtualClock(scale=1e-6)  # stands still but for `advance`
    return Limiter(clock, Limits(person_burst=3)), clock


def _sends(limiter: Limiter, chat: Chat, count: int) -> list[float]:
    """The wait told for each of so many messages at once, 0 for those that went."""
    waits = []
    for _ in range(count):
        try:
            limiter.admit(chat)
        except Refused as refusal:
            waits.append(refusal.retry_after or -1)
        else:
            waits.append(0)
    return waits
