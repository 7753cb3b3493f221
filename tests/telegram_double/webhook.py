"""Pushing updates to the bot's own server: in order within a chat, chats side by side, again until answered 2xx."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from tests.telegram_double.chats import Json
from tests.telegram_double.clock import VirtualClock

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE_S = 60.0
PUSH_TIMEOUT_S = 60.0


@dataclass(slots=True)
class Webhook:
    """`attempts` are (update id, HTTP status or 0 for none), as they happened."""

    url: str
    secret: str
    most: int
    clock: VirtualClock
    delivered: Callable[[int], None]
    attempts: list[tuple[int, int]] = field(default_factory=list)
    last_error: str = ""
    _lanes: defaultdict[int, deque[Json]] = field(default_factory=lambda: defaultdict(deque))
    _tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _session: aiohttp.ClientSession = field(init=False)
    _room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._room = asyncio.Semaphore(self.most)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PUSH_TIMEOUT_S))

    def push(self, chat_id: int, update: Json) -> None:
        self._lanes[chat_id].append(update)
        if chat_id not in self._tasks:
            self._tasks[chat_id] = asyncio.create_task(self._drain(chat_id))

    async def close(self) -> None:
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._session.close()

    async def _drain(self, chat_id: int) -> None:
        lane, failures = self._lanes[chat_id], 0
        while lane:
            if await self._deliver(lane[0]):
                self.delivered(lane.popleft()["update_id"])
                failures = 0
                continue
            # the first repeat comes at once, later ones after 2, 4, 8 … seconds
            if failures:
                await self.clock.sleep(min(LONGEST_PAUSE_S, 2.0**failures))
            failures += 1
        del self._tasks[chat_id]

    async def _deliver(self, update: Json) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        status = 0
        try:
            async with self._room, self._session.post(self.url, json=update, headers=headers) as answer:
                status = answer.status
                if status // 100 != 2:
                    self.last_error = f"Wrong response from the webhook: {status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = (
                "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else str(error)
            )
        self.attempts.append((update["update_id"], status))
        return status // 100 == 2
