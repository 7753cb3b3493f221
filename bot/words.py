"""The free words of a command: its arguments, or standard input where none were given."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from core.errors import Rejected


def given_words(words: Sequence[str]) -> str:
    """Empty where there are none."""
    return " ".join(words) if words else ("" if sys.stdin.isatty() else sys.stdin.read(1_000_000))


def words_or_stdin(words: Sequence[str]) -> str:
    """Raises Rejected("not_birth_data") where there are no words at all."""
    text = given_words(words)
    if not text.strip():
        raise Rejected("not_birth_data", reason="empty")
    return text
