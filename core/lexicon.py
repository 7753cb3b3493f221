"""What short answers and questions mean, by the words of `lexicon.toml`, in Korean and English at once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

# Polite endings that change nothing of what was said: 네요, 양력이에요, 모르겠습니다.
_ENDINGS = re.compile(r"(?:입니다|이에요|이예요|예요|에요|이요|할게요|이야|인데요|요|임|please)$")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((resources.files("core") / "lexicon.toml").read_text("utf-8"))
    return table


def _joined(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def says(text: str, word: str) -> bool:
    """Whether the whole message is one of the ways to say `word` ("yes", "back", "unknown", …)."""
    return bool(_forms(text) & _words("word", word))


def which(text: str, group: str) -> str | None:
    """Which member of a group the whole message names: `which("음력이요", "calendar")` is "lunar"."""
    forms = _forms(text)
    return next((key for key in _table()["word"][group] if forms & _words("word", group, key)), None)


def mentions(text: str, table: str) -> str | None:
    """The first key of a table one of whose words stands in the message ("topic", "refuse", "label", …)."""
    lowered = text.lower()
    return next((key for key, words in _table()[table].items() if any(w in lowered for w in words)), None)


def which_label(text: str) -> str | None:
    """The label that the whole message is a word for ("엄마"), or None."""
    forms = _forms(text)
    return next((key for key in _table()["label"] if forms & _words("label", key)), None)


def words_of(table: str, key: str) -> tuple[str, ...]:
    """The words that stand for a key of a table that `mentions` searches."""
    return tuple(_table()[table][key])


def is_question(text: str) -> bool:
    return mentions(text, "question") is not None


def speaks_of_birth(text: str) -> bool:
    return mentions(text, "birth") is not None


def is_about_love(topic: str | None) -> bool:
    return topic in _table()["love"]["topics"]


def topics() -> tuple[str, ...]:
    return tuple(_table()["topic"])


def _forms(text: str) -> set[str]:
    joined = _joined(text)
    return {joined, _ENDINGS.sub("", joined)} - {""}


@cache
def _words(*path: str) -> frozenset[str]:
    words = _table()
    for name in path:
        words = words[name]
    return frozenset(words)
