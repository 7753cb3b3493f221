"""Keeps the token out of every log: the client puts it into addresses and error messages."""

from __future__ import annotations

import logging
from typing import Any

_MASK = "***"
# These write an address with the token in it at every request.
_TALKATIVE = ("httpx", "httpcore")


def mask_in_logs(token: str) -> None:
    """From now on no record of this process shows the token, nor a traceback in it."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    secrets = tuple(filter(None, {token, token.partition(":")[2]}))
    make = logging.getLogRecordFactory()
    formatter = logging.Formatter()

    def masked_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        message = record.getMessage()
        if any(secret in message for secret in secrets):
            record.msg, record.args = masked(message, secrets), ()
        if record.exc_info and record.exc_info[0] is not None:
            trace = formatter.formatException(record.exc_info)
            if any(secret in trace for secret in secrets):
                # formatters write this text where there is one
                record.exc_text, record.exc_info = masked(trace, secrets), None
        return record

    logging.setLogRecordFactory(masked_record)


def masked(text: str, secrets: tuple[str, ...]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _MASK)
    return text
