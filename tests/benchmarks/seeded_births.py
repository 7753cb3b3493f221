"""Distinct births for measurements: the same seed gives the same births on any machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

# year, month, day, hour, minute, sex: what every engine of the comparison can take
SeededBirth = tuple[int, int, int, int, int, str]


def birth_stream(seed: int = 1) -> Iterator[SeededBirth]:
    """Without end: solar dates of 1940-2019 at hours that no summer time skips or repeats."""
    draw = random.Random(seed)
    while True:
        day = date(1940, 1, 1) + timedelta(days=draw.randrange(80 * 365))
        sex = draw.choice(("male", "female"))
        yield day.year, day.month, day.day, draw.randrange(3, 22), draw.randrange(60), sex


def seeded_births(count: int, seed: int = 1) -> list[SeededBirth]:
    """The first of the stream, no two alike."""
    found: dict[SeededBirth, None] = {}
    stream = birth_stream(seed)
    while len(found) < count:
        found[next(stream)] = None
    return list(found)
