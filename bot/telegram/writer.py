"""Every way to put something before a person, each through the gate."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction, ParseMode

from bot.adapter import DeliveryError
from bot.telegram.failures import is_lost, is_markup, is_same
from bot.telegram.gate import Gate, RefusedCall
from bot.telegram.lost import LostCopies, Numbers
from bot.telegram.render import Part

_PLAIN_LINKS = LinkPreviewOptions(is_disabled=True)
_CAN_STOP = {"can_stop": True}
_LOOKS = 20
_MOST_UNTIDY = 500
"""Of a crowd the screens of the last are tidied up afterwards."""


class Writer:
    """Raises DeliveryError where nobody is there any more, RefusedCall for what the service does not take."""

    def __init__(
        self,
        bot: Bot,
        gate: Gate,
        numbers: Numbers,
        copies: LostCopies,
        look_s: float,
        *,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        """`crowded`: so many people wait for answers that nothing is tidied up meanwhile."""
        self._bot, self._gate, self._numbers, self._copies = bot, gate, numbers, copies
        self._crowded = crowded
        self._tidying: set[asyncio.Task[None]] = set()
        self._look_s = look_s
        self._untidy: dict[tuple[int, int], int] = {}  # chat and message, and how many looks more it is worth
        self._is_tidying = False
        self.has_drafts = True  # until the service says that it knows none

    async def write(
        self, chat_id: int, part: Part, keyboard: InlineKeyboardMarkup | None = None, *, give_up_s: float = math.inf
    ) -> int:
        """Sends a message; its number. As plain words where the markup is refused."""

        def sending(text: str, mode: str | None) -> Callable[[int], Awaitable[Message]]:
            return lambda chat: self._bot.send_message(
                chat, text, parse_mode=mode, reply_markup=keyboard, link_preview_options=_PLAIN_LINKS
            )

        return await self._in_markup_or_plain(chat_id, part, sending, give_up_s)

    async def picture(self, chat_id: int, png: bytes, caption: Part | None, *, give_up_s: float = math.inf) -> int:
        """Sends a photo; its number. A photo and no file: it is seen at once and zoomed with two fingers."""
        shown = caption or Part("", "")

        def sending(text: str, mode: str | None) -> Callable[[int], Awaitable[Message]]:
            return lambda chat: self._bot.send_photo(chat, png, caption=text, parse_mode=mode, filename="saju.png")

        return await self._in_markup_or_plain(chat_id, shown, sending, give_up_s)

    async def rewrite(
        self, chat_id: int, message_id: int, part: Part, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Changes a message to this text and these buttons. False when it cannot be changed any more."""

        def editing(text: str, mode: str | None) -> Callable[[int], Awaitable[Message | bool]]:
            return lambda chat: self._bot.edit_message_text(
                text, chat, message_id, parse_mode=mode, reply_markup=keyboard, link_preview_options=_PLAIN_LINKS
            )

        for text, mode in ((part.html, ParseMode.HTML), (part.plain, None)):
            try:
                await self._gate.send(chat_id, editing(text, mode))
                return True
            except RefusedCall as error:
                if is_same(error.refused):
                    return True
                if is_lost(error.refused):
                    return False
                if mode is None or not is_markup(error.refused):
                    raise
        return False

    async def show_more(self, chat_id: int, message_id: int, part: Part, keyboard: InlineKeyboardMarkup) -> None:
        """Lets an unfinished message grow, unless something more important waits."""
        try:
            await self._gate.offer(
                chat_id,
                lambda chat: self._bot.edit_message_text(
                    part.html, chat, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard
                ),
            )
        except RefusedCall:
            return  # the whole text comes anyway, and says why if it must

    async def draft(self, chat_id: int, draft_id: int, part: Part) -> None:
        """Shows a text that is still being written, unless something more important waits."""
        try:
            await self._gate.offer(
                chat_id,
                lambda chat: self._bot.send_message_draft(
                    chat, draft_id, part.html, parse_mode=ParseMode.HTML, api_kwargs=_CAN_STOP
                ),
                draft=True,
            )
        except RefusedCall as error:
            if not is_markup(error.refused):
                self.has_drafts = False

    def take_buttons(self, chat_id: int, message_id: int) -> None:
        """Takes the buttons off an answered question as soon as nothing more important waits, if that is soon."""
        if len(self._untidy) >= _MOST_UNTIDY:
            del self._untidy[next(iter(self._untidy))]
        self._note_untidy(chat_id, message_id, _LOOKS)

    def _note_untidy(self, chat_id: int, message_id: int, looks: int) -> None:
        self._untidy[chat_id, message_id] = looks
        if not self._is_tidying:
            self._is_tidying = True
            self._behind(self._tidy())

    async def _tidy(self) -> None:
        """Looks again after a while for what could not be done now."""
        while self._untidy:
            waiting, crowded = self._untidy, self._crowded()
            self._untidy = {which: looks - 1 for which, looks in waiting.items() if crowded and looks > 1}
            for (chat_id, message_id), looks in waiting.items():
                if not crowded and looks:
                    self._behind(self._tidy_one(chat_id, message_id, looks - 1))
            await asyncio.sleep(self._look_s)
        self._is_tidying = False

    async def _tidy_one(self, chat_id: int, message_id: int, looks: int) -> None:
        if not await self._buttons_taken(chat_id, message_id):
            self._note_untidy(chat_id, message_id, looks)

    async def _buttons_taken(self, chat_id: int, message_id: int) -> bool:
        try:
            edited = await self._gate.offer(
                chat_id, lambda chat: self._bot.edit_message_reply_markup(chat, message_id, reply_markup=None)
            )
        except (DeliveryError, RefusedCall):
            return True  # they are gone already, or nobody is there to see them
        return edited is not None

    async def typing(self, chat_id: int) -> None:
        await self._gate.action(chat_id, lambda chat: self._bot.send_chat_action(chat, ChatAction.TYPING))

    async def close(self) -> None:
        """Leaves the screen as it is."""
        for task in self._tidying:
            task.cancel()
        await asyncio.gather(*self._tidying, return_exceptions=True)

    async def _in_markup_or_plain(
        self,
        chat_id: int,
        part: Part,
        sending: Callable[[str, str | None], Callable[[int], Awaitable[Message]]],
        give_up_s: float,
    ) -> int:
        try:
            return await self._new(chat_id, sending(part.html, ParseMode.HTML), give_up_s)
        except RefusedCall as error:
            if not is_markup(error.refused):
                raise
        return await self._new(chat_id, sending(part.plain, None), give_up_s)

    async def _new(self, chat_id: int, call: Callable[[int], Awaitable[Message]], give_up_s: float) -> int:
        """A message that must not be there twice."""
        before, doubtful = self._numbers.highest, False

        def note_doubt() -> None:
            nonlocal doubtful
            doubtful = True

        message = await self._gate.send(chat_id, call, give_up_s=give_up_s, uncertain=note_doubt)
        self._numbers.note(chat_id, message.message_id)
        if doubtful:
            self._behind(self._copies.take_back(chat_id, before, message.message_id))
        return message.message_id

    def _behind(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tidying.add(task)
        task.add_done_callback(self._tidying.discard)


async def quietly(coroutine: Awaitable[object]) -> None:
    """For a notice that nobody needs to get."""
    try:
        await coroutine
    except (DeliveryError, RefusedCall):
        return
