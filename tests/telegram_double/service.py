"""The service between the bot and the people: its state, and the few acts both sides share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from tests.telegram_double.call import Call
from tests.telegram_double.changes import Changes
from tests.telegram_double.chats import Chat, Json, Keyboard, Message, User
from tests.telegram_double.clock import VirtualClock
from tests.telegram_double.files import Files
from tests.telegram_double.limiter import Kind, Limiter, Limits
from tests.telegram_double.profile_store import ProfileStore
from tests.telegram_double.refusals import BLOCKED, DEACTIVATED, NOT_STARTED, Refused, bad_request
from tests.telegram_double.updates import Updates

FIRST_MESSAGE_ID = 101


@dataclass(slots=True, eq=False)
class Tap:
    """A pressed button waiting for its one answer; `shown` is what the person read of it."""

    id: str
    person: User
    message: Message
    value: str
    at: float
    answered: bool = False
    shown: str = ""
    alert: bool = False


class Service:
    def __init__(self, bot: User, clock: VirtualClock, limits: Limits | None = None) -> None:
        self.bot, self.clock = bot, clock
        self.changes = Changes()
        self.updates = Updates(clock, self.changes)
        self.limiter = Limiter(clock, limits)
        self.files = Files()
        self.profile = ProfileStore()
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.on_answer: Callable[[Message], None] | None = None  # told of each message of the bot, for benchmarks
        # people and basic groups share the account's numbers, each supergroup has its own
        self._message_ids = count(FIRST_MESSAGE_ID)
        self._own_ids: dict[int, count[int]] = {}

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        keyboard: Keyboard | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        message = Message(self._next_message_id(chat), chat, sender, self.clock.now(), content, keyboard, reply_to)
        message.versions.append(message.text)
        chat.messages.append(message)
        if sender is self.bot:
            chat.drafts.clear()
            chat.typing_until = 0.0
            if self.on_answer is not None:
                self.on_answer(message)
        self.changes.tell()
        return message

    def change(self, message: Message, content: Json, keyboard: Keyboard | None) -> None:
        message.content, message.keyboard = content, keyboard
        message.edited_at = self.clock.now()
        if message.versions[-1] != message.text:
            message.versions.append(message.text)
        self.changes.tell()

    def chat_of(self, call: Call) -> Chat:
        """The chat a call names, whether or not the bot may write to it."""
        if not call.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(call.chat_id) if call.chat_id is not None else None
        if chat is None or (chat.kind == "private" and chat.standing == "left" and not self._met(chat)):
            raise bad_request("chat not found")
        return chat

    def writable(self, call: Call) -> Chat:
        """The same, refused where the bot was blocked, kicked or moved away from."""
        chat = self.chat_of(call)
        if chat.migrated_to is not None:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, words, migrate_to=chat.migrated_to)
        if chat.person is not None:
            self._check_person(chat, chat.person)
        elif chat.standing == "kicked":
            raise Refused(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
        elif chat.standing == "left":
            raise Refused(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
        return chat

    def admit(self, chat: Chat, method: str, kind: Kind = "message") -> None:
        self.limiter.watch(chat.id, kind, method)
        self.limiter.admit(chat, kind)

    def message_of(self, call: Call, chat: Chat, purpose: str) -> Message:
        message = chat.message(call.integer("message_id"))
        if message is None:
            raise bad_request(f"{purpose} not found")
        return message

    def visible(self, chats: Iterable[Chat] | None = None) -> list[Message]:
        return [message for chat in chats or self.chats.values() for message in chat.seen]

    def _next_message_id(self, chat: Chat) -> int:
        if chat.kind == "supergroup":
            return next(self._own_ids.setdefault(chat.id, count(1)))
        return next(self._message_ids)

    def _met(self, chat: Chat) -> bool:
        """Whether the bot knows the person from a group, though they never wrote to it."""
        return any(
            chat.id in group.members and group.standing in ("member", "administrator")
            for group in self.chats.values()
            if group.person is None
        )

    @staticmethod
    def _check_person(chat: Chat, person: User) -> None:
        if person.deactivated:
            raise Refused(403, DEACTIVATED)
        if chat.standing == "kicked":
            raise Refused(403, BLOCKED)
        if chat.standing == "left":
            raise Refused(403, NOT_STARTED)
