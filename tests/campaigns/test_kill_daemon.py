"""A kill -9 at each moment, at steps drawn once; `make campaign-kill-daemon` does every step at every moment."""

from __future__ import annotations

import random

from tests.campaigns.kill_daemon import MOMENTS, STEPS, campaign

SEED = 20261123


async def test_a_killed_daemon_goes_on_where_the_person_was_and_loses_and_doubles_nothing() -> None:
    steps = random.Random(SEED).sample(range(STEPS), len(MOMENTS))
    plan = dict(zip(steps, MOMENTS, strict=True))

    [(journey, judged)] = await campaign([plan])

    assert (judged.lost, judged.strange, judged.rows_differ) == ([], [], [])
    assert judged.in_order
    assert all(count == 0 for number, count in judged.repeats.items() if plan[number] != "sent")
    assert sum(judged.repeats.values()) <= 1, "one kill came between a send and the note of it"
    assert judged.is_sound(journey)
