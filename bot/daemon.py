"""The daemon, from its start to its exit. The one place that knows every messenger.

Exit codes (bot/__main__.py gives them): 0 told to stop, 2 misconfigured, so that a restart changes nothing, 1 what
a restart may mend (the database does not answer, a bug).
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final

from bot.adapter import Adapter, Misconfigured
from bot.admin import AdminCommands
from bot.application import make_conversation, open_library
from bot.clock import Clock
from bot.configured import configured_store
from bot.health import HealthServer
from bot.scheduler import Scheduler
from bot.sdnotify import Supervisor
from bot.settings import Settings, SettingsError
from bot.telegram.adapter import TelegramAdapter
from bot.vitals import Vitals
from core.conversation import Conversation
from storage.store import Store

_log = logging.getLogger(__name__)
DRAIN_S: Final = 6.0
"""How long answers that are under way may take to their end; what is left is resumed at the next start."""
EXIT_WITHIN_S: Final = 9.0
_STATUS_EVERY_S: Final = 30.0
_YOUNG_OBJECTS: Final = 10_000
"""Made between two looks of the collector: a turn makes some thousands, none of which outlives it."""


async def serve(settings: Settings, clock: Clock) -> None:
    """Lives until SIGTERM or SIGINT. Raises SettingsError, `StartRefused`, `Unavailable`."""
    if settings.telegram is None:
        raise SettingsError("no messenger is configured: set SAJU_TELEGRAM_TOKEN (from Telegram's @BotFather)")
    supervisor = Supervisor(settings.notify_socket)
    stop = _stop_on_signals(supervisor)
    async with AsyncExitStack() as house:
        opening = asyncio.create_task(_open(house, settings, clock, supervisor))
        if not await _finished_before(stop, opening):
            return
        adapters, vitals = opening.result()
        _spare_the_collector()
        try:
            async with asyncio.TaskGroup() as group:
                for adapter in adapters:
                    group.create_task(adapter.run(), name=adapter.name)
                watching = group.create_task(_report(vitals, supervisor, settings.watchdog_s))
                supervisor.ready()
                _log.info("running: %s", ", ".join(adapter.name for adapter in adapters))
                await stop.wait()
                vitals.stopping = True
                watching.cancel()
                await asyncio.gather(*(adapter.stop(DRAIN_S) for adapter in adapters))
        except BaseExceptionGroup as several:
            raise _first_of(several) from None
    _log.info("stopped")


def _spare_the_collector() -> None:
    """What is loaded by now stays to the end: looking through it again and again costs a tenth of each turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, *gc.get_threshold()[1:])


async def _open(
    house: AsyncExitStack, settings: Settings, clock: Clock, supervisor: Supervisor
) -> tuple[Sequence[Adapter], Vitals]:
    """Everything in the order in which it needs each other; `house` closes it in the opposite one."""
    supervisor.status("opening the database")
    store = await house.enter_async_context(configured_store(settings, clock))
    if store.new_key_file is not None:
        _log.warning("a new key file was made, keep a copy of it: %s", store.new_key_file)

    supervisor.status("loading the knowledge base")
    library = open_library(settings)
    await library.warm()

    scheduler = Scheduler(store, clock, settings)
    await scheduler.start()
    house.push_async_callback(scheduler.stop)

    conversation = make_conversation(settings, store, library, clock, pictures=True)
    adapters: list[Adapter] = []
    vitals = Vitals(store, library, adapters, clock)
    adapters += _adapters(settings, conversation, store, clock, AdminCommands(store, vitals, clock))

    health = HealthServer(vitals, store, clock)
    health.start(*settings.health_listen)
    house.push_async_callback(health.stop)
    return adapters, vitals


def _adapters(
    settings: Settings, conversation: Conversation, store: Store, clock: Clock, admin_desk: AdminCommands
) -> list[Adapter]:
    """One row for each messenger whose token is set."""
    found: list[Adapter] = []
    if settings.telegram is not None:
        found.append(
            TelegramAdapter(
                settings.telegram,
                conversation,
                store.unit_of_work,
                clock,
                language=settings.language,
                admin_desk=admin_desk,
            )
        )
    return found


async def _report(vitals: Vitals, supervisor: Supervisor, watchdog_s: float | None) -> None:
    """Tells systemd how we are; that we live only when the database answered, in half the time that it waits."""
    every_s = _STATUS_EVERY_S if watchdog_s is None else watchdog_s / 2
    while True:
        condition = await vitals.look(patience_s=min(5.0, every_s / 2))
        supervisor.status(str(condition))
        if condition.is_alive:
            supervisor.alive()
        else:
            _log.error("the database does not answer")
        await asyncio.sleep(every_s)


def _stop_on_signals(supervisor: Supervisor) -> asyncio.Event:
    """Set by SIGTERM and SIGINT. Whatever hangs from then on, the process ends in time."""
    stop = asyncio.Event()

    def stopping() -> None:
        if not stop.is_set():
            supervisor.stopping()
            _log.info("stopping")
            last = threading.Timer(EXIT_WITHIN_S, _end_at_once)
            last.daemon = True
            last.start()
            stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping)
    return stop


def _end_at_once() -> None:
    """Safe at any moment: what is not finished stands in the store, and the next start takes it up."""
    _log.warning("ended before everything was closed: the rest is taken up at the next start")
    os._exit(0)


async def _finished_before(stop: asyncio.Event, work: asyncio.Task[object]) -> bool:
    """Whether `work` came to its end, well or not; it is cancelled when it is told to stop before."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
        return work.done()
    finally:
        stopped.cancel()
        work.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)


def _first_of(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """What ended the daemon: the first cause, of which the others followed."""
    first = several.exceptions[0]
    if isinstance(first, BaseExceptionGroup):
        return _first_of(first)
    return SettingsError(str(first)) if isinstance(first, Misconfigured) else first
