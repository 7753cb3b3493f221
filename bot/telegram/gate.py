"""The one way out: every message, edit, draft and deletion to Telegram passes here.

One thing at a time for each chat, in the order asked for; the limits kept beforehand; announced waits obeyed; what
failed on the way tried again.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from telegram.error import TelegramError

from bot.adapter import DeliveryError
from bot.telegram.failures import Gone, Moved, Passing, Refused, Wait, failure_of
from bot.telegram.pace import Pace, Window

T = TypeVar("T")
Call = Callable[[int], Awaitable[T]]
"""A request to one chat, whose id it is given: it may have moved since."""
Sleep = Callable[[float], Awaitable[None]]

_log = logging.getLogger(__name__)
_MANY_CHATS = 5_000
# Drafts and typing only take what nobody waits for.
_SPARE = 0.4
_ACTIONS_SHARE = 3


class RefusedCall(Exception):
    """The service refuses the call as it stands."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.words)
        self.refused = refused


class _Chat:
    __slots__ = ("drafts", "messages", "moved_to", "not_before", "turn")

    def __init__(self, messages: Window, drafts: Window) -> None:
        self.turn = asyncio.Lock()
        self.messages, self.drafts = messages, drafts
        self.not_before = 0.0
        self.moved_to: int | None = None


