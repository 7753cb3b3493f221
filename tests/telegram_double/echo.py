"""A small bot on the real client, for the tests of the double itself."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot, Update
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.telegram_double.double import TelegramDouble

os.environ.setdefault("PTB_TIMEDELTA", "true")  # without it the client warns on every 429, and warnings are errors

App = Application[Any, Any, Any, Any, Any, Any]


def bare_client(telegram: TelegramDouble, *, read_timeout_s: float = 5.0) -> Bot:
    return Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=_request(read_timeout_s),
        get_updates_request=_request(read_timeout_s),
    )


def echo_app(telegram: TelegramDouble, *, retries: int = 0) -> App:
    builder = ApplicationBuilder().token(telegram.token)
    builder.base_url(telegram.base_url).base_file_url(telegram.base_file_url)
    builder.request(_request()).get_updates_request(_request())
    if retries:
        builder.rate_limiter(AIORateLimiter(0, 0, 0, 0, max_retries=retries))
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, _echo))
    return app


@asynccontextmanager
async def polling_echo(telegram: TelegramDouble, *, retries: int = 0) -> AsyncIterator[App]:
    app = echo_app(telegram, retries=retries)
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0, timeout=5, error_callback=lambda error: None)
        await app.start()
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


@asynccontextmanager
async def webhook_echo(telegram: TelegramDouble, port: int, secret: str) -> AsyncIterator[App]:
    app = echo_app(telegram)
    url = f"http://127.0.0.1:{port}/hook"
    async with app:
        assert app.updater is not None
        await app.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=url, secret_token=secret)
        await app.start()
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


def _request(read_timeout_s: float = 5.0) -> HTTPXRequest:
    # no certificates are read: loopback needs none, and reading them takes longer than most of these tests
    return HTTPXRequest(256, read_timeout=read_timeout_s, httpx_kwargs={"verify": False})


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.effective_message is not None and update.effective_message.text:
        await update.effective_message.reply_text(update.effective_message.text)
