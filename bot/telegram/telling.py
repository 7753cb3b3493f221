"""A reply on the screen: growing while it comes, and whole at the end."""

from __future__ import annotations

import asyncio
import html
import time
from dataclasses import replace

from bot.adapter import DeliveryError
from bot.telegram.gate import Sleep
from bot.telegram.keyboards import STOP, is_passing, keyboard_name, markup
from bot.telegram.pace import Pace
from bot.telegram.render import CAPTION_UNITS, Part, cleaned, in_parts
from bot.telegram.screens import Screen, Screens
from bot.telegram.writer import Writer
from core.delivery import Delivery
from core.messages import Choice, Image, Outgoing, Reply
from core.texts import text

_CURSOR = " …"
_EXPANDABLE = ("<blockquote expandable>", "</blockquote>")


class Telling:
    """Shows the replies of one turn. `pressed_on` is the message whose button began it, 0 for none."""

    def __init__(
        self,
        writer: Writer,
        screens: Screens,
        delivery: Delivery,
        pace: Pace,
        *,
        chat_id: int,
        language: str,
        pressed_on: int = 0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._writer, self._screens, self._delivery = writer, screens, delivery
        self._pace, self._sleep = pace, sleep
        self._chat_id, self._language, self._pressed_on = chat_id, language, pressed_on
        self._shown = ""  # of the reply that is coming
        self._last_piece_at = self._last_shown_at = time.monotonic()
        self._unfinished = 0
        self.stopped = asyncio.Event()
        self.gone: str | None = None  # why nothing more can be told here

    async def grow(self, outbox_id_number: int, words: str) -> None:
        """The next words of a reply that will come whole; not faster than they can be read."""
        if self.stopped.is_set():
            return
        await self._breathe()
        if self.stopped.is_set():
            return
        self._shown += words
        self._last_piece_at = time.monotonic()
        if self._last_piece_at - self._last_shown_at < self._pace.draft_every_s or self._chat_id < 0:
            return
        self._last_shown_at = self._last_piece_at
        part = in_parts(self._shown + _CURSOR)[-1]
        if self._writer.has_drafts:
            await self._writer.draft(self._chat_id, outbox_id_number, part)
        if not self._writer.has_drafts:
            await self._show_unfinished(part)

    async def finish(self, outgoing: Outgoing, screen: Screen) -> Screen:
        """The whole reply, with its buttons; what the screen shows then. Raises DeliveryError, RefusedCall."""
        reply = outgoing.reply
        if self.stopped.is_set() and self._shown:
            stopped = text("telegram.stopped", self._language)
            reply = replace(reply, text=f"{self._shown.rstrip()}\n\n{stopped}", images=())
        self._shown = ""
        unfinished = self._unfinished or (screen.unfinished if screen.of == _name(outgoing) else 0)
        self._unfinished = 0
        for image in reply.images:
            await self._writer.picture(self._chat_id, image.png, _caption(reply, image))
        return await self._put(outgoing, reply, screen, unfinished)

    async def _put(self, outgoing: Outgoing, reply: Reply, screen: Screen, unfinished: int) -> Screen:
        keyboard = keyboard_name(outgoing.outbox_id)
        buttons = markup(reply.choices, keyboard)
        *first, last = in_parts(reply.text) or (Part("…", "…"),)
        in_place = unfinished or (self._to_replace(reply, screen) if not first else 0)
        for part in first:
            if not (in_place and await self._writer.rewrite(self._chat_id, in_place, part)):
                await self._writer.write(self._chat_id, part)
            in_place = 0
        if in_place and await self._writer.rewrite(self._chat_id, in_place, last, buttons):
            message_id = in_place
        else:
            message_id = await self._writer.write(self._chat_id, last, buttons)
        if screen.passing and screen.message_id not in (0, message_id):
            self._writer.take_buttons(self._chat_id, screen.message_id)
        if not reply.choices:
            return replace(screen.finished(), passing=False) if screen.message_id != message_id else Screen()
        return Screen(message_id, keyboard, is_passing(reply.choices))

    def _to_replace(self, reply: Reply, screen: Screen) -> int:
        """The form stays one message while it is answered by its buttons."""
        if not reply.replaces or reply.images:
            return 0
        return self._pressed_on if self._pressed_on in (0, screen.message_id) or not screen.message_id else 0

    async def _breathe(self) -> None:
        """A pause between two sentences; a press of Stop ends it."""
        left = self._last_piece_at + self._pace.piece_s - time.monotonic()
        if left > 0:
            await self._sleep(left)

    async def _show_unfinished(self, part: Part) -> None:
        """Where the service knows no drafts, a message that grows by edits."""
        stop = Choice(STOP, text("telegram.stop", self._language))
        buttons = markup((stop,), STOP)
        assert buttons is not None
        if not self._unfinished:
            try:
                self._unfinished = await self._writer.write(self._chat_id, part, buttons, give_up_s=0)
            except DeliveryError:
                return
        else:
            await self._writer.show_more(self._chat_id, self._unfinished, part, buttons)

    @property
    def unfinished(self) -> int:
        """The message that shows a part of the reply now coming; 0 for none."""
        return self._unfinished


def _name(outgoing: Outgoing) -> str:
    return outgoing.outbox_id.hex if outgoing.outbox_id is not None else ""


def _caption(reply: Reply, image: Image) -> Part:
    """The title, and under it the picture in words, folded up: who cannot see the one can hear the other."""
    title = cleaned(reply.text.partition("\n")[0])[:100]
    alt = in_parts(cleaned(image.alt), CAPTION_UNITS - 2 * len(title) - 2)[0].plain if image.alt else ""
    opened, closed = _EXPANDABLE
    dressed = f"<b>{html.escape(title, quote=False)}</b>\n{opened}{html.escape(alt, quote=False)}{closed}"
    return Part(dressed, f"{title}\n{alt}")
