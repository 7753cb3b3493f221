"""The adapter on the real client, a double of the service and a store, with time that runs faster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.settings_telegram import TelegramSettings
from bot.telegram.adapter import TelegramAdapter
from bot.telegram.pace import Pace
from core.conversation import Conversation
from core.delivery import Delivery
from core.errors import Unavailable
from core.ports import OpensUnitOfWork
from tests.fakes import LOVE, PYEONJAE, ShelfLibrary
from tests.memory_store import MemoryStore
from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.limiter import UNLIMITED

SCALE = 20.0
_LOOKS = 600
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class RunningClock:
    """The time of day of the tests, running with the real one."""

    def __init__(self) -> None:
        self._ahead = NOW - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, **span: float) -> None:
        self._ahead += timedelta(**span)


@dataclass(slots=True)
class House:
    """A daemon's worth of Telegram over one store, which outlives its adapters."""

    double: TelegramDouble
    store: MemoryStore
    clock: RunningClock
    scale: float = 1.0
    read_timeout_s: float = 1.0
    database: OpensUnitOfWork | None = None  # in the place of the store in memory

    @property
    def open(self) -> OpensUnitOfWork:
        return self.database or self.store.open

    def adapter(self, **options: Any) -> TelegramAdapter:
        settings = options.pop("settings", None) or self.settings()
        pace = options.pop("pace", None) or self.pace()
        library = ShelfLibrary((PYEONJAE, LOVE))
        talk = Conversation(self.open, library, self.clock, operator="홍길동, help@example.org", pictures=True)
        return TelegramAdapter(settings, talk, self.open, self.clock, pace=pace, **options)

    def settings(self, **changed: Any) -> TelegramSettings:
        settings = TelegramSettings(self.double.token, base_url=self.double.base_url)
        return replace(settings, **changed)

    def pace(self) -> Pace:
        """Waits and limits of the double's time; polls that end within a test's patience."""
        return replace(Pace().faster(self.scale), poll_s=1.0, read_timeout_s=self.read_timeout_s)

    @property
    def waiting(self) -> list[str]:
        """Replies and updates that are not worked off, and updates that are not taken."""
        outbox = [row for row in self.store.rows("outbox") if row["status"] == "waiting"]
        inbox = [row for row in self.store.rows("inbox") if row["update"]]
        return [*map(str, self.double.service.updates.pending.values()), *map(str, outbox), *map(str, inbox)]

    async def _is_stored(self) -> bool:
        """Whether the store holds something that is not worked off; a store that is away cannot tell."""
        delivery = Delivery(self.open, "telegram", self.clock)
        try:
            return bool(await delivery.accepted() or await delivery.unsent())
        except Unavailable:
            return True

    async def is_idle(self, timeout_s: float = 10.0) -> None:
        """Waits until nothing is left to do."""
        look_s = timeout_s / _LOOKS  # looking through a crowd's rows takes a while
        for _ in range(_LOOKS):
            if not (self.double.service.updates.pending or await self._is_stored()):
                return
            await asyncio.sleep(look_s)
        raise AssertionError(f"still waiting after {timeout_s:g} s: {self.waiting}")


@asynccontextmanager
async def running(adapter: TelegramAdapter) -> AsyncIterator[TelegramAdapter]:
    task = asyncio.create_task(adapter.run())
    try:
        yield adapter
    finally:
        if not task.done():
            await adapter.stop(drain_s=5)
        await task


@asynccontextmanager
async def house_with(scale: float = 1.0, **options: Any) -> AsyncIterator[House]:
    async with running_double(time_scale=scale, **options) as double:
        yield House(double, MemoryStore(), RunningClock(), scale)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Without limits, and waits that are short: for tests that are about something else."""
    patient = replace(UNLIMITED, tap_s=SCALE * UNLIMITED.tap_s)  # real seconds: a busy machine is no late bot
    async with house_with(SCALE, limits=patient) as made:
        yield made


@pytest.fixture
async def strict_house() -> AsyncIterator[House]:
    """With the service's limits, its time running faster."""
    async with house_with(SCALE) as made:
        yield made
