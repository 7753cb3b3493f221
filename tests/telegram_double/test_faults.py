"""Trouble on order, as the real client meets it."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from tests.telegram_double.double import TelegramDouble
from tests.telegram_double.echo import bare_client, polling_echo
from tests.telegram_double.person import Person


async def test_a_gateway_answers_in_html(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.fault("sendMessage", code=502, raw_body="<html>Bad Gateway</html>")
    with pytest.raises(NetworkError):
        await bot.send_message(mina.user.id, "lost")
    await bot.send_message(mina.user.id, "came")
    assert [message.text for message in mina.answers] == ["came"]


async def test_an_aborted_connection(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    fault = telegram.fault("sendMessage", drop=True, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(mina.user.id, "lost")
    assert (await bot.send_message(mina.user.id, "came")).text == "came"
    assert fault.met == 2


async def test_an_answer_lost_after_the_message_was_taken(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.fault("sendMessage", drop=True, after_effect=True)
    with pytest.raises(NetworkError):
        await bot.send_message(mina.user.id, "there all the same")
    assert [message.text for message in mina.answers] == ["there all the same"]


async def test_a_service_that_hangs(telegram: TelegramDouble, mina: Person) -> None:
    telegram.fault("sendMessage", hang_s=60)
    async with bare_client(telegram, read_timeout_s=0.1) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(mina.user.id, "lost")


async def test_a_wait_told_by_a_fault_must_be_kept_too(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    telegram.fault("answerCallbackQuery", code=429, retry_after=30)
    with pytest.raises(RetryAfter):
        await bot.answer_callback_query("1")
    telegram.expect_refusal("query is too old")
    telegram.clock.advance(10)
    with pytest.raises(Exception, match="Query is too old"):
        await bot.answer_callback_query("1")
    assert [violation.method for violation in telegram.limiter.violations] == ["answercallbackquery"]
    telegram.limiter.violations.clear()


async def test_a_wait_told_for_a_send_holds_for_the_whole_chat(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    sent = await bot.send_message(mina.user.id, "1")
    telegram.fault("sendMessage", code=429, retry_after=7)
    with pytest.raises(RetryAfter):
        await bot.send_message(mina.user.id, "2")
    telegram.clock.advance(5)
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("too soon", mina.user.id, sent.message_id)
    assert [violation.method for violation in telegram.limiter.violations] == ["editmessagetext"]
    telegram.limiter.violations.clear()
    telegram.clock.advance(3)
    await bot.edit_message_text("in time", mina.user.id, sent.message_id)


async def test_a_fault_may_be_meant_for_one_chat_and_for_later(
    telegram: TelegramDouble, bot: Bot, mina: Person
) -> None:
    jun = telegram.person("Jun")
    jun.say("/start")
    telegram.fault("sendMessage", code=403, skip=1, chat_id=jun.user.id)
    await bot.send_message(jun.user.id, "1")
    await bot.send_message(mina.user.id, "2")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(jun.user.id, "3")


async def test_polling_recovers_by_itself(telegram: TelegramDouble) -> None:
    telegram.fault("getUpdates", drop=True)
    async with polling_echo(telegram):
        mina = telegram.person("Mina")
        mina.say("아직 있나요?")
        await mina.sees("아직 있나요?", timeout_s=8)


async def test_the_same_update_can_come_twice(telegram: TelegramDouble, mina: Person) -> None:
    async with polling_echo(telegram):
        await mina.sees("/start")
        await telegram.wait_for(lambda: not telegram.service.updates.pending)
        telegram.repeat(mina.last_update_id)
        await mina.sees_answers(2)


async def test_waiting_ends_with_the_screen_in_the_message(telegram: TelegramDouble, mina: Person) -> None:
    with pytest.raises(AssertionError, match="Mina: /start"):
        await mina.sees("what nobody says", timeout_s=0.01)
