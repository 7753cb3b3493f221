"""The store that the settings name, for the commands of operations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.settings import Settings
from storage.cache import SessionCache
from storage.lifetime import Lifetime
from storage.store import Store, open_store


def session_cache(settings: Settings, clock: Callable[[], datetime]) -> SessionCache | None:
    """None where SAJU_REDIS_URL is not set, which is the default. Raises `StartRefused`."""
    return None if settings.redis_url is None else SessionCache(settings.redis_url, clock)


@asynccontextmanager
async def configured_store(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Store]:
    """Raises `StartRefused` or `Unavailable`."""
    store = await open_store(
        settings.data_dir,
        clock(),
        url=settings.database_url,
        encryption_keys=settings.encryption_keys,
        lifetime=Lifetime(idle=timedelta(minutes=settings.session_minutes)),
        cache=session_cache(settings, clock),
    )
    try:
        yield store
    finally:
        await store.close()
