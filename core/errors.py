"""Errors with a key instead of a sentence; the sentence is made at the edge by `core.texts`.

Error
├── Rejected      the person can mend it: the same question again, with the reason
└── Unavailable   the world is at fault (database, knowledge base): later
    ├── TakenBack     the transaction is undone or unknown as a whole: the same unit of work may be run again
    └── Overtaken     another turn of the same person was stored meanwhile: load and decide again
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


class TakenBack(Unavailable):
    """A deadlock, a lock waited for too long, a lost connection. What the commit did may be unknown."""


class Overtaken(Unavailable):
    """What was decided was decided on a state that is no longer the latest."""
