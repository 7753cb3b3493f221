"""The chart as a PNG, readable on a phone, with a text that says the same."""

from __future__ import annotations

from datetime import date

from core.messages import Image
from core.picture.alt import alt_text
from core.picture.colours import Theme
from core.picture.layout import layout
from core.picture.paint import paint
from core.saju.analysis import Analysis

__all__ = ["chart_picture"]


def chart_picture(analysis: Analysis, language: str, *, theme: Theme = "light", today: date | None = None) -> Image:
    """The chart as a PNG 1080 pixels wide, and its alt text of several lines.

    Shows the birth: for the eyes of the person alone. `today` marks the running 대운. Pure but for the font files;
    takes about a tenth of a second, so that an event loop wants it in a thread.
    """
    return Image(paint(layout(analysis, language, today), theme), alt_text(analysis, language, today))
