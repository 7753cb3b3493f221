"""The queue that the client fills: whatever it is given is stored before it counts as taken.

Polling confirms, and a webhook answers 200, only when `put` has returned.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

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
        waits_for_store: bool,
    ) -> None:
        """`waits_for_store`: polling waits until the store is back; a webhook refuses and is asked again."""
        super().__init__()
        self._delivery, self._taken, self._troubled = delivery, taken, troubled
        self._waits = waits_for_store

    async def put(self, item: object) -> None:
        if not isinstance(item, Update):
            raise TypeError("only updates are queued")
        if await self._stored(as_stored(item)):
            self._taken(item)

    async def _stored(self, update: StoredUpdate) -> bool:
        pause_s = _PAUSE_S
        while True:
            try:
                return await self._delivery.accept(update)
            except Unavailable as error:
                self._troubled("store")
                _log.warning("an update waits for the store: %s", error.code)
                if not self._waits:
                    raise
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def as_stored(update: Update) -> StoredUpdate:
    return StoredUpdate(str(update.update_id), chat_key(update), orjson.dumps(update.to_dict()))


def from_stored(stored: StoredUpdate) -> Update:
    return Update.de_json(orjson.loads(stored.payload), None)
