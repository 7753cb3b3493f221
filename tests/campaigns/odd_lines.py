"""Lines that nobody would send, made from those that people do. The same seed gives the same lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import orjson

from core.saju.school import School
from tests.core.birth_fuzz import texts

_CASES = Path(__file__).parents[1] / "core" / "birth_cases.tsv"
_KEYS = "calendar leap_month date time sex place school fold text time_unknown birth id".split()
_STRINGS = (
    "",
    " ",
    "solar",
    "lunar",
    "1990-05-15",
    "1990-02-30",
    "2050-13-01",
    "0000-00-00",
    "9999-12-31",
    "1850-01-01",
    "1849-12-31",
    "2026-11-23",
    "2026-11-24",
    "1987-05-10",
    "1987-10-11",
    "1990-5-5",
    "１９９０-05-15",
    "14:30",
    "02:30",
    "24:00",
    "23:59",
    "23:59:60",
    "卯",
    "자시",
    "子",
    "male",
    "female",
    "Male",
    "서울",
    "광주",
    "고성",
    "Springfield",
    "부산",
    "뉴욕",
    "Asia/Seoul",
    "America/New_York",
    "../../etc/passwd",
    "Asia/Nowhere",
    "Etc/GMT+12",
    "mean",
    "true",
    "rat_hour",
    "midnight",
    "'; DROP TABLE users; --",
    "\x00",
    "\u202e\u200b",
    "😀" * 20,
    "ﷺ",
    "0" * 3000,
    "a" * 3000,
    "가" * 1000,
)
_CLOCK_CHANGES = ("1987-05-10", "1987-10-11", "1988-05-08", "1988-10-09", "1955-05-05", "2020-11-01", "2021-03-14")
_NUMBERS = (0, 1, -1, 2, 37.5, 127.0, -180, 180.0, 180.0001, 90, -90.5, 1e308, -0.0, 2**63, 10**18, 1e-320)
_RAW = (
    b"",
    b"\xff\xfe",
    b"\x00",
    b"null",
    b"[]",
    b'"1990-05-15"',
    b"NaN",
    b"1e999",
    b"{" * 2000,
    b"[" * 5000,
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b'{"date": "1990-05-15", "date": "1991-01-01"}',
    b'{"text": "\\ud800"}',
    b'{"date": "1990-05-15"}garbage',
    b"\xef\xbb\xbf{}",
)


def lines(seed: int, count: int) -> Iterator[bytes]:
    """JSON births of every kind, whole and broken, free texts, and bytes that are no JSON."""
    dice = Random(seed)
    words = texts(seed, count, _sentences())
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: _encoded({"text": next(words)}),
        lambda: _encoded({"text": next(words), **_anything(dice)}),
        lambda: _encoded(_nearly_right(dice)),
        lambda: _encoded(_anything(dice)),
        lambda: _encoded({"text": _flood(dice)}),
        lambda: _encoded(_value(dice, 4)),
        lambda: _cut(dice, _encoded(_nearly_right(dice))),
        lambda: dice.choice(_RAW) if dice.random() < 0.2 else dice.randbytes(dice.randrange(200)),
    )
    for kind in dice.choices(kinds, (30, 5, 40, 9, 1, 5, 7, 3), k=count):
        yield kind()


@cache
def _sentences() -> tuple[str, ...]:
    rows = _CASES.read_text("utf-8").splitlines()
    return tuple(row.split("\t")[0] for row in rows if row and not row.startswith("#"))


def _encoded(value: Any) -> bytes:
    """As JSON; lone surrogates, which JSON text cannot hold, become question marks."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps({"text": str(value.get("text", "")).encode("utf-8", "replace").decode()})


def _nearly_right(dice: Random) -> dict[str, Any]:
    """A birth as it should be, with none to two keys changed to something else."""
    birth: dict[str, Any] = {
        "date": f"{dice.randint(1840, 2030)}-{dice.randint(1, 12):02}-{dice.randint(1, 31):02}",
        "calendar": dice.choice(("solar", "solar", "lunar")),
        "time": dice.choice(
            (None, f"{dice.randrange(24):02}:{dice.randrange(60):02}", dice.choice("子丑寅卯辰巳"))
        ),
        "sex": dice.choice(("male", "female", None)),
        "place": dice.choice((None, "서울", "부산", "제주", "뉴욕", _coordinates(dice))),
    }
    if dice.random() < 0.2:
        birth["leap_month"] = True
    if dice.random() < 0.05:  # the nights in which the clocks of Korea and New York were moved
        birth["date"], birth["time"] = dice.choice(_CLOCK_CHANGES), f"0{dice.randrange(4)}:{dice.randrange(60):02}"
    if dice.random() < 0.3:
        birth["school"] = _school(dice)
    for key in dice.sample(_KEYS, dice.choice((0, 0, 0, 1, 2))):
        if key != "text":
            birth[key] = _value(dice, 2)
    return birth


def _coordinates(dice: Random) -> dict[str, Any]:
    return {
        "name": dice.choice(_STRINGS),
        "latitude_deg": dice.uniform(-95, 95),
        "longitude_deg": dice.uniform(-190, 190),
        "zone": dice.choice(("Asia/Seoul", "Asia/Seoul", "Europe/Dublin", "Pacific/Apia", dice.choice(_STRINGS))),
    }


def _school(dice: Random) -> dict[str, Any]:
    """Every option by one of its own values, now and then by one of another option."""
    options = _options()
    chosen = dice.sample(list(options), dice.randrange(1, 5))
    return {name: dice.choice(options[name if dice.random() < 0.95 else dice.choice(chosen)]) for name in chosen}


@cache
def _options() -> dict[str, tuple[str, ...]]:
    default = School()
    return {name: tuple(member.value for member in type(getattr(default, name))) for name in default.as_json()}


def _flood(dice: Random) -> str:
    """A few words or characters over and over, up to some ten thousand characters."""
    piece = " ".join(dice.choices((*_STRINGS[:45], *_sentences()), k=dice.randint(1, 4)))
    return (piece + dice.choice(("", " ", ",", "\n"))) * dice.randint(1, max(1, 20_000 // (len(piece) + 1)))


def _anything(dice: Random) -> dict[str, Any]:
    return {key: _value(dice, 3) for key in dice.sample(_KEYS, dice.randint(0, 8)) if key != "text"}


def _value(dice: Random, depth: int) -> Any:
    match dice.randrange(6) if depth else dice.randrange(4):
        case 0 | 1:
            return dice.choice(_STRINGS)
        case 2:
            return dice.choice(_NUMBERS)
        case 3:
            return dice.choice((None, True, False))
        case 4:
            return [_value(dice, depth - 1) for _ in range(dice.randrange(4))]
        case _:
            names = ("name", "latitude_deg", "longitude_deg", "zone", "solar_time", "text", dice.choice(_STRINGS))
            return {name: _value(dice, depth - 1) for name in dice.sample(names, dice.randrange(6))}


def _cut(dice: Random, line: bytes) -> bytes:
    """The line with some bytes changed or its end cut off."""
    damaged = bytearray(line)
    for _ in range(dice.randint(1, 3)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged[: dice.randrange(len(damaged))]) if dice.random() < 0.3 else bytes(damaged)
