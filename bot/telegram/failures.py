"""What went wrong with a call, by what has to be done about it. The one place that knows the client's errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError


@dataclass(frozen=True, slots=True)
class Wait:
    """Told to come back after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another id now."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody is there any more; `reason` is a code word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Passing:
    """Trouble on the way. `uncertain`: what was asked for may have been done."""

    uncertain: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The call is wrong as it stands; repeating it does not help. `words` are the service's, without content."""

    words: str


Failure = Wait | Moved | Gone | Passing | Refused

_GONE = {
    "bot was blocked": "blocked",
    "user is deactivated": "deactivated",
    "bot was kicked": "kicked",
    "not a member": "kicked",
    "can't initiate": "not_started",
}
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Unauthorised(Exception):
    """The token is not, or no longer, valid."""


def failure_of(error: TelegramError) -> Failure:
    """Raises Unauthorised, because nothing can be done then."""
    match error:
        case RetryAfter():
            return Wait(_seconds(error.retry_after))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            words = error.message.lower()
            return Gone(next((reason for part, reason in _GONE.items() if part in words), "forbidden"))
        case BadRequest():  # the client makes it a NetworkError too
            return Gone("no_chat") if "chat not found" in error.message.lower() else Refused(error.message.lower())
        case InvalidToken():
            # also a method that the service does not know
            if "method not found" in error.message.lower():
                return Refused("method not found")
            raise Unauthorised from None  # the client's own words hold the token
        case Conflict():
            return Passing(uncertain=False)
        case _:
            return Passing(uncertain=not isinstance(error.__cause__, _NOT_SENT))


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_same(refused: Refused) -> bool:
    """An edit that was made already, by a call whose answer got lost."""
    return "is not modified" in refused.words


def is_lost(refused: Refused) -> bool:
    """The message to edit or delete is not there, or too old."""
    return any(w in refused.words for w in ("to edit not found", "can't be edited", "no text in the message"))


def is_markup(refused: Refused) -> bool:
    return "can't parse entities" in refused.words
