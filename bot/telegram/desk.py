"""Decides what each update needs: a turn of the conversation, a kind word, a way to the private chat."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import Update

from bot.adapter import AdminDesk, DeliveryError
from bot.telegram.answering import Answering
from bot.telegram.failures import Unauthorised
from bot.telegram.gate import Gate, RefusedCall
from bot.telegram.intake import as_stored
from bot.telegram.keyboards import STOP, link
from bot.telegram.render import in_parts
from bot.telegram.taps import Taps
from bot.telegram.updates import (
    PLATFORM,
    EditedLate,
    Event,
    InGroup,
    Migrated,
    Pressed,
    Said,
    Standing,
    Stopped,
    Unreadable,
)
from bot.telegram.writer import Writer, quietly
from core.guard import MAX_CHARACTERS
from core.messages import Outgoing
from core.ports import OpensUnitOfWork, UnitOfWork
from core.texts import text
from core.transaction import in_transaction

_log = logging.getLogger(__name__)
_NOTICE_S = 60.0
"""A notice that could not be sent for so long is not worth sending."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An update that is stored, with what it means."""

    event: Event
    update: Update


Thing = Taken | Outgoing
"""What waits in a lane: an update, or a reply that an earlier process left unsent."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the desk works with. `failed` hears of a token that is no longer valid."""

    answering: Answering
    writer: Writer
    gate: Gate
    taps: Taps
    open_unit_of_work: OpensUnitOfWork
    now: Callable[[], datetime]
    language_of: Callable[[str | None], str]
    bot_name: str
    admins: frozenset[int]
    admin_desk: AdminDesk | None
    failed: Callable[[], None]


class Desk:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._albums: deque[str] = deque(maxlen=200)

    async def work(self, waiting: deque[Thing]) -> None:
        """Takes what is first in the lane, and what belongs to it; nothing escapes but cancellation."""
        thing = waiting[0]
        try:
            if isinstance(thing, Outgoing):
                waiting.popleft()
                await self._tools.answering.resume(thing)
            else:
                await self._work_off(await self._next(waiting))
        except Unauthorised:
            waiting.clear()
            self._tools.failed()
        except Exception as bug:  # one chat's trouble must not end the others' answers
            await self._apologise(thing, bug)

    async def _next(self, waiting: deque[Thing]) -> Taken:
        """The next event, of several texts that waited one: they are answered together."""
        texts = [t for t in waiting if isinstance(t, Taken) and _plain_words(t.event)]
        size = sum(len(_plain_words(t.event)) + 1 for t in texts)
        if len(texts) == len(waiting) > 1 and size <= MAX_CHARACTERS:
            waiting.clear()
            return await self._merged(texts)
        taken = waiting.popleft()
        assert isinstance(taken, Taken)
        return taken

    async def _merged(self, texts: list[Taken]) -> Taken:
        """One stored update in the place of several, in one transaction: a restart finds either."""
        first, last = texts[0].event, texts[-1].event
        words = "\n".join(_plain_words(t.event) for t in texts)
        event_id = f"{first.event_id}-{last.event_id}"
        raw = texts[-1].update.to_dict()
        raw["message"] = {k: v for k, v in raw["message"].items() if k != "entities"} | {"text": words}
        update = Update.de_json(raw, None)
        stored = replace(as_stored(update), event_id=event_id)

        async def put_together(work: UnitOfWork) -> None:
            now = self._tools.now()
            await work.inbox.put(PLATFORM, [stored], now)
            await work.inbox.done(PLATFORM, [one.event.event_id for one in texts], now)

        await in_transaction(self._tools.open_unit_of_work, put_together)
        assert isinstance(last, Said)
        return Taken(replace(last, event_id=event_id, words=words), update)

    async def _work_off(self, taken: Taken) -> None:
        event, tools = taken.event, self._tools
        match event:
            case Said():
                await self._said(event)
                return
            case Pressed():
                await self._pressed(event)
                return
            case Unreadable():
                if event.album is None or event.album not in self._albums:
                    await self._notice(event, f"telegram.kind.{event.kind}")
                if event.album is not None:
                    self._albums.append(event.album)
            case EditedLate():
                await self._notice(event, "telegram.edited_late")
            case InGroup():
                await self._to_private(event.chat_id, event, "telegram.group.move", event.payload)
            case Standing() if event.greets:
                await self._to_private(event.chat_id, event, "telegram.group.hello", "saju")
            case Migrated():
                tools.gate.moved(event.chat_id, event.new_id)
            case _:
                pass  # Stopped and Standing took effect when they came
        await tools.answering.done(event.event_id)

    async def _said(self, event: Said) -> None:
        tools = self._tools
        name, _, rest = event.words.partition(" ")
        name = name.partition("@")[0].lower()
        if name == "/stop":
            await self._notice(event, "telegram.nothing_to_stop")
        elif (desk := self._admin_desk_for(event, name)) is not None:
            actor = f"{PLATFORM}:{event.user_id}"
            words = await desk.answer(actor, name.removeprefix("/"), rest, tools.language_of(event.language))
            for part in in_parts(words):
                await quietly(tools.writer.write(event.chat_id, part, give_up_s=_NOTICE_S))
        else:
            await tools.answering.answer(event)
            return
        await tools.answering.done(event.event_id)

    def _admin_desk_for(self, event: Said, name: str) -> AdminDesk | None:
        """None for everybody else, whose /stats is a command that does not exist."""
        desk = self._tools.admin_desk
        if desk is None or name.removeprefix("/") not in desk.commands:
            return None
        return desk if event.is_command and event.user_id in self._tools.admins else None

    async def _pressed(self, event: Pressed) -> None:
        """A press that is stale was told so when it came, and so was one that is stale by now: nothing follows."""
        tools = self._tools
        if event.press.value != STOP and not await tools.taps.is_stale(event):
            await tools.answering.answer(event)
            return
        if event.message_id and not event.in_group and not await tools.answering.is_live(event):
            tools.writer.take_buttons(event.chat_id, event.message_id)
        await tools.answering.done(event.event_id)

    async def _notice(self, event: Event, key: str) -> None:
        part = in_parts(text(key, self._tools.language_of(event.language)))[0]
        await quietly(self._tools.writer.write(event.chat_id, part, give_up_s=_NOTICE_S))

    async def _to_private(self, chat_id: int, event: Event, key: str, payload: str) -> None:
        language = self._tools.language_of(event.language)
        url = f"https://t.me/{self._tools.bot_name}?start={payload}"
        button = link(text("telegram.group.open", language), url)
        part = in_parts(text(key, language))[0]
        await quietly(self._tools.writer.write(chat_id, part, button, give_up_s=_NOTICE_S))

    async def _apologise(self, thing: Thing, bug: Exception) -> None:
        """Where it happened is logged, never the message of the exception: it may hold what was said."""
        where = " < ".join(
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(bug.__traceback__)[-6:])
        )
        _log.error("an update was not worked off: %s at %s", type(bug).__name__, where)
        if isinstance(thing, Taken):
            try:
                await self._notice(thing.event, "telegram.trouble")
                await self._tools.answering.done(thing.event.event_id)
            except (DeliveryError, RefusedCall, Unauthorised):
                return


def stops(event: Event) -> bool:
    """Whether the person wants the answer to end now."""
    match event:
        case Stopped():
            return True
        case Pressed():
            return event.press.value == STOP
        case Said():
            return event.words.partition("@")[0].strip().lower() == "/stop"
        case _:
            return False


def _plain_words(event: Event) -> str:
    """The words of a text that may be joined with others; empty for all else."""
    return event.words if isinstance(event, Said) and not event.is_command and not event.edited else ""
