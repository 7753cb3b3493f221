"""Errors with a key instead of a sentence; the sentence is made at the edge by `core.texts`.

Error
├── Rejected      the person can mend it: the same question again, with the reason
└── Unavailable   the world is at fault (database, knowledge base): later
"""

from __future__ import annotations


class Error(Exception):
    """Base of all errors of ours.

    `code` is a documented key (INTERFACES: `invalid_date`, …); `params` fill the sentence `error.<code>`
    of the locale files and never hold what must not be logged.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Rejected(Error):
    """What was given cannot be taken as it stands; the code says why and the sentence how to mend it."""


class Unavailable(Error):
    """A part that we depend on does not answer now."""
