"""A person with a phone: what they can do in Telegram, and what they see."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.telegram_double.chat_methods import bot_membership
from tests.telegram_double.chats import Chat, Json, Message, User
from tests.telegram_double.entities import utf16_length
from tests.telegram_double.profile_store import scopes_of
from tests.telegram_double.screen import Line, read_screen
from tests.telegram_double.service import Service, Tap

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)")
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
PATIENCE_S = 5.0


class Person:
    """Acts at once; what the bot does of it is waited for with `sees` and its kin."""

    def __init__(self, service: Service, user: User, chat: Chat) -> None:
        self._service, self.user, self.chat = service, user, chat
        self.last_update_id: int | None = None  # of what they did last, None when the bot was not told
        self._instance = str(user.id * 31)

    # what they do

    def say(
        self, text: str, chat: Chat | None = None, *, language_code: str | None = None, to: Message | None = None
    ) -> Message:
        """Writes a message, in their own chat with the bot or in a group; `to` makes it a reply."""
        if language_code is not None:
            self.user.language_code = language_code
        entities = self._entities(text)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        return self._send(content, chat, to)

    def open_deeplink(self, payload: str = "") -> Message:
        """Follows t.me/bot?start=payload and presses START."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise ValueError(f"Telegram makes no link of {payload!r}")
        return self.say(f"/start {payload}".strip())

    def tap(self, label: str, message: Message | None = None) -> Tap | None:
        """Presses a button that is on the screen now; one that is not there fails the test.

        Without `message`, the latest that shows the label. A link back to the bot is followed and answers None.
        """
        if message is None:
            showing = [m for chat in self._chats() for m in chat.seen if label in m.labels]
            assert showing, f"no button {label!r} on the screen:\n{self.screen()}"
            message = showing[-1]
        assert not message.deleted, "the message with the button is gone"
        buttons = [button for row in message.keyboard or [] for button in row if button["text"] == label]
        assert buttons, f"{label!r} is none of {message.labels}"
        if "url" in buttons[0]:
            self._follow(buttons[0]["url"])
            return None
        return self.press_stale(message, buttons[0]["callback_data"])

    def press_stale(self, message: Message, value: str) -> Tap:
        """A press that was under way when the button went: the service passes it on unseen."""
        number = str(4_000_000_000_000_000_000 + len(self._service.taps))
        tap = Tap(number, self.user, message, value, self._service.clock.now())
        self._service.taps[number] = tap
        shown = message.json() if not message.deleted else self._inaccessible(message)
        body = {
            "id": number,
            "from": self.user.json(),
            "message": shown,
            "chat_instance": self._instance,
            "data": value,
        }
        self._told("callback_query", body, message.chat)
        return tap

    def edit(self, message: Message, text: str) -> None:
        """Changes an own message."""
        assert message.sender is self.user, "only one's own message can be edited"
        entities = self._entities(text)
        content = {"text": text, **({"entities": entities} if entities else {})}
        self._service.change(message, content, None)
        self._told("edited_message", message.json(), message.chat)

    def send_photo(self, png: bytes, caption: str = "", chat: Chat | None = None) -> Message:
        stored = self._service.files.keep("photos", "photo.jpg", png)
        size = {**stored.json(), "width": 800, "height": 600}
        return self._send({"photo": [size], **({"caption": caption} if caption else {})}, chat)

    def send_voice(self, seconds: int = 3, chat: Chat | None = None) -> Message:
        stored = self._service.files.keep("voice", "voice.oga", b"OggS")
        return self._send({"voice": {**stored.json(), "duration": seconds, "mime_type": "audio/ogg"}}, chat)

    def send_sticker(self, emoji: str = "😀", chat: Chat | None = None) -> Message:
        stored = self._service.files.keep("stickers", "sticker.webp", b"RIFF")
        sticker = {**stored.json(), "type": "regular", "width": 512, "height": 512, "emoji": emoji}
        return self._send({"sticker": sticker | {"is_animated": False, "is_video": False}}, chat)

    def send_location(self, latitude: float, longitude: float, chat: Chat | None = None) -> Message:
        return self._send({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def send_contact(self, phone: str, first_name: str, chat: Chat | None = None) -> Message:
        return self._send({"contact": {"phone_number": phone, "first_name": first_name}}, chat)

    def stop_writing(self) -> None:
        """Presses Stop under the draft that is being written; it must be there and have the button."""
        now = self._service.clock.now()
        stoppable = [d for d in self.chat.drafts.values() if d.can_stop and d.expires_at > now]
        assert stoppable, f"no draft to stop:\n{self.screen()}"
        draft = stoppable[-1]
        if not draft.kept_on_stop:
            del self.chat.drafts[draft.id]
        self._told("stopped_message_generation", {"chat": self.chat.json(), "draft_id": draft.id}, self.chat)

    def send_unknown_kind(self, kind: str, body: Json) -> None:
        """An update of a later Bot API, which no client knows yet."""
        self._told(kind, body, self.chat)

    def block(self) -> None:
        self._stands("kicked")

    def unblock(self) -> None:
        self._stands("member")

    def deactivate(self) -> None:
        self.user.deactivated = True

    # what they see

    def transcript(self, chat: Chat | None = None) -> list[Line]:
        """What is on the screen, in order and as it is now; a draft being written comes last."""
        return read_screen(chat or self.chat, self._service.clock.now())

    def screen(self, chat: Chat | None = None) -> str:
        return "\n".join(map(str, self.transcript(chat)))

    @property
    def answers(self) -> list[Message]:
        """The bot's messages in their chat, in order."""
        return [message for message in self.chat.seen if message.by_bot]

    def commands(self, chat: Chat | None = None) -> dict[str, str]:
        """The menu of commands they see, in their language: name and description."""
        scopes = scopes_of(chat or self.chat, self.user.id)
        shown = self._service.profile.commands_shown(scopes, self.user.language_code or "")
        return {command["command"]: command["description"] for command in shown}

    @property
    def sees_typing(self) -> bool:
        return self._service.clock.now() < self.chat.typing_until

    async def sees(self, words: str, *, chat: Chat | None = None, timeout_s: float = PATIENCE_S) -> Message:
        """Waits for the bot's latest message with these words in it."""

        def found() -> Message | None:
            seen = (chat or self.chat).seen
            return next((m for m in reversed(seen) if m.by_bot and words in m.text), None)

        message = await self._wait(found, f"words {words!r}", chat, timeout_s)
        assert isinstance(message, Message)
        return message

    async def sees_button(self, label: str, *, chat: Chat | None = None, timeout_s: float = PATIENCE_S) -> Message:
        def found() -> Message | None:
            seen = (chat or self.chat).seen
            return next((m for m in reversed(seen) if label in m.labels), None)

        message = await self._wait(found, f"button {label!r}", chat, timeout_s)
        assert isinstance(message, Message)
        return message

    async def hears(self, tap: Tap, *, timeout_s: float = PATIENCE_S) -> str:
        """Waits until a press was answered; the words shown over the chat, mostly none."""
        await self._wait(lambda: tap.answered, "answer to the press", tap.message.chat, timeout_s)
        return tap.shown

    async def sees_answers(self, count: int, *, timeout_s: float = PATIENCE_S) -> list[Message]:
        """Waits until the bot has written so many messages in their chat."""
        await self._wait(lambda: len(self.answers) >= count, f"{count} answers", None, timeout_s)
        return self.answers

    async def _wait(self, happened: Any, what: str, chat: Chat | None, timeout_s: float) -> Any:
        try:
            return await self._service.changes.until(happened, timeout_s)
        except TimeoutError:
            raise AssertionError(f"no {what} after {timeout_s:g} s:\n{self.screen(chat)}") from None

    def _send(self, content: Json, chat: Chat | None = None, to: Message | None = None) -> Message:
        chat = chat or self.chat
        if chat is self.chat:
            chat.standing = "member"
        else:
            assert self.user.id in chat.members, f"{self.user.first_name} is not in {chat.title}"
        message = self._service.post(chat, self.user, content, reply_to=to)
        if chat is self.chat or self._meant_for_bot(message):
            self._told("message", message.json(), chat)
        else:
            self.last_update_id = None
        return message

    def _meant_for_bot(self, message: Message) -> bool:
        """In privacy mode a bot hears commands, replies to it and its name; an administrator hears all."""
        if message.chat.standing == "administrator":
            return True
        if message.chat.standing != "member":
            return False
        if command := COMMAND.match(message.text):
            return command[2] in (None, self._service.bot.username)
        answered = message.reply_to is not None and message.reply_to.sender is self._service.bot
        return answered or f"@{self._service.bot.username}" in message.text

    def _told(self, kind: str, body: Json, chat: Chat) -> None:
        self.last_update_id = self._service.updates.add(kind, body, chat.id)

    def _entities(self, text: str) -> list[Json]:
        found = []
        if command := COMMAND.match(text):
            found.append({"type": "bot_command", "offset": 0, "length": len(command[0])})
        for name in re.finditer(r"(?<![\w/])@\w{5,32}", text):
            start = utf16_length(text[: name.start()])
            found.append({"type": "mention", "offset": start, "length": utf16_length(name[0])})
        return found

    def _follow(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname == "t.me" and parts.path == f"/{self._service.bot.username}":
            self.open_deeplink(parse_qs(parts.query).get("start", [""])[0])

    def _stands(self, standing: Any) -> None:
        before = self.chat.standing
        self.chat.standing = standing
        body = standing_update(self._service, self.chat, self.user, before)
        self._told("my_chat_member", body, self.chat)
        self._service.changes.tell()

    def _chats(self) -> list[Chat]:
        groups = [chat for chat in self._service.chats.values() if self.user.id in chat.members]
        return [*groups, self.chat]

    @staticmethod
    def _inaccessible(message: Message) -> Json:
        return {"message_id": message.id, "chat": message.chat.json(), "date": 0}


def standing_update(service: Service, chat: Chat, by: User, before: str) -> Json:
    """The body of a `my_chat_member` update: the bot's standing before and now."""
    now = chat.standing
    return {
        "chat": chat.json(),
        "from": by.json(),
        "date": int(service.clock.now()),
        "old_chat_member": _member(service, before),
        "new_chat_member": _member(service, now),
    }


def _member(service: Service, standing: str) -> Json:
    shadow = Chat(0, "group", standing=standing)  # type: ignore[arg-type]  # callers pass a Membership
    return bot_membership(service.bot, shadow)
