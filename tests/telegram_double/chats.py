"""Who and what is in the service: people, chats and their messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Keyboard = list[list[Json]]
ChatKind = Literal["private", "group", "supergroup"]
Membership = Literal["member", "administrator", "left", "kicked"]


@dataclass(slots=True, eq=False)
class User:
    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown


@dataclass(slots=True, eq=False)
class Draft:
    """A text still being written: seen for 30 s after its last change, or until a real message comes."""

    id: int
    text: str
    entities: list[Json]
    expires_at: float
    can_stop: bool = False  # shows a Stop button (Bot API 10.3)
    kept_on_stop: bool = False
    versions: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Message:
    """`content` holds what kind of message it is, by the Bot API's own field names (text, photo, caption, …)."""

    id: int
    chat: Chat
    sender: User
    date: float
    content: Json
    keyboard: Keyboard | None = None
    reply_to: Message | None = None
    edited_at: float | None = None
    deleted: bool = False
    pinned: bool = False
    reactions: list[Json] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)  # every text it ever showed, oldest first

    @property
    def text(self) -> str:
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard or [] for button in row]

    @property
    def by_bot(self) -> bool:
        return self.sender.is_bot

    def json(self, *, with_reply: bool = True) -> Json:
        shown: Json = {
            "message_id": self.id,
            "date": int(self.date),
            "chat": self.chat.json(),
            "from": self.sender.json(),
            **self.content,
        }
        if self.keyboard:
            shown["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.edited_at is not None:
            shown["edit_date"] = int(self.edited_at)
        if with_reply and self.reply_to is not None:
            shown["reply_to_message"] = self.reply_to.json(with_reply=False)
        return shown


@dataclass(slots=True, eq=False)
class Chat:
    """`standing` is the bot's: in a private chat `kicked` means blocked, `left` that it never began."""

    id: int
    kind: ChatKind
    title: str = ""
    person: User | None = None  # of a private chat
    members: dict[int, User] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    standing: Membership = "left"
    messages: list[Message] = field(default_factory=list)
    drafts: dict[int, Draft] = field(default_factory=dict)
    typing_until: float = 0.0
    migrated_to: int | None = None

    def json(self) -> Json:
        if self.person is None:
            return {"id": self.id, "type": self.kind, "title": self.title}
        shown: Json = {"id": self.id, "type": "private", "first_name": self.person.first_name}
        if self.person.username:
            shown["username"] = self.person.username
        return shown

    def message(self, message_id: int) -> Message | None:
        for message in reversed(self.messages):
            if message.id == message_id:
                return None if message.deleted else message
        return None

    @property
    def seen(self) -> list[Message]:
        """What is on the screen, in order."""
        return [message for message in self.messages if not message.deleted]
