"""Takes back the second copy of a message whose first sending seemed to fail.

When the answer to a send is lost on the way, nobody knows whether the message arrived, and the service cannot be
asked. So it is sent again, and then the copy, if there is one, is found by its number: private chats and basic
groups count their messages together and upwards, so that it stands between the last number known before the first
try and the number of the second. What is known to be another message is left out, and the rest is deleted in this
one chat; numbers that are not in it are passed over by the service.

Nothing is deleted before all updates of that span have come, so that no message of the person is taken for ours.
"""

from __future__ import annotations

import bisect
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot

from bot.adapter import DeliveryError
from bot.telegram.gate import Gate, RefusedCall

_log = logging.getLogger(__name__)
_REMEMBERED = 20_000
_MOST_AT_ONCE = 100


class Numbers:
    """The message numbers that are known, of people and of ours, in private chats and basic groups."""

    def __init__(self) -> None:
        self._known: list[int] = []

    @property
    def highest(self) -> int:
        return self._known[-1] if self._known else 0

    def note(self, chat_id: int, number: int) -> None:
        if _counts_for_itself(chat_id):
            return
        at = bisect.bisect_left(self._known, number)
        if at == len(self._known) or self._known[at] != number:
            self._known.insert(at, number)
            if len(self._known) > _REMEMBERED:
                del self._known[: _REMEMBERED // 2]

    def unknown_between(self, low: int, high: int) -> list[int]:
        """The numbers above `low` and below `high` that nobody has seen, at most what one call deletes."""
        if low == 0:
            return []  # nothing was known before: it could be anything
        known = set(self._known[bisect.bisect_left(self._known, low) : bisect.bisect_right(self._known, high)])
        return [n for n in range(max(low + 1, high - _MOST_AT_ONCE), high) if n not in known]


class LostCopies:
    """`heard` returns once every update is in that the service had when it was called."""

    def __init__(self, bot: Bot, gate: Gate, numbers: Numbers, heard: Callable[[], Awaitable[None]]) -> None:
        self._bot, self._gate, self._numbers, self._heard = bot, gate, numbers, heard

    async def take_back(self, chat_id: int, low: int, high: int) -> None:
        """Deletes our copy between the two numbers, if there is one."""
        if _counts_for_itself(chat_id) or not self._numbers.unknown_between(low, high):
            return
        await self._heard()
        numbers = self._numbers.unknown_between(low, high)
        if not numbers:
            return
        try:
            await self._gate.send(chat_id, lambda chat: self._bot.delete_messages(chat, numbers), give_up_s=30)
        except (DeliveryError, RefusedCall) as error:
            _log.warning("a second copy may be left: %s", type(error).__name__)


def _counts_for_itself(chat_id: int) -> bool:
    """Supergroups and channels number their messages each on its own."""
    return chat_id < -1_000_000_000_000
