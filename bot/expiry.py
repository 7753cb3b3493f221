"""Ending the sessions whose time has come, also of people who never write again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from core.ports import OpensUnitOfWork
from core.transaction import in_transaction

EVERY_S = 60.0
_log = logging.getLogger(__name__)


async def end_expired(open_unit_of_work: OpensUnitOfWork, now: datetime) -> int:
    """How many sessions ended: their keys are destroyed, nothing of them can be decrypted any more."""
    return await in_transaction(open_unit_of_work, lambda work: work.sessions.end_expired(now))


async def keep_ending(
    open_unit_of_work: OpensUnitOfWork, clock: Callable[[], datetime], every_s: float = EVERY_S
) -> None:
    """Runs until it is cancelled. What goes wrong is logged by its kind alone, and tried again the next time."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await end_expired(open_unit_of_work, clock())
        except Exception as error:  # whatever it was, sessions must go on ending
            _log.error("sessions were not ended: %s", type(error).__name__)
