"""How far a long work has come, on a terminal and only when it takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self

_SILENT_S: Final = 2.0
_EVERY_S: Final = 0.2
_CLEAR_LINE: Final = "\r\x1b[K"


class Progress:
    """A context; called with what is done, how much of it, and of how much when that is known."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._next = time.monotonic() + _SILENT_S
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if not self._terminal or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY_S
        self._shown = True
        of = f" of {total:,} ({done * 100 // total} %)" if total else ""
        print(f"{_CLEAR_LINE}{what}: {done:,}{of}", end="", file=sys.stderr, flush=True)

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._shown:
            print(_CLEAR_LINE, end="", file=sys.stderr, flush=True)
