"""The one answer that every press of a button gets, at once and whatever else is going on in the chat."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.failures import Passing, Unauthorised, Wait, failure_of
from bot.telegram.screens import Screens
from bot.telegram.updates import Pressed
from core.texts import text

_log = logging.getLogger(__name__)
_WORTH_ANSWERING_S = 10.0
"""The client shows its ring about so long; a later answer is refused."""
_PAUSE_S = 0.3


class Taps:
    def __init__(self, bot: Bot, screens: Screens, language_of: Callable[[str | None], str]) -> None:
        self._bot, self._screens, self._language_of = bot, screens, language_of
        self._answering: set[asyncio.Task[None]] = set()

    def answer(self, event: Pressed) -> None:
        """Answers behind the caller's back."""
        task = asyncio.create_task(self._answer(event))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def close(self, seconds: float) -> None:
        if self._answering:
            _, late = await asyncio.wait(set(self._answering), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def is_stale(self, event: Pressed) -> bool:
        """Whether the button is of another version or of a question that is over."""
        if event.in_group or not event.press.is_ours:
            return True
        return (await self._screens.of(event.address)).is_stale(event.press)

    async def _answer(self, event: Pressed) -> None:
        words = None
        if await self.is_stale(event):
            words = text("telegram.stale", self._language_of(event.language))
        until = time.monotonic() + _WORTH_ANSWERING_S
        while time.monotonic() < until:
            try:
                await self._bot.answer_callback_query(event.tap_id, words)
                return
            except TelegramError as error:
                try:
                    failure = failure_of(error)
                except Unauthorised:
                    return
            match failure:
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Passing():
                    await asyncio.sleep(_PAUSE_S)
                case _:
                    return  # answered before by a call whose answer got lost, or too old