class Gate:
    """`clock` counts seconds; clock and sleep are given so that tests may own the time."""

    def __init__(
        self,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        troubled: Callable[[str], None] = lambda code: None,
    ) -> None:
        self._pace, self._clock, self._sleep, self._troubled = pace, clock, sleep, troubled
        self._all = Window(pace.all_most, pace.all_span_s)
        self._actions = Window(max(1, pace.all_most // _ACTIONS_SHARE), pace.all_span_s)
        self._queue = asyncio.Lock()  # who stands first in it gets the next place; a Lock lets in by order
        self._freed = asyncio.Event()
        self._chats: dict[int, _Chat] = {}
        self._not_before = 0.0
        self._last_wait: tuple[int, float] = (0, 0.0)  # who was told to wait last, and until when

    async def send(
        self,
        chat_id: int,
        call: Call[T],
        *,
        give_up_s: float = math.inf,
        uncertain: Callable[[], None] | None = None,
    ) -> T:
        """The answer to `call`, however often it has to be repeated until `give_up_s`.

        `uncertain` is told when a try failed that may have done what it should. Raises DeliveryError where nobody
        is there any more or time is up, RefusedCall where repeating does not help.
        """
        chat = self._chat(chat_id)
        async with chat.turn:
            return await self._persist(chat_id, chat, call, self._clock() + give_up_s, uncertain)

    async def offer(self, chat_id: int, call: Call[T], *, draft: bool = False) -> T | None:
        """The same once, and only if nobody has to wait for it; None when it did not go out.

        Raises DeliveryError and RefusedCall as `send` does.
        """
        chat = self._chat(chat_id)
        if chat.turn.locked() or not self._has_room(chat, chat.drafts if draft else chat.messages):
            return None
        async with chat.turn:
            window = chat.drafts if draft else chat.messages
            window.begin()
            self._all.begin()
            try:
                return await call(_address(chat_id, chat))
            except TelegramError as error:
                self._learn(chat_id, chat, error)
                return None
            finally:
                self._end(window)

    async def action(self, chat_id: int, call: Call[object]) -> None:
        """A sign such as "typing": left out while there is a wait or a crowd, never repeated.

        It counts as no message, but in a crowd that waits there would be more signs than messages.
        """
        chat = self._chat(chat_id)
        if self._wait_s(chat) > 0 or self._actions.wait_s(self._clock()) > 0:
            return
        self._actions.begin()
        try:
            await call(_address(chat_id, chat))
        except TelegramError as error:
            self._learn(chat_id, chat, error, quietly=True)
        finally:
            self._actions.end(self._clock())

    def moved(self, old_id: int, new_id: int) -> None:
        self._chat(old_id).moved_to = new_id

    async def _persist(
        self, chat_id: int, chat: _Chat, call: Call[T], until: float, uncertain: Callable[[], None] | None
    ) -> T:
        pause_s = self._pace.retry_first_s
        while True:
            await self._until_allowed(chat)
            try:
                async with self._place(chat):
                    return await call(_address(chat_id, chat))
            except TelegramError as error:
                failure = self._learn(chat_id, chat, error)
            if isinstance(failure, Passing):
                if failure.uncertain and uncertain is not None:
                    uncertain()
                if self._clock() + pause_s > until:
                    raise DeliveryError("unreachable", permanent=False)
                await self._sleep(pause_s)
                pause_s = min(pause_s * 2, self._pace.retry_most_s)
            elif self._clock() + self._wait_s(chat) > until:
                raise DeliveryError("told_to_wait", permanent=False)

    async def _until_allowed(self, chat: _Chat) -> None:
        while (wait := max(self._wait_s(chat), chat.messages.wait_s(self._clock()))) > 0:
            await self._sleep(wait)

    @asynccontextmanager
    async def _place(self, chat: _Chat) -> AsyncIterator[None]:
        """A place among all messages; who asked first gets it first."""
        async with self._queue:
            while (wait := max(self._all.wait_s(self._clock()), self._wait_s(chat))) > 0:
                if math.isinf(wait):
                    self._freed.clear()
                    await self._freed.wait()
                else:
                    await self._sleep(wait)
            chat.messages.begin()
            self._all.begin()
        try:
            yield
        finally:
            self._end(chat.messages)

    def _end(self, window: Window) -> None:
        now = self._clock()
        window.end(now)
        self._all.end(now)
        self._freed.set()

    def _has_room(self, chat: _Chat, window: Window) -> bool:
        now = self._clock()
        return (
            self._wait_s(chat) <= 0
            and window.wait_s(now) <= 0
            and not self._queue.locked()
            and self._all.free(now) > _SPARE
        )

    def _wait_s(self, chat: _Chat) -> float:
        return max(chat.not_before, self._not_before) - self._clock()

    def _learn(
        self, chat_id: int, chat: _Chat, error: TelegramError, *, quietly: bool = False
    ) -> Wait | Moved | Passing:
        """Takes note of a failure; raises what no repetition mends (unless `quietly`)."""
        failure = failure_of(error)
        match failure:
            case Wait(seconds):
                self._told_to_wait(chat_id, chat, self._clock() + seconds + self._pace.margin_s)
            case Moved(new_id):
                chat.moved_to = new_id
            case Passing():
                self._troubled("unreachable")
                _log.warning("a call failed on the way: %s", type(error).__name__)
            case Gone(reason) if not quietly:
                raise DeliveryError(reason, permanent=True) from None
            case Refused() if not quietly:
                raise RefusedCall(failure) from None
            case _:
                return Passing(uncertain=False)
        return failure

    def _told_to_wait(self, chat_id: int, chat: _Chat, until: float) -> None:
        """A second chat told to wait while another still is: then it is meant for all."""
        self._troubled("flood")
        chat.not_before = max(chat.not_before, until)
        whom, last_until = self._last_wait
        if whom not in (0, chat_id) and last_until > self._clock():
            self._not_before = max(self._not_before, until)
        self._last_wait = (chat_id, until)

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= _MANY_CHATS:
                self._forget_idle()
            pace = self._pace
            to_person = Window(pace.chat_most, pace.chat_span_s)
            messages = to_person if chat_id > 0 else Window(pace.group_most, pace.group_span_s)
            chat = self._chats[chat_id] = _Chat(messages, Window(pace.chat_most, pace.chat_span_s))
        return chat

    def _forget_idle(self) -> None:
        now = self._clock()
        for chat_id, chat in list(self._chats.items()):
            idle = chat.messages.is_idle(now) and chat.drafts.is_idle(now) and chat.not_before <= now
            if idle and not chat.turn.locked() and chat.moved_to is None:
                del self._chats[chat_id]


def _address(chat_id: int, chat: _Chat) -> int:
    return chat.moved_to or chat_id
