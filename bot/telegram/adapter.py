"""Telegram as the daemon sees it: connects, receives, hands out, stops in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Updater

from bot.adapter import AdapterState, AdapterStatus, AdminDesk, Misconfigured
from bot.settings_telegram import TelegramSettings
from bot.telegram.answering import Answering
from bot.telegram.desk import Desk, Taken, Thing, Tools, stops
from bot.telegram.gate import Gate
from bot.telegram.intake import StoringQueue, from_stored
from bot.telegram.lanes import Lanes
from bot.telegram.listening import Listening
from bot.telegram.lost import LostCopies, Numbers
from bot.telegram.pace import Pace
from bot.telegram.profile import introduce, introduce_to_admin
from bot.telegram.redaction import mask_in_logs
from bot.telegram.screens import Screens
from bot.telegram.taps import Taps
from bot.telegram.updates import ALLOWED_UPDATES, PLATFORM, Event, Pressed, chat_key, read_update
from bot.telegram.wire import Wire
from bot.telegram.writer import Writer
from core.conversation import Conversation
from core.delivery import Delivery
from core.errors import Unavailable
from core.messages import Outgoing
from core.ports import OpensUnitOfWork, StoredUpdate
from core.texts import LANGUAGES

_log = logging.getLogger(__name__)
_CONNECTIONS = 128
_CROWD = 8  # chats that are answered at the same time
_TRIES = 5
_REFUSED_TOKEN = "SAJU_TELEGRAM_TOKEN is not accepted by Telegram"


class TelegramAdapter:
    """Fulfils `bot.adapter.Adapter`. `introduces` False leaves names and commands as they are."""

    name = PLATFORM

    def __init__(
        self,
        settings: TelegramSettings,
        conversation: Conversation,
        open_unit_of_work: OpensUnitOfWork,
        clock: Callable[[], datetime],
        *,
        language: str = "ko",
        admin_desk: AdminDesk | None = None,
        pace: Pace | None = None,
        introduces: bool = True,
    ) -> None:
        self.status = AdapterStatus()
        self._settings, self._conversation = settings, conversation
        self._open, self._clock, self._language = open_unit_of_work, clock, language
        self._admin_desk, self._introduces = admin_desk, introduces
        self._pace = replace(pace or Pace(), all_most=settings.messages_per_s)
        self._delivery = Delivery(open_unit_of_work, PLATFORM, clock)
        self._numbers = Numbers()
        self._known_admins: set[int] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._halt, self._halted = asyncio.Event(), asyncio.Event()
        self._drain_s = 8.0
        self._refused = False
        mask_in_logs(settings.token)

    async def run(self) -> None:
        """Receives and answers until `stop`. Raises Misconfigured where Telegram does not take us as we are."""
        self._build()
        starting, halting = asyncio.ensure_future(self._start()), asyncio.ensure_future(self._halt.wait())
        try:
            await asyncio.wait({starting, halting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                self.status.well()
            await halting
        except InvalidToken:  # the client's own words hold the token
            self._refused = True
        except TelegramError as error:
            raise Unavailable("telegram", kind=type(error).__name__) from None
        finally:
            await _cancelled(starting, halting)
            await self._shut_down()
        if self._refused:
            raise Misconfigured(_REFUSED_TOKEN)

    async def stop(self, drain_s: float = 8.0) -> None:
        self._drain_s = drain_s
        self._halt.set()
        await self._halted.wait()

    async def _start(self) -> None:
        await self._connect()
        await self._take_up()
        await self._listen()

    def _build(self) -> None:
        settings, pace = self._settings, self._pace
        wait_s = pace.read_timeout_s
        self._queue = StoringQueue(self._delivery, self._taken, self._troubled, polls=settings.webhook_url is None)
        self._listening = Listening(self._polled, pace.read_timeout_s, confirms=self._queue.stored)
        self._bot = Bot(
            settings.token,
            base_url=settings.base_url,
            request=Wire(_CONNECTIONS, wait_s),
            get_updates_request=self._listening,
        )
        self._gate = Gate(pace, troubled=self._troubled)
        heard = self._settled if settings.webhook_url else self._listening.heard
        self._screens = Screens(self._delivery)
        self._taps = Taps(self._bot, self._screens, self.language_of)
        copies = LostCopies(self._bot, self._gate, self._numbers, heard)
        self._writer = Writer(
            self._bot, self._gate, self._numbers, copies, pace.look_s, crowded=lambda: self._lanes.at_work > _CROWD
        )
        self._updater = Updater(self._bot, self._queue)

    async def _connect(self) -> None:
        """Asks for the bot's own name until Telegram answers."""
        pause_s = self._pace.retry_first_s
        while True:
            try:
                await self._updater.initialize()
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                self._troubled("unreachable")
                _log.warning("Telegram does not answer yet: %s", type(error).__name__)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, self._pace.retry_most_s)

    async def _take_up(self) -> None:
        """What an earlier process left: first the replies that were not sent, then the updates not worked off."""
        answering = Answering(
            self._conversation,
            self._writer,
            self._screens,
            self._delivery,
            self._pace,
            self._clock,
            self.status,
            self.language_of,
        )
        tools = Tools(
            answering,
            self._writer,
            self._gate,
            self._taps,
            self._open,
            self._clock,
            self.language_of,
            self._bot.username,
            self._settings.admins,
            self._admin_desk,
            self._token_refused,
        )
        self._answering = answering
        self._lanes: Lanes[Thing] = Lanes(Desk(tools).work)
        unsent, accepted = await self._left_over()
        for outgoing in unsent:
            self._lanes.push(outgoing.address.chat_id, outgoing)
        for stored in accepted:
            update = from_stored(stored)
            event = read_update(update, self._bot.username)
            if event is not None:
                self._lanes.push(chat_key(update), Taken(replace(event, event_id=stored.event_id), update))

    async def _left_over(self) -> tuple[Sequence[Outgoing], Sequence[StoredUpdate]]:
        while True:
            try:
                return await self._delivery.unsent(), await self._delivery.accepted()
            except Unavailable:
                self._troubled("store")
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        settings = self._settings
        if settings.webhook_url is None:
            await self._updater.start_polling(
                poll_interval=0,
                timeout=round(self._pace.poll_s),
                bootstrap_retries=-1,
                allowed_updates=ALLOWED_UPDATES,
                error_callback=self._poll_failed,
            )
        else:
            host, port = settings.webhook_listen
            try:
                await self._updater.start_webhook(
                    host,
                    port,
                    urlsplit(settings.webhook_url).path,
                    bootstrap_retries=_TRIES,
                    webhook_url=settings.webhook_url,
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=settings.webhook_secret,
                )
            except BadRequest as error:
                raise Misconfigured(f"SAJU_TELEGRAM_WEBHOOK_URL is refused: {error.message}") from None
            except OSError as error:
                why = (error.strerror or "error").lower()
                raise Misconfigured(f"SAJU_TELEGRAM_WEBHOOK_LISTEN: {why}") from None
        if self._introduces:
            self._behind(introduce(self._bot, self._language))

    def _taken(self, update: Update) -> None:
        """An update that is stored. What ends an answer, and what answers a press, does not wait in the lane."""
        self.status.last_update_at = self._clock()
        if update.effective_message is not None:
            self._numbers.note(update.effective_message.chat_id, update.effective_message.message_id)
        event = read_update(update, self._bot.username)
        if event is None:
            self._behind(self._answering.done(str(update.update_id)))
            return
        self._greet_admin(event)
        if isinstance(event, Pressed):
            self._taps.answer(event)
        if stops(event) and self._answering.stop(event.chat_id):
            self._behind(self._answering.done(event.event_id))
            return
        self._lanes.push(chat_key(update), Taken(event, update))

    def _greet_admin(self, event: Event) -> None:
        """An admin's chat is known to the service only once the admin has written."""
        wanted = self._introduces and self._admin_desk is not None and event.user_id not in self._known_admins
        if wanted and event.chat_id == event.user_id in self._settings.admins:
            self._known_admins.add(event.user_id)
            self._behind(introduce_to_admin(self._bot, event.user_id))

    def language_of(self, client: str | None) -> str:
        spoken = (client or "")[:2].lower()
        return spoken if spoken in LANGUAGES else self._language

    def _behind(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _polled(self, status: int) -> None:
        if status == 200:
            self.status.well()
        elif status == 401:
            self._token_refused()

    def _poll_failed(self, error: TelegramError) -> None:
        self._troubled("conflict" if isinstance(error, Conflict) else "unreachable")
        _log.warning("no updates: %s", type(error).__name__)

    def _troubled(self, code: str) -> None:
        self.status.troubled(code, self._clock())

    def _token_refused(self) -> None:
        self._refused = True
        self._troubled("unauthorised")
        self._halt.set()

    async def _settled(self) -> None:
        await asyncio.sleep(self._pace.settle_s)

    async def _shut_down(self) -> None:
        """Nothing new, then what is under way, then the connections."""
        self.status.state = AdapterState.STOPPING
        until = time.monotonic() + self._drain_s
        self._queue.close()
        if self._updater.running:
            await self._updater.stop()
        if hasattr(self, "_lanes"):
            await self._lanes.drain(max(0.0, until - time.monotonic()))
        await self._taps.close(max(0.0, until - time.monotonic()))
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._writer.close()
        await self._updater.shutdown()
        await self._bot.shutdown()
        self.status.state = AdapterState.FAILED if self._refused else AdapterState.STOPPED
        self._halted.set()


async def _cancelled(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
