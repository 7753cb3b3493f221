"""Redis in front of sessions: optional, off by default, and never believed.

What lies there is the ciphertext of the session's row, for no longer than the session lives, removed when the row
is written or its key destroyed. Nothing rests on that removal: a value counts only if its nonces, which are random
and new at each sealing, are those that stand in the database's row at this moment (cached_sessions.py). So a Redis
that died in between, came back with old values, or answers a question that another asked, is slow at worst.

After a failure Redis is left alone for some seconds: a dead one costs one short wait, not one each turn.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

from storage.errors import StartRefused

_log = logging.getLogger(__name__)
TIMEOUT_S: Final = 0.05
LEFT_ALONE_S: Final = 5.0
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Sealed:
    """The private columns of a session's row, as they stand there."""

    state: bytes
    birth: bytes | None


class SessionCache:
    """Raises nothing: what cannot be had is None, what cannot be removed expires by itself."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], datetime],
        *,
        prefix: str = "saju:session:",
        patience_s: float = TIMEOUT_S,
    ) -> None:
        """`StartRefused` without the package, or for an address that is none."""
        self._clock, self._prefix = clock, prefix
        self._errors, self._redis = _client(url, patience_s)
        self._blind_until = 0.0

    async def get(self, session_id: UUID) -> Sealed | None:
        return _unpacked(await self._ask("get", self._name(session_id)))

    async def put(self, session_id: UUID, sealed: Sealed, expires_at: datetime) -> None:
        """Until the session ends by our clock."""
        left_ms = int((expires_at - self._clock()).total_seconds() * 1000)
        if left_ms > 0:
            await self._ask("set", self._name(session_id), _packed(sealed), px=left_ms)

    async def forget(self, session_ids: Sequence[UUID]) -> None:
        if session_ids:
            await self._ask("delete", *map(self._name, session_ids))

    async def ping(self) -> bool:
        return bool(await self._ask("ping"))

    async def close(self) -> None:
        await self._redis.aclose()

    def _name(self, session_id: UUID) -> str:
        return f"{self._prefix}{session_id.hex}"

    async def _ask(self, command: str, *args: Any, **options: Any) -> Any:
        if monotonic() < self._blind_until:
            return None
        try:
            return await getattr(self._redis, command)(*args, **options)
        except self._errors as error:
            self._blind_until = monotonic() + LEFT_ALONE_S
            _log.warning("the cache does not answer: %s", type(error).__name__)
            return None


def _client(url: str, patience_s: float) -> tuple[tuple[type[Exception], ...], Any]:
    try:
        redis = importlib.import_module("redis.asyncio")
        retry = importlib.import_module("redis.asyncio.retry").Retry
        no_backoff = importlib.import_module("redis.backoff").NoBackoff
    except ModuleNotFoundError as error:
        raise StartRefused("no_driver", "redis is not installed: pip install 'saju-bot[redis]'") from error
    try:
        client = redis.from_url(
            url,
            socket_timeout=patience_s,
            socket_connect_timeout=patience_s,
            retry=retry(no_backoff(), 0),
            protocol=2,
        )
    except ValueError as error:
        raise StartRefused("bad_redis_url", "SAJU_REDIS_URL is not an address: redis://host:6379/0") from error
    return (redis.RedisError, OSError, TimeoutError), client


def _packed(sealed: Sealed) -> bytes:
    return len(sealed.state).to_bytes(_LENGTH_BYTES, "big") + sealed.state + (sealed.birth or b"")


def _unpacked(value: object) -> Sealed | None:
    if not isinstance(value, bytes) or len(value) < _LENGTH_BYTES:
        return None
    end = _LENGTH_BYTES + int.from_bytes(value[:_LENGTH_BYTES], "big")
    return Sealed(value[_LENGTH_BYTES:end], value[end:] or None)
