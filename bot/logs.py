"""The log of the daemon: lines on standard error, as text or as JSON. Nothing that an exception says is written,
only its kind and place: its words may hold what a person told."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Literal

import orjson

# Among them those that tell each request with its address, of which Telegram's token is a part.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "alembic",
    "apscheduler",
    "telegram",
    "tornado",
    "chromadb",
    "aiosqlite",
    "asyncio",
)


def start_logging(log_format: Literal["text", "json"]) -> None:
    """Ours from INFO on, the libraries' from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if log_format == "json" else _Text())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        words = " ".join([record.getMessage(), *_trouble(record)]).replace("\n", " ")
        return f"{_instant(record)} {record.levelname.lower():8}{record.name}: {words}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        trouble = _trouble(record)
        return orjson.dumps(fields | ({"exception": trouble[0]} if trouble else {})).decode()


def _trouble(record: logging.LogRecord) -> list[str]:
    """The kind of the exception and where it came from; empty without one."""
    if record.exc_info is None or record.exc_info[0] is None:
        return []
    frames = traceback.extract_tb(record.exc_info[2])[-6:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames)]
    return [f"{record.exc_info[0].__name__} at {' < '.join(places)}"]


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
