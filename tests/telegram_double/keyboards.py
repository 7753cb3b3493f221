"""Inline keyboards as the service takes them: `reply_markup` of every send and edit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.telegram_double.call import Call
from tests.telegram_double.chats import Json, Keyboard
from tests.telegram_double.refusals import Refused, bad_request

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
ACTIONS = ("url", "callback_data", "copy_text", "web_app", "switch_inline_query")


def read_keyboard(call: Call) -> Keyboard | None:
    """The inline keyboard of a call; None for none, an empty one and for other kinds of markup."""
    markup = call.value("reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    keyboard = [_row(row) for row in rows]
    if sum(len(row) for row in keyboard) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in keyboard if row] or None


def _row(row: Any) -> list[Json]:
    if not isinstance(row, list):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [_button(button) for button in row]


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unreadable('Can\'t find field "text"')
    actions = [name for name in ACTIONS if button.get(name)]
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:  # the service would silently take the first: nobody means that
        raise bad_request("BUTTON_TYPE_INVALID")
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if len(str(button.get("callback_data", "")).encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and urlsplit(button["url"]).scheme not in ("http", "https", "tg"):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: unsupported URL protocol")
    return dict(button)


def _unreadable(words: str) -> Refused:
    return bad_request(f"Can't parse inline keyboard button: {words}")
