"""Plain text of the core as Telegram's HTML, in parts that fit a message.

The text is cut first and each part is dressed afterwards, so that a cut never falls inside a tag.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.chunks import cut, utf16_units

MESSAGE_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
# The service takes 32 KiB before it parses: escaped text grows to five bytes a character and more.
_ROOM_FOR_NUMBER: Final = 16
_MOST_BYTES: Final = 30_000
_NUMBERED_FROM: Final = 3
_LONGEST_TITLE: Final = 40
_KEPT_FORMAT: Final = "\u200d"
# The rows of a chart: their columns stand under each other only in letters of one width.
_COLUMNS = re.compile(r"(?:^.*\S {2,}\S.*(?:\n|$)){3,}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One message: as HTML, and as the plain words that go out when the HTML is refused."""

    html: str
    plain: str


def cleaned(text: str) -> str:
    """Without control characters, and without the invisible marks that turn or hide what follows."""
    return "".join(c for c in text if c in "\n\t" or not _is_unseen(c))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") and character != _KEPT_FORMAT


def in_parts(text: str, limit: int = MESSAGE_UNITS) -> tuple[Part, ...]:
    """The messages that `text` takes, each within `limit` UTF-16 units; more than two are numbered."""
    words = cleaned(text)
    spans = cut(words, limit, _measure)
    if len(spans) >= _NUMBERED_FROM:
        spans = cut(words, limit - _ROOM_FOR_NUMBER, _measure)
    styles = _styles(words)
    parts = []
    for number, (start, end) in enumerate(spans, 1):
        lead = f"({number}/{len(spans)})\n" if len(spans) >= _NUMBERED_FROM else ""
        parts.append(Part(lead + _dressed(words, start, end, styles), lead + words[start:end]))
    return tuple(parts)


def as_caption(text: str) -> Part | None:
    """The text as a caption, or None when it is too long for one."""
    parts = in_parts(text, CAPTION_UNITS)
    return parts[0] if len(parts) == 1 else None


def _measure(text: str) -> int:
    """UTF-16 units, or more where the bytes would be refused first."""
    size = len(text.encode()) + 4 * sum(text.count(c) for c in "<>&")
    return max(utf16_units(text), size * MESSAGE_UNITS // _MOST_BYTES if size > _MOST_BYTES else 0)


def _styles(text: str) -> list[tuple[int, int, str]]:
    """Where which tag stands, none inside another: the title above an empty line, and tables."""
    found = []
    title, _, rest = text.partition("\n\n")
    if rest and "\n" not in title and len(title) <= _LONGEST_TITLE and title[-1:] not in ".!?…:":
        found.append((0, len(title), "b"))
    found += [(m.start(), m.start() + len(m[0].rstrip()), "pre") for m in _COLUMNS.finditer(text)]
    return sorted(found)


def _dressed(text: str, start: int, end: int, styles: list[tuple[int, int, str]]) -> str:
    out, at = [], start
    for begin, stop, tag in styles:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        out += [_escaped(text[at:begin]), f"<{tag}>", _escaped(text[begin:stop]), f"</{tag}>"]
        at = stop
    return "".join([*out, _escaped(text[at:end])])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
