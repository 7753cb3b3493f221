"""Templates filled by the grammar of their language."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from core.particles import fill

_TIMES = {"1": "once", "2": "twice"}


def fill_in(template: str, slots: Mapping[str, str], language: str) -> str:
    """Korean slots choose their particle (`{ilgan:은}`), English ones an article (`{geok:a}`) or a counted noun
    (`{n:character}` is "1 character" or "3 characters", `{n:time}` is "once"). KeyError for a missing slot."""
    if language == "ko":
        return fill(template, slots)
    filled = _ENGLISH.vformat(template, (), slots)
    return filled[:1].upper() + filled[1:] if template.startswith("{") and template.endswith(".") else filled


class _EnglishFormatter(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        word = str(value)
        if format_spec == "a":
            return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
        if format_spec == "time" and word in _TIMES:
            return _TIMES[word]
        if format_spec:
            return f"{word} {format_spec}{'' if word == '1' else 's'}"
        return word


_ENGLISH = _EnglishFormatter()
