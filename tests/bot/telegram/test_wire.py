"""Requests over a real connection to a server of the test's own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.telegram.failures import Passing, failure_of
from bot.telegram.wire import Wire

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SECRET = "7000000001:AAsecret"
SENT = {
    "ok": True,
    "result": {"message_id": 5, "date": 1_790_000_000, "chat": {"id": 7, "type": "private"}, "text": "…"},
}


@asynccontextmanager
async def bot_before(handler: Handler, wait_s: float = 5.0) -> AsyncIterator[Bot]:
    """A bot whose service is `handler`."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    wire = Wire(4, wait_s)
    await wire.initialize()
    try:
        yield Bot(SECRET, base_url=f"http://127.0.0.1:{port}/bot", request=wire)
    finally:
        await wire.shutdown()
        await runner.cleanup()


async def test_words_arrive_as_they_were_written() -> None:
    heard: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append({key: str(value) for key, value in (await request.post()).items()})
        return web.json_response(SENT)

    async with bot_before(answer) as bot:
        sent = await bot.send_message(7, "庚午 & <신유>\n끝")

    assert sent.message_id == 5
    assert heard == [{"chat_id": "7", "text": "庚午 & <신유>\n끝"}]


async def test_a_picture_arrives_whole_beside_its_caption() -> None:
    heard: dict[str, object] = {}

    async def answer(request: web.Request) -> web.Response:
        posted = await request.post()
        photo = posted["photo"]
        assert isinstance(photo, web.FileField)
        heard.update(caption=posted["caption"], name=photo.filename, content=photo.file.read())
        return web.json_response(SENT)

    async with bot_before(answer) as bot:
        await bot.send_photo(7, b"\x89PNG \xff\x00", caption="사주", filename="saju.png")

    assert heard == {"caption": "사주", "name": "saju.png", "content": b"\x89PNG \xff\x00"}


async def test_a_connection_that_is_refused_carried_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/bot"
    wire = Wire(4, 5.0)
    await wire.initialize()
    with pytest.raises(NetworkError) as refused:
        await Bot(SECRET, base_url=nobody, request=wire).send_message(7, "…")
    await wire.shutdown()

    assert failure_of(refused.value) == Passing(uncertain=False)
    assert SECRET not in str(refused.value)


async def test_silence_ends_in_time_and_leaves_a_doubt() -> None:
    async def say_nothing(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.json_response(SENT)

    async with bot_before(say_nothing, wait_s=0.1) as bot:
        with pytest.raises(TimedOut) as late:
            await bot.send_message(7, "…")

    assert failure_of(late.value) == Passing(uncertain=True)


async def test_a_connection_cut_in_the_middle_leaves_a_doubt() -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.json_response(SENT)

    async with bot_before(cut) as bot:
        with pytest.raises(TelegramError) as broken:
            await bot.send_message(7, "…")

    assert failure_of(broken.value) == Passing(uncertain=True)
    assert SECRET not in str(broken.value)


async def test_a_proxy_of_the_machine_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """As machines without a way of their own to Telegram have one."""
    asked: list[str] = []

    async def pass_on(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        return web.json_response(SENT)

    async with bot_before(pass_on) as bot:
        proxy = str(bot.base_url).partition("/bot")[0]
        monkeypatch.setenv("http_proxy", proxy)
        wire = Wire(1, 5.0)
        await wire.initialize()
        await Bot(SECRET, base_url="http://api.telegram.test/bot", request=wire).send_message(7, "…")
        await wire.shutdown()

    assert [url.partition("/bot")[0] for url in asked] == ["http://api.telegram.test"]
