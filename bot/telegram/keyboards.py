"""Buttons: what a press sends back, and which presses are of yesterday.

A press carries `version:keyboard:value`: the version of this scheme, the keyboard it was on, and the choice.
Nothing of it tells about the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from wcwidth import wcswidth

from core.messages import Choice

VERSION: Final = "1"
MOST_BYTES: Final = 64
STOP: Final = "stop"
_ROW_COLUMNS: Final = 30
_BUTTON_COLUMNS: Final = 4  # what a button's edges take
_MOST_IN_ROW: Final = 4
# These mean the same wherever they are pressed; every other button belongs to the question above it.
_LASTING: Final = ("topic:", "why", "amend", "again", "begin", "set:", "people:")
# Ways out stand beneath the answers.
_WAYS_OUT: Final = ("back", "restart")


@dataclass(frozen=True, slots=True)
class Press:
    """A press as it came back. `keyboard` and `value` are empty where another version wrote the button."""

    keyboard: str
    value: str

    @property
    def is_ours(self) -> bool:
        return bool(self.value)

    @property
    def is_lasting(self) -> bool:
        return self.value.startswith(_LASTING)


def keyboard_name(outbox_id: UUID | None) -> str:
    """The same reply has the same keyboard, also when it is sent again after a crash."""
    return outbox_id.hex[-8:] if outbox_id is not None else "0"


def is_passing(choices: Sequence[Choice]) -> bool:
    """Whether these buttons are worth nothing once the question is answered."""
    return any(not choice.value.startswith(_LASTING) for choice in choices)


def read_press(payload: str | None) -> Press:
    version, _, rest = (payload or "").partition(":")
    keyboard, _, value = rest.partition(":")
    return Press(keyboard, value) if version == VERSION else Press("", "")


def markup(choices: Sequence[Choice], keyboard: str) -> InlineKeyboardMarkup | None:
    """The keyboard with as many buttons in a row as a phone shows whole; None for no choices."""
    if not choices:
        return None
    answers = [c for c in choices if c.value not in _WAYS_OUT]
    ways_out = [c for c in choices if c.value in _WAYS_OUT]
    rows = [*_rows(answers), *_rows(ways_out)]
    return InlineKeyboardMarkup([[_button(choice, keyboard) for choice in row] for row in rows])


def link(label: str, url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url)]])


def _button(choice: Choice, keyboard: str) -> InlineKeyboardButton:
    payload = f"{VERSION}:{keyboard}:{choice.value}"
    if len(payload.encode()) > MOST_BYTES:
        raise ValueError(f"the value of a choice is too long for a button: {len(choice.value)} characters")
    return InlineKeyboardButton(choice.label, callback_data=payload)


def _rows(choices: Sequence[Choice]) -> list[list[Choice]]:
    """As many in every row as the widest leaves room for, so that they stand in columns; where that is one alone,
    the narrow ones stand in pairs."""
    if not choices:
        return []
    most = min(_MOST_IN_ROW, _ROW_COLUMNS // max(map(_width, choices)))
    if most > 1:
        return [list(choices[at : at + most]) for at in range(0, len(choices), most)]
    rows: list[list[Choice]] = []
    for choice in choices:
        if rows and len(rows[-1]) == 1 and 2 * max(_width(rows[-1][0]), _width(choice)) <= _ROW_COLUMNS:
            rows[-1].append(choice)
        else:
            rows.append([choice])
    return rows


def _width(choice: Choice) -> int:
    return wcswidth(choice.label) + _BUTTON_COLUMNS
