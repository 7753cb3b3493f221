"""The Redis of the tests, which others use too: ours is what has our prefix, and it goes afterwards."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import uuid4

import redis.asyncio

PORT: Final = int(os.environ.get("SAJU_TEST_REDIS_PORT", "6379"))


class Redis:
    """The real one, and what our prefix has in it."""

    def __init__(self, client: Any) -> None:
        self.url = f"redis://127.0.0.1:{PORT}"
        self.prefix = f"saju:test:{uuid4().hex}:"
        self.client = client

    async def entries(self) -> dict[str, bytes]:
        names = [name async for name in self.client.scan_iter(f"{self.prefix}*")]
        return {name.decode(): await self.client.get(name) for name in names}

    async def left_s(self) -> list[float]:
        return [await self.client.pttl(name) / 1000 for name in await self.entries()]

    async def everything(self) -> bytes:
        """Each name and value of all that is there, ours or not; what goes meanwhile is left out."""
        found = []
        async for name in self.client.scan_iter():
            is_string = await self.client.type(name) == b"string"
            found += [name, await (self.client.get if is_string else self.client.dump)(name) or b""]
        return b"\n".join(found)


@asynccontextmanager
async def reached() -> AsyncIterator[Redis | None]:
    """None where no Redis answers."""
    client = redis.asyncio.Redis(host="127.0.0.1", port=PORT)
    try:
        await client.ping()
    except (redis.RedisError, OSError):
        await client.aclose()
        yield None
        return
    found = Redis(client)
    try:
        yield found
    finally:
        for name in await found.entries():
            await client.delete(name)
        await client.aclose()
