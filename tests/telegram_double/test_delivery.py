"""Updates reach a real client by polling and by webhook, and not two pollers at once."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict

from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.echo import bare_client, polling_echo, webhook_echo
from tests.telegram_double.person import Person
from tests.telegram_double.webhook import SECRET_HEADER


async def test_a_polling_bot_echoes_what_a_person_says(telegram: TelegramDouble) -> None:
    async with polling_echo(telegram):
        mina = telegram.person("Mina")
        mina.say("안녕하세요")
        await mina.sees("안녕하세요")
        assert [str(line) for line in mina.transcript()] == ["Mina: 안녕하세요", "bot: 안녕하세요"]


async def test_a_webhook_bot_echoes_too_and_its_secret_goes_with_every_push(telegram: TelegramDouble) -> None:
    async with webhook_echo(telegram, _free_port(), "s3cret"):
        mina, jun = telegram.person("Mina"), telegram.person("Jun", language_code="en")
        mina.say("하나")
        jun.say("one")
        await mina.sees("하나")
        await jun.sees("one")
        await telegram.wait_for(lambda: not telegram.service.updates.pending)


async def test_a_webhook_that_answers_503_hears_it_again_in_order(telegram: TelegramDouble, bot: Bot) -> None:
    heard: list[tuple[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        heard.append((update["message"]["text"], request.headers.get(SECRET_HEADER, "")))
        return web.Response(status=503 if len(heard) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port := _free_port()).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="abc")
    mina = telegram.person("Mina")
    mina.say("one")
    mina.say("two")
    await telegram.wait_for(lambda: not telegram.service.updates.pending)
    await runner.cleanup()
    assert heard == [("one", "abc"), ("one", "abc"), ("two", "abc")]


async def test_an_empty_poll_waits_and_wakes_for_what_comes(telegram: TelegramDouble, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await telegram.wait_for(lambda: telegram.service.updates.polled)
    assert not poll.done()
    telegram.person("Mina").say("깨어나요")
    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "깨어나요"


async def test_an_update_comes_until_a_higher_offset_confirms_it(telegram: TelegramDouble, bot: Bot) -> None:
    mina = telegram.person("Mina")
    mina.say("one")
    mina.say("two")
    first, second = await bot.get_updates()
    assert second.update_id == first.update_id + 1
    assert [u.update_id for u in await bot.get_updates()] == [first.update_id, second.update_id]
    assert [u.update_id for u in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert not await bot.get_updates(offset=second.update_id + 1)


async def test_the_kinds_a_bot_asked_for_are_remembered(telegram: TelegramDouble, bot: Bot, mina: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    mina.say("unheard")
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["/start"]


async def test_a_second_poller_ends_the_first_with_409(telegram: TelegramDouble, bot: Bot) -> None:
    telegram.expect_refusal("terminated by other getUpdates request", "getUpdates")
    async with bare_client(telegram) as other:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await telegram.wait_for(lambda: telegram.service.updates.polled)
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            await first
        telegram.person("Mina").say("for the second")
        assert len(await second) == 1


async def test_polling_while_a_webhook_is_set_is_a_409(telegram: TelegramDouble, bot: Bot) -> None:
    telegram.expect_refusal("can't use getUpdates method while webhook is active")
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert not await bot.get_updates()


async def test_a_poller_that_went_away_is_no_second_poller() -> None:
    async with running_double() as telegram:
        for _ in range(2):
            async with polling_echo(telegram):
                await telegram.wait_for(lambda: telegram.service.updates.polled)
        assert not telegram.outbox(status=409)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
