"""Texts that nobody would type, made from those that people do: the same seed gives the same texts.

For a long campaign: `for text in texts(seed, 1_000_000, lines): understand(text, today)`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_ENCODINGS = ("utf-8", "latin-1", "utf-16", "cp949")
_ODD = (
    "\x00",
    "\u202e",
    "\u200b",
    "\ud800",
    "😀",
    "ﷺ",
    "\u0301",
    "'; DROP TABLE users; --",
    "{{7*7}}",
    "(" * 50,
    "\r\n",
)


def texts(seed: int, count: int, lines: Sequence[str]) -> Iterator[str]:
    """`count` texts: words of `lines` shuffled, glued or damaged, and random bytes read as text."""
    dice = random.Random(seed)
    words = [word for line in lines for word in line.split()]
    for _ in range(count):
        match dice.randrange(5):
            case 0:
                yield " ".join(dice.choices(words, k=dice.randint(1, 9)))
            case 1:
                yield "".join(dice.choices(words, k=dice.randint(1, 9)))
            case 2:
                yield _damaged(dice, dice.choice(lines))
            case 3:
                yield dice.choice(_ODD).join(dice.choices(words, k=dice.randint(1, 9)))
            case _:
                yield dice.randbytes(dice.randint(0, 120)).decode(dice.choice(_ENCODINGS), "replace")


def _damaged(dice: random.Random, line: str) -> str:
    characters = list(line) or [" "]
    for _ in range(dice.randint(1, 4)):
        ranges = ((0x20, 0x7F), (0x30, 0x3A), (0xAC00, 0xD7A4), (0, 0x110000))
        characters[dice.randrange(len(characters))] = chr(dice.randrange(*dice.choice(ranges)))
    return "".join(characters)


def values(seed: int, count: int) -> Iterator[object]:
    """JSON-like values for a birth: the right keys with values of every type, size and depth."""
    dice = random.Random(seed)
    keys = "calendar leap_month date time sex place school fold text time_unknown name zone latitude_deg".split()
    for _ in range(count):
        given: dict[object, object] = {key: _value(dice, 3) for key in dice.sample(keys, dice.randint(0, 8))}
        if dice.random() < 0.5:
            given["date"] = "1990-05-15"
        yield given


def _value(dice: random.Random, depth: int) -> object:
    scalars: tuple[object, ...] = (
        None,
        True,
        False,
        0,
        1,
        -1,
        10**400,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "lunar",
        "1990-05-15",
        "14:30",
        "卯",
        "male",
        "서울",
        "광주",
        "Asia/Seoul",
        "solar_time",
        "mean",
        "1990.5.15",
        "0" * 5000,
        "\ud800",
        b"bytes",
    )
    kind = dice.randrange(5) if depth else 0
    if kind == 1:
        return [_value(dice, depth - 1) for _ in range(dice.randint(0, 3))]
    if kind == 2:
        names = ("name", "latitude_deg", "longitude_deg", "zone", "solar_time", "ohmi", "x")
        return {name: _value(dice, depth - 1) for name in dice.sample(names, dice.randint(0, 5))}
    return dice.choice(scalars)
