"""What several ask for at the same time is done at once, and nobody suffers from another's trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.errors import Unavailable
from core.together import Together


class Doubling:
    """Doubles numbers, one batch at a time, each as slow as it is told."""

    def __init__(self, *, breaks_at: int | None = None, away: bool = False) -> None:
        self.batches: list[list[int]] = []
        self.may_go = asyncio.Event()
        self._breaks_at, self._away = breaks_at, away

    @classmethod
    def at_once(cls) -> Doubling:
        doubling = cls()
        doubling.may_go.set()
        return doubling

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(numbers))
        await self.may_go.wait()
        if self._away:
            raise Unavailable("database_unavailable")
        if self._breaks_at in numbers:
            raise ValueError(self._breaks_at)
        return [number * 2 for number in numbers]


async def test_what_comes_while_one_is_under_way_goes_together_and_in_order() -> None:
    work = Doubling()
    together = Together(work)
    first = together.begin(1)
    await asyncio.sleep(0)
    others = [together.begin(number) for number in (4, 2, 3)]
    work.may_go.set()

    assert await first == 2
    assert [await each for each in others] == [8, 4, 6]
    assert work.batches == [[1], [4, 2, 3]]


async def test_a_batch_has_its_limit() -> None:
    work = Doubling()
    work.may_go.set()
    together = Together(work, most=2)

    assert await asyncio.gather(*(together.do(number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert work.batches == [[0, 1], [2, 3], [4]]


async def test_where_one_follows_another_they_wait_for_each_other() -> None:
    work = Doubling()
    work.may_go.set()
    together = Together(work, gather_s=0.5)

    assert await together.do(1) == 2  # nobody was there before: at once
    others = [together.begin(2)]
    for _ in range(5):
        await asyncio.sleep(0)
    others.append(together.begin(3))

    assert [await each for each in others] == [4, 6]
    assert work.batches == [[1], [2, 3]]


async def test_two_batches_may_be_under_way_side_by_side() -> None:
    work = Doubling()
    together = Together(work, at_once=2)
    results = []
    for number in range(4):
        results.append(together.begin(number))
        await asyncio.sleep(0)
    assert work.batches == [[0], [1]]
    work.may_go.set()

    assert [await each for each in results] == [0, 2, 4, 6]
    assert work.batches == [[0], [1], [2, 3]]


async def test_who_comes_in_the_moment_when_all_are_done_is_served() -> None:
    together = Together(Doubling.at_once(), at_once=1)
    came: list[asyncio.Future[int]] = []
    first = together.begin(1)
    first.add_done_callback(lambda _: came.append(together.begin(2)))

    assert await first == 2
    async with asyncio.timeout(1):
        assert await came[0] == 4


async def test_one_that_breaks_breaks_alone() -> None:
    work = Doubling(breaks_at=2)
    work.may_go.set()
    together = Together(work)

    results = await asyncio.gather(*(together.do(number) for number in (1, 2, 3)), return_exceptions=True)

    assert [type(result) if isinstance(result, Exception) else result for result in results] == [2, ValueError, 6]
    assert await together.do(5) == 10


async def test_an_outage_is_told_to_all_and_not_tried_for_each() -> None:
    work = Doubling(away=True)
    work.may_go.set()
    together = Together(work)

    results = await asyncio.gather(*(together.do(number) for number in (1, 2, 3)), return_exceptions=True)

    assert all(isinstance(result, Unavailable) for result in results)
    assert work.batches == [[1, 2, 3]]


async def test_who_goes_away_takes_nobody_along() -> None:
    work = Doubling()
    together = Together(work)
    impatient, patient = asyncio.create_task(together.do(1)), asyncio.create_task(together.do(2))
    await asyncio.sleep(0)
    impatient.cancel()
    work.may_go.set()

    assert await patient == 4
    with pytest.raises(asyncio.CancelledError):
        await impatient
