"""What crosses the messenger boundary: plain values, no vendor object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
    """

    text: str
    choices: tuple[Choice, ...] = ()
    images: tuple[Image, ...] = ()
    private: bool = True
    replaces: bool = False
    sources: tuple[str, ...] = ()
