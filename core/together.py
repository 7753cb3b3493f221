"""One transaction for what several chats ask for at the same time.

A commit waits for the disk however little it holds. So what comes while one batch is on its way goes with the next:
alone, everything goes at once; in a crowd, many share a commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from core.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """`work` is given the items that wait, in the order of their coming, and returns a result for each.

    Never more than `at_once` batches at the same time. Where `work` raises, an outage fails everybody in the batch;
    after anything else each item is tried alone, so that one person's trouble stays that person's.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        *,
        most: int = 100,
        at_once: int = 1,
        gather_s: float = 0.0,
    ) -> None:
        """`gather_s`: how long an item waits for others where one batch follows another."""
        self._work, self._most, self._at_once, self._gather_s = work, most, at_once, gather_s
        self._busy_until = 0.0
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: set[asyncio.Task[None] | None] = set()

    async def do(self, item: Item) -> Result:
        """The result for `item`; raises what `work` raised. Who is cancelled meanwhile does not undo anything."""
        return await self.begin(item)

    def begin(self, item: Item) -> asyncio.Future[Result]:
        """The same for who does not wait here, or not yet."""
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if len(self._running) < self._at_once:
            self._running.add(asyncio.create_task(self._run()))
        return result

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                if clock() < self._busy_until:
                    await asyncio.sleep(self._gather_s)
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                if batch:  # another may have taken what waited
                    await self._serve(batch)
                self._busy_until = clock() + self._gather_s
        finally:  # at once, not when the task is known to be over: who comes in between would wait for nobody
            self._running.remove(asyncio.current_task())

    async def _serve(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, Unavailable):
                for each in batch:
                    await self._serve([each])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        except BaseException:  # cancelled with the whole program: nobody may wait for ever
            for _, future in batch:
                future.cancel()
            raise
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
