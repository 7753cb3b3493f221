"""The connection that waits for updates, and what its coming and going tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import NetworkError

from bot.telegram.wire import Wire
from core.errors import Unavailable

_CONNECTIONS = 2
_REST_S = 0.01
"""After a poll, so that what it brought is answered before another is sent."""


class Listening(Wire):
    """`got_in` hears the HTTP status of each poll; `heard` waits until all updates of now are in.

    A poll confirms what the one before brought: `confirms` is awaited first, and where it raises, no poll goes out.
    """

    __slots__ = ("_confirms", "_got_in", "_polling", "_rests_until", "_starts")

    def __init__(
        self, got_in: Callable[[int], None], wait_s: float, *, confirms: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(_CONNECTIONS, wait_s)
        self._got_in, self._confirms = got_in, confirms
        self._polling = False
        self._rests_until = 0.0
        self._starts: list[asyncio.Future[None]] = []

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        if not url.endswith("/getUpdates"):
            return await super().do_request(url, method, *args, **kwargs)
        try:
            await self._confirms()
        except Unavailable as error:
            raise NetworkError(f"nothing is confirmed: {error.code}") from None
        if (rest_s := self._rests_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(rest_s)
        # when the next poll starts, the client has put everything of the last one
        for waiting in self._starts:
            if not waiting.done():
                waiting.set_result(None)
        self._starts.clear()
        self._polling = True
        try:
            status, payload = await super().do_request(url, method, *args, **kwargs)
        finally:
            self._polling = False
        self._rests_until = asyncio.get_running_loop().time() + _REST_S
        self._got_in(status)
        return status, payload

    async def heard(self) -> None:
        """A poll that waits now brings everything; otherwise the next one does."""
        for _ in range(1 if self._polling else 2):
            start: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._starts.append(start)
            await start
