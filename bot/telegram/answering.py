"""One turn in a chat: from what the person did to the replies on the screen, each step written down first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.adapter import AdapterStatus, DeliveryError
from bot.telegram.gate import RefusedCall
from bot.telegram.pace import Pace
from bot.telegram.screens import Screens
from bot.telegram.telling import Telling
from bot.telegram.updates import Pressed, Said, inbound
from bot.telegram.writer import Writer
from core.conversation import Conversation
from core.delivery import Delivery
from core.errors import Unavailable
from core.messages import Outgoing, Piece

_log = logging.getLogger(__name__)
_AT_ONCE_S: Final = 0.02
"""Within this a following reply is there, if there is one today: then the last one ends the event in its own
transaction."""
_AGAIN_S: Final = (0.5, 2.0, 5.0)
_DRAFT_IDS: Final = 2**31 - 2


class Answering:
    """Turns of the conversation in Telegram's chats."""

    def __init__(
        self,
        conversation: Conversation,
        writer: Writer,
        screens: Screens,
        delivery: Delivery,
        pace: Pace,
        clock: Callable[[], datetime],
        status: AdapterStatus,
        language_of: Callable[[str | None], str],
    ) -> None:
        self._conversation, self._writer = conversation, writer
        self._screens, self._delivery, self._pace = screens, delivery, pace
        self._clock, self._status, self._language_of = clock, status, language_of
        self._tellings: dict[int, Telling] = {}

    def stop(self, chat_id: int) -> bool:
        """Ends the answer that is being written; False when there is none."""
        telling = self._tellings.get(chat_id)
        if telling is None:
            return False
        telling.stopped.set()
        return True

    async def answer(self, event: Said | Pressed) -> None:
        """The whole turn of an event; afterwards it is done with, whatever became of the replies."""
        pressed_on = event.message_id if isinstance(event, Pressed) else 0
        telling = self._telling(event.chat_id, event.language, pressed_on)
        self._tellings[event.chat_id] = telling
        parts = self._conversation.respond(inbound(event, self._clock()))
        try:
            async with self._typing(event.chat_id):
                await self._tell(telling, event, parts)
        finally:
            self._tellings.pop(event.chat_id, None)

    async def is_live(self, event: Pressed) -> bool:
        """Whether the message that was pressed holds the buttons of now."""
        return (await self._screens.of(event.address)).message_id == event.message_id

    async def resume(self, outgoing: Outgoing) -> None:
        """A reply that an earlier process left unsent."""
        await self._deliver(self._telling(int(outgoing.address.chat_id), None, 0), outgoing, None)

    async def _tell(self, telling: Telling, event: Said | Pressed, parts: AsyncIterator[Piece | Outgoing]) -> None:
        """A whole reply is held back for a moment: the last one ends the event too."""
        held: Outgoing | None = None
        coming = asyncio.ensure_future(anext(parts, None))
        try:
            while True:
                if held is not None and not (await asyncio.wait({coming}, timeout=_AT_ONCE_S))[0]:
                    await self._deliver(telling, held, None)
                    held = None
                part = await coming
                if held is not None:
                    await self._deliver(telling, held, event.event_id if part is None else None)
                    if part is None:
                        return
                    held = None
                if part is None:
                    break
                if isinstance(part, Outgoing):
                    held = part
                else:
                    await self._grow(telling, event, part)
                coming = asyncio.ensure_future(anext(parts, None))
        finally:
            coming.cancel()
        await self.done(event.event_id)

    async def _grow(self, telling: Telling, event: Said | Pressed, piece: Piece) -> None:
        before = telling.unfinished
        try:
            await telling.grow(piece.outbox_id.int % _DRAFT_IDS + 1, piece.text)
        except (DeliveryError, RefusedCall) as error:
            _log.warning("a part was not shown: %s", type(error).__name__)  # the whole reply still comes
        if telling.unfinished != before:
            screen = await self._screens.of(event.address)
            screen = replace(screen, unfinished=telling.unfinished, of=piece.outbox_id.hex)
            self._screens.note(event.address, screen)
            await self._surely(lambda: self._delivery.remember(event.address, screen.as_note()))

    async def _deliver(self, telling: Telling, outgoing: Outgoing, ends: str | None) -> None:
        """Written down, sent, written down; `ends` is the event that is over with it."""
        if telling.gone is not None:
            await self._given_up(outgoing, telling.gone, ends)
            return
        if outgoing.attempts:
            self._status.repeats_possible += 1
            _log.warning("a reply may be seen twice: it was under way when we stopped")
        if outgoing.attempts or outgoing.position:  # the first of a turn was begun with its commit
            await self._surely(lambda: self._delivery.attempt(outgoing))
        screen = await self._screens.of(outgoing.address)
        try:
            after = await telling.finish(outgoing, screen)
        except DeliveryError as error:
            telling.gone = error.reason
            await self._given_up(outgoing, error.reason, ends)
            return
        except RefusedCall as error:
            _log.error("a reply was refused: %s", error.refused.words)
            await self._given_up(outgoing, "refused", ends)
            return
        note = None if after == screen else self._screens.note(outgoing.address, after).as_note()
        await self._surely(lambda: self._delivery.sent(outgoing, ref=note, done=ends))

    async def _given_up(self, outgoing: Outgoing, reason: str, ends: str | None) -> None:
        await self._surely(lambda: self._delivery.failed(outgoing, reason))
        if ends is not None:
            await self.done(ends)

    async def done(self, event_id: str) -> None:
        await self._surely(lambda: self._delivery.done(event_id))

    async def _surely(self, write: Callable[[], Awaitable[object]]) -> None:
        """Writes down what has happened already; the store may be away for some seconds."""
        for pause_s in (*_AGAIN_S, None):
            try:
                await write()
                return
            except Unavailable as error:
                self._status.troubled("store", self._clock())
                if pause_s is None:
                    _log.error("not written down, so it may be repeated after a restart: %s", error.code)
                    return
                await asyncio.sleep(pause_s)

    def _telling(self, chat_id: int, language: str | None, pressed_on: int) -> Telling:
        return Telling(
            self._writer,
            self._screens,
            self._delivery,
            self._pace,
            chat_id=chat_id,
            language=self._language_of(language),
            pressed_on=pressed_on,
        )

    @asynccontextmanager
    async def _typing(self, chat_id: int) -> AsyncIterator[None]:
        """ "Typing …" for the whole wait; a turn that is over at once shows none."""

        showing: list[asyncio.Task[None]] = []

        async def show() -> None:
            while True:
                await self._writer.typing(chat_id)
                await asyncio.sleep(self._pace.typing_every_s)

        later = asyncio.get_running_loop().call_later(
            self._pace.typing_after_s, lambda: showing.append(asyncio.create_task(show()))
        )
        try:
            yield
        finally:
            later.cancel()
            for task in showing:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
