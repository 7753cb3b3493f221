"""What an update means to us. Telegram's objects end here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from bot.telegram.keyboards import Press, read_press
from core.messages import Address, Inbound

PLATFORM: Final = "telegram"
STOPPED: Final = "stopped_message_generation"
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", STOPPED)
# What links to the bot may ask for; any other payload is a plain start.
_DEEP_LINKS: Final = {"saju": "/saju", "help": "/help", "privacy": "/privacy"}
_KINDS: Final = (
    ("voice", ("voice", "audio", "video_note")),
    ("photo", ("photo", "video", "animation")),
    ("sticker", ("sticker",)),
    ("place", ("location", "venue")),
    ("contact", ("contact",)),
    ("file", ("document",)),
    ("other", ("poll", "dice", "story", "checklist", "paid_media", "game", "invoice")),
)
_COMMAND: Final = re.compile(r"/(\w{1,32})(?:@(\w+))?(?=\s|$)")
NO_PRESS: Final = Press("", "")
_EDITABLE_S: Final = 600
"""A question changed later than this is no question any more."""


@dataclass(frozen=True, slots=True)
class Event:
    """`language` is what the client says of itself."""

    event_id: str
    chat_id: int
    user_id: int
    language: str | None
    message_id: int = 0

    @property
    def address(self) -> Address:
        return Address(PLATFORM, str(self.chat_id), str(self.user_id))


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Words or a command in a private chat."""

    words: str = ""
    edited: bool = False

    @property
    def is_command(self) -> bool:
        return self.words.startswith("/")


@dataclass(frozen=True, slots=True)
class Pressed(Event):
    """A button. `message_id` 0: the message is too old to be changed."""

    press: Press = NO_PRESS
    tap_id: str = ""
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable(Event):
    """Something without words: `kind` names the sentence that answers it."""

    kind: str = "other"
    album: str | None = None


@dataclass(frozen=True, slots=True)
class EditedLate(Event):
    """An old message was changed."""


@dataclass(frozen=True, slots=True)
class InGroup(Event):
    """Somebody in a group wants something of us. `payload`: what the link to the private chat carries."""

    payload: str = "saju"
    greets: bool = False


@dataclass(frozen=True, slots=True)
class Stopped(Event):
    """The person pressed Stop under the answer that is being written."""


@dataclass(frozen=True, slots=True)
class Standing(Event):
    """The bot may write here, or no longer."""

    may_write: bool = True
    greets: bool = False


@dataclass(frozen=True, slots=True)
class Migrated(Event):
    """A group goes on under another id."""

    new_id: int = 0


def inbound(event: Said | Pressed, received_at: datetime) -> Inbound:
    if isinstance(event, Pressed):
        return Inbound(event.event_id, event.address, received_at, "choice", event.press.value, event.language)
    kind = "command" if event.is_command else "text"
    words = _deep_link(event.words) if event.is_command else event.words
    return Inbound(event.event_id, event.address, received_at, kind, words, event.language)  # type: ignore[arg-type]


def read_update(update: Update, bot_name: str) -> Event | None:
    """The event of an update; None for what is not for us. `bot_name` without the @."""
    number = str(update.update_id)
    if update.callback_query is not None:
        return _pressed(number, update.callback_query)
    if update.my_chat_member is not None:
        return _standing(number, update.my_chat_member)
    if STOPPED in update.api_kwargs:
        chat_id = int(update.api_kwargs[STOPPED].get("chat", {}).get("id", 0))
        return Stopped(number, chat_id, chat_id, None)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat.type == Chat.PRIVATE:
        return _private(number, message, message.from_user, edited=update.edited_message is not None)
    if update.edited_message is not None:
        return None
    return _in_group(number, message, message.from_user, bot_name)


def chat_key(update: Update) -> str:
    """Updates with the same key are worked off in order."""
    chat = update.effective_chat
    if chat is not None:
        return str(chat.id)
    return str(update.api_kwargs.get(STOPPED, {}).get("chat", {}).get("id", ""))


def _private(number: str, message: Message, user: User, *, edited: bool) -> Event | None:
    base = (number, message.chat.id, user.id, user.language_code, message.message_id)
    if message.text is None:
        return None if edited else _without_words(base, message)
    if not edited:
        return Said(*base, message.text)
    changed, written = message.edit_date, message.date
    if changed is not None and (changed - written).total_seconds() > _EDITABLE_S:
        return EditedLate(*base)
    return Said(*base, message.text, edited=True)


def _without_words(base: tuple[str, int, int, str | None, int], message: Message) -> Event | None:
    for kind, fields in _KINDS:
        if any(getattr(message, field, None) for field in fields):
            return Unreadable(*base, kind, message.media_group_id)
    return None  # notices of the service


def _pressed(number: str, query: CallbackQuery) -> Pressed:
    user, message = query.from_user, query.message
    chat_id = message.chat.id if message is not None else user.id
    message_id = message.message_id if isinstance(message, Message) else 0
    press = read_press(query.data)
    return Pressed(number, chat_id, user.id, user.language_code, message_id, press, query.id, chat_id != user.id)


def _in_group(number: str, message: Message, user: User, bot_name: str) -> Event | None:
    base = (number, message.chat.id, user.id, user.language_code, message.message_id)
    if message.migrate_to_chat_id is not None:
        return Migrated(*base, message.migrate_to_chat_id)
    words = message.text or message.caption or ""
    if command := _COMMAND.match(words):
        name, whom = command[1].lower(), command[2]
        if whom is not None and whom.lower() != bot_name.lower():
            return None
        return InGroup(*base, name if name in _DEEP_LINKS else "saju")
    mentioned = re.search(rf"@{re.escape(bot_name)}\b", words, re.IGNORECASE) is not None
    replied = message.reply_to_message is not None and message.reply_to_message.from_user is not None
    ours = replied and (message.reply_to_message.from_user.username or "").lower() == bot_name.lower()  # type: ignore[union-attr]
    return InGroup(*base) if mentioned or ours else None


def _standing(number: str, change: ChatMemberUpdated) -> Standing:
    chat, user = change.chat, change.from_user
    may_write = change.new_chat_member.status in ("member", "administrator", "restricted", "creator")
    could = change.old_chat_member.status in ("member", "administrator", "restricted", "creator")
    greets = may_write and not could and chat.type in (Chat.GROUP, Chat.SUPERGROUP)
    return Standing(number, chat.id, user.id, user.language_code, 0, may_write, greets)


def _deep_link(words: str) -> str:
    """`/start payload` as the command that the link asks for."""
    name, _, payload = words.partition(" ")
    if name.partition("@")[0].lower() != "/start":
        return words
    return _DEEP_LINKS.get(payload.strip(), "/start")
