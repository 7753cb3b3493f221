"""A text from which readers take what they understand, so that nobody reads the same words twice."""

from __future__ import annotations

import re

GONE = "\x00"  # where something was taken: matches no pattern of words, so what stood apart stays apart


class Scraps:
    """A `plain` text being read. Patterns must be linear: bounded repeats, no nested ones."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.search(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match, which is then gone from the text."""
        match = pattern.search(self.text)
        if match is not None:
            self.drop(match)
        return match

    def take_all(self, pattern: re.Pattern[str], leave: str = GONE) -> list[re.Match[str]]:
        matches = list(pattern.finditer(self.text))
        if matches:
            self.text = pattern.sub(leave, self.text)
        return matches

    def drop(self, match: re.Match[str], leave: str = "") -> None:
        """Removes a match of the current text; `leave` stands in its place for the readers to come."""
        self.text = f"{self.text[: match.start()]} {GONE}{leave} {self.text[match.end() :]}"
