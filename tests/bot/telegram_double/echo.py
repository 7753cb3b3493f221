"""A small bot on the real client, for the tests of the double itself."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the client warns on every 429 otherwise, and warnings are errors

from telegram import Update
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.telegram_double.double import TelegramDouble

Bot = Application[Any, Any, Any, Any, Any, Any]


def client(telegram: TelegramDouble, *, retries: int = 0) -> Bot:
    builder = ApplicationBuilder().token(telegram.token)
    builder.base_url(telegram.base_url).base_file_url(telegram.base_file_url)
    if retries:
        builder.rate_limiter(AIORateLimiter(0, 0, 0, 0, max_retries=retries))
    return builder.build()


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.effective_message is not None and update.effective_message.text:
        await update.effective_message.reply_text(update.effective_message.text)


@asynccontextmanager
async def echo_bot(telegram: TelegramDouble, *, retries: int = 0) -> AsyncIterator[Bot]:
    bot = client(telegram, retries=retries)
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    async with bot:
        assert bot.updater is not None
        await bot.updater.start_polling(poll_interval=0, timeout=5, error_callback=lambda error: None)
        await bot.start()
        try:
            yield bot
        finally:
            await bot.updater.stop()
            await bot.stop()
