"""The one place that wires: settings and a clock in, a conversation over its store and its library out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.expiry import end_expired, keep_ending
from bot.settings import Settings
from core.conversation import Conversation
from core.ports import Library
from knowledge.library import ChromaLibrary
from storage.lifetime import Lifetime
from storage.store import Store, open_store


class Application:
    """Everything that lives between `start` and `stop`. Used once."""

    conversation: Conversation
    made_key_file: Path | None

    def __init__(self, settings: Settings, clock: Clock, *, pictures: bool = True) -> None:
        """`pictures`: charts are drawn; not where nobody could see them."""
        self._settings, self._clock, self._pictures = settings, clock, pictures
        self._store: Store | None = None
        self._warming: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Opens the store and ends what expired while nobody was here; from now on `keep_ending` does.

        The knowledge base loads on behind, because importing Chroma takes a second.
        Raises `storage.errors.StartRefused` or `core.errors.Unavailable`, with nothing left open.
        """
        self._store = await open_store(
            self._settings.data_dir,
            self._clock(),
            url=self._settings.database_url,
            encryption_keys=self._settings.encryption_keys,
            lifetime=Lifetime(idle=timedelta(minutes=self._settings.session_minutes)),
        )
        self.made_key_file = self._store.new_key_file
        try:
            await self.end_expired()
        except BaseException:
            await self.stop()
            raise
        self._ending = asyncio.create_task(keep_ending(self._store.unit_of_work, self._clock))
        library = open_library(self._settings)
        self._warming = asyncio.create_task(library.warm())
        self.conversation = make_conversation(
            self._settings, self._store, library, self._clock, pictures=self._pictures
        )

    async def end_expired(self) -> None:
        """Ends every session whose time has come by the clock. Raises `core.errors.Unavailable`."""
        assert self._store is not None
        await end_expired(self._store.unit_of_work, self._clock())

    async def stop(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.gather(self._ending, return_exceptions=True)
        if self._warming is not None:
            await asyncio.gather(self._warming, return_exceptions=True)
        if self._store is not None:
            await self._store.close()


def make_conversation(
    settings: Settings, store: Store, library: Library, clock: Clock, *, pictures: bool
) -> Conversation:
    return Conversation(
        store.unit_of_work,
        library,
        clock,
        session_minutes=settings.session_minutes,
        language=settings.language,
        operator=_operator(settings),
        pictures=pictures,
    )


def _operator(settings: Settings) -> str | None:
    """Who runs the bot and how to reach them, for /privacy; None where the operator has not said."""
    return ", ".join(filter(None, (settings.operator_name, settings.operator_contact))) or None


def open_library(settings: Settings) -> ChromaLibrary:
    """The knowledge base, not loaded yet."""
    return ChromaLibrary(chroma_path(settings))


def chroma_path(settings: Settings) -> Path:
    return settings.chroma_path or settings.data_dir / "chroma"
