"""The one place where a unit of work is run again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from core.errors import TakenBack
from core.ports import OpensUnitOfWork, UnitOfWork

Result = TypeVar("Result")

# Jittered, so that two which met in a deadlock do not meet again. A database that restarts takes longer (1.3-2.6 s
# measured); the person is then asked to try later.
_PAUSES_S: Final = (0.05, 0.2, 0.6)


async def in_transaction(
    open_unit_of_work: OpensUnitOfWork, body: Callable[[UnitOfWork], Awaitable[Result]]
) -> Result:
    """What `body` returned, after its commit.

    `body` is run up to four times, each time in a new unit of work and from its beginning. The commit of an earlier
    time may have gone through without our knowing (the connection broke, or we were cancelled): so `body` makes no
    ids of its own that must be the same, and asks for its own marks first (`Updates.take`).
    """
    for pause_s in _PAUSES_S:
        try:
            return await once(open_unit_of_work, body)
        except TakenBack:
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
    return await once(open_unit_of_work, body)


async def once(open_unit_of_work: OpensUnitOfWork, body: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
    """The same without repeating."""
    async with open_unit_of_work() as work:
        result = await body(work)
        await work.commit()
    return result
