"""What crosses the messenger boundary: plain values, no vendor object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Address:
    """Where we talk: the lock key and the storage key, nothing else is."""

    platform: str
    chat_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a person did. `value` is the text, the pressed choice's value or the command with its slash."""

    event_id: str
    address: Address
    received_at: datetime  # aware, UTC
    kind: Literal["text", "choice", "command"]
    value: str
    language: str | None = None  # what the client says of itself; an explicit choice of the person wins


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. A press comes back as `value`, never as `label`; no personal data in `value` (≤ 64 bytes)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with the text that says the same to who cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person.

    `private`: holds what only this person may see. `replaces`: the same message as the last one, edited in
    place where the messenger can. `sources`: the books and rules behind the text, shown on demand.
    `pieces`: the parts of `text` in the order they come, which joined are the text; empty: it comes at once.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    images: tuple[Image, ...] = ()
    private: bool = True
    replaces: bool = False
    sources: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply that is not yet known to be sent.

    `position` counts from 0 within its turn. `attempts` are the sends that were begun before; the commit of a turn
    counts the one of its first reply, which follows at once. `outbox_id` None: nothing of it is stored (an apology
    when the store does not answer), so it is sent and forgotten.
    """

    outbox_id: UUID | None
    address: Address
    reply: Reply
    position: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """The next part of the reply that comes whole, as an Outgoing with this id, after its last piece."""

    outbox_id: UUID
    text: str
