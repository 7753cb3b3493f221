"""What the service says when it refuses, word for word.

Read in tdlib/telegram-bot-api `Client.cpp` (fail_query_with_error) and tdlib/td, where not noted otherwise.
"""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NO_METHOD = "Not Found: method not found"
BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
NOT_STARTED = "Forbidden: bot can't initiate conversation with a user"

WORDS = {
    401: "Unauthorized",
    403: BLOCKED,
    404: "Not Found",
    409: TWO_POLLERS,
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Refused(Exception):
    """The service says no: `code` is both the HTTP status and `error_code`.

    `retry_after` is in virtual seconds; `migrate_to` is the id of the supergroup that a group became.
    """

    def __init__(
        self, code: int, words: str, *, retry_after: float | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(words)
        self.code, self.words = code, words
        self.retry_after, self.migrate_to = retry_after, migrate_to


def bad_request(words: str) -> Refused:
    """A 400; a sentence starts in lower case as the service writes it, but a SERVER_ERROR_CODE stays as it is."""
    if not (len(words) > 1 and (words[1] == "_" or words[1].isupper())):
        words = words[:1].lower() + words[1:]
    return Refused(400, f"Bad Request: {words}")


def too_many(retry_after: int) -> Refused:
    return Refused(429, "", retry_after=retry_after)
