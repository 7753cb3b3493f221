"""What stands on each person's screen that later turns must know: the message with the live buttons."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

import orjson

from bot.telegram.keyboards import Press
from core.delivery import Delivery
from core.errors import Unavailable
from core.messages import Address

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Screen:
    """`keyboard` names the last buttons and `message_id` holds them; `passing`: they belong to an open question.

    `unfinished` is a message that shows a part of the reply `of` (its outbox id).
    """

    message_id: int = 0
    keyboard: str = ""
    passing: bool = False
    unfinished: int = 0
    of: str = ""

    def is_stale(self, press: Press) -> bool:
        """Whether the press is of a question that is no longer the one asked."""
        return bool(self.keyboard) and not press.is_lasting and press.keyboard != self.keyboard

    def as_note(self) -> str:
        fields = (self.message_id, self.keyboard, self.passing, self.unfinished, self.of)
        return orjson.dumps(fields).decode()

    def finished(self) -> Screen:
        return replace(self, unfinished=0, of="")


def screen_of_note(note: str | None) -> Screen:
    """An unreadable note is one of another version: nothing is known then."""
    if note is None:
        return Screen()
    try:
        message_id, keyboard, passing, unfinished, of = orjson.loads(note)
    except (orjson.JSONDecodeError, ValueError, TypeError):
        return Screen()
    return Screen(int(message_id), str(keyboard), bool(passing), int(unfinished), str(of))


class Screens:
    """Read from the store once, then kept: nobody else changes them."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._known: OrderedDict[Address, Screen] = OrderedDict()

    async def of(self, address: Address) -> Screen:
        if address in self._known:
            return self._known[address]
        try:
            note = await self._delivery.ref(address)
        except Unavailable:
            return Screen()
        # what became known while the store was asked is newer
        return self._known.get(address) or self.note(address, screen_of_note(note))

    def note(self, address: Address, screen: Screen) -> Screen:
        self._known[address] = screen
        self._known.move_to_end(address)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return screen
