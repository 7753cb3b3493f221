"""The queue that the client fills: whatever it is given is stored before it counts as taken.

A webhook is answered 200 only when `put` has returned, and that is when the update is stored. A poll confirms all
updates of the one before, so it is the poll that waits: for `stored`, and what came together is stored together.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import orjson
from telegram import Update

from bot.telegram.updates import chat_key
from core.delivery import Delivery
from core.errors import Unavailable
from core.ports import StoredUpdate

_log = logging.getLogger(__name__)
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class StoringQueue(asyncio.Queue[object]):
    """`taken` is called with each update that is new, in the order in which they came."""

    def __init__(
        self,
        delivery: Delivery,
        taken: Callable[[Update], None],
        troubled: Callable[[str], None],
        *,
        polls: bool,
    ) -> None:
        """`polls`: who puts something here asks `stored` afterwards. A webhook waits, and fails in an outage."""
        super().__init__()
        self._delivery, self._taken, self._troubled = delivery, taken, troubled
        self._polls, self._closed = polls, asyncio.Event()
        self._waiting: list[Update] = []
        self._storing: asyncio.Task[None] | None = None

    async def put(self, item: object) -> None:
        if not isinstance(item, Update):
            raise TypeError("only updates are queued")
        if self._polls:
            self._waiting.append(item)
            self._begin()
        elif await self._accepted(item):
            self._taken(item)

    async def stored(self) -> None:
        """Returns when all that was put here is stored, however long the store is away.

        Raises `Unavailable` when it was away as this was closed, and what storing raised besides.
        """
        while self._waiting:
            await asyncio.shield(self._begin())

    def close(self) -> None:
        """From now on nothing waits for a store that is away."""
        self._closed.set()

    def _begin(self) -> asyncio.Task[None]:
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
        return self._storing

    async def _store(self) -> None:
        while self._waiting:
            batch = list(self._waiting)
            new = await self._surely_accepted(batch)
            del self._waiting[: len(batch)]
            for update in new:
                self._taken(update)

    async def _surely_accepted(self, batch: Sequence[Update]) -> Sequence[Update]:
        """Those of `batch` that are new."""
        pause_s = _PAUSE_S
        while True:
            try:
                are_new = await asyncio.gather(*(self._accepted(update) for update in batch))
                return [update for update, is_new in zip(batch, are_new, strict=True) if is_new]
            except Unavailable:
                if self._closed.is_set():
                    raise
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _accepted(self, update: Update) -> bool:
        try:
            return await self._delivery.accept(as_stored(update))
        except Unavailable as error:
            self._troubled("store")
            _log.warning("an update waits for the store: %s", error.code)
            raise


def as_stored(update: Update) -> StoredUpdate:
    return StoredUpdate(str(update.update_id), chat_key(update), _spelled(update.to_dict()))


def _spelled(update: dict[str, Any]) -> bytes:
    """Half of an emoji is no sound Unicode, which orjson refuses; it must not keep an update from being stored."""
    try:
        return orjson.dumps(update)
    except TypeError:
        return json.dumps(update).encode()


def from_stored(stored: StoredUpdate) -> Update:
    return Update.de_json(json.loads(stored.payload), None)
