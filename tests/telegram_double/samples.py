"""Small things to send."""

from __future__ import annotations

import io

from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup


def keyboard(*buttons: tuple[str, str]) -> InlineKeyboardMarkup:
    """A row for each (label, value)."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=value)] for label, value in buttons])


def png(width: int = 40, height: int = 20) -> bytes:
    with io.BytesIO() as out:
        Image.new("RGB", (width, height), "white").save(out, "PNG")
        return out.getvalue()
