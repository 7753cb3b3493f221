"""What a person reads on the screen, for assertions and for the eyes of who mends a test."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_double.chats import Chat, Message

KINDS = ("text", "photo", "document", "voice", "sticker", "location", "contact")


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it stands now; `kind` is `draft` for one still being written, `service` for a notice."""

    sender: str
    kind: str
    text: str
    labels: tuple[tuple[str, ...], ...] = ()
    edited: bool = False

    def __str__(self) -> str:
        kind = "" if self.kind == "text" else f" ({self.kind})"
        rows = "".join(f"\n    {' '.join(f'[{label}]' for label in row)}" for row in self.labels)
        return f"{self.sender}{kind}: {self.text}{rows}"


def read_screen(chat: Chat, now: float) -> list[Line]:
    drafts = [draft for draft in chat.drafts.values() if draft.expires_at > now]
    return [*map(_line, chat.seen), *(Line("bot", "draft", draft.text) for draft in drafts)]


def _line(message: Message) -> Line:
    kind = next((kind for kind in KINDS if kind in message.content), "service")
    rows = tuple(tuple(button["text"] for button in row) for row in message.keyboard or [])
    sender = "bot" if message.by_bot else message.sender.first_name
    return Line(sender, kind, message.text, rows, message.edited_at is not None)
