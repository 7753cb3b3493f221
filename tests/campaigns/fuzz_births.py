"""Anything at all as a line of `saju-bot chart --jsonl`: `make campaign-fuzz`.

    python -m tests.campaigns.fuzz_births [COUNT] [SEED]

A line is answered by a chart or by a documented error code, and takes less than 50 ms of the processor, garbage
collection aside (a full one walks all that the campaign holds; it is told separately). A line that took longer is
asked twice more: slow is what is slow each time; what was slow once (a stall of a shared machine, a table loaded on
first use) is printed and counted apart. Exit code 1 when a line is broken or slow.
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from time import monotonic, thread_time
from typing import Any

import orjson

from bot.births import chart_of
from bot.lines import answer_line
from tests.campaigns.odd_lines import lines

COUNT, SEED = 1_000_000, 20261123
TODAY = date(2026, 11, 23)
LIMIT_S = 0.05
CODES = frozenset(
    "invalid_date future_date no_such_leap_month out_of_range nonexistent_time ambiguous_time ambiguous_year "
    "ambiguous_place unknown_place not_birth_data".split()
)


class CollectorClock:
    """Processor seconds that the garbage collector has taken since `start`."""

    def __init__(self) -> None:
        self.total_s, self.longest_s, self._began = 0.0, 0.0, 0.0

    def __enter__(self) -> CollectorClock:
        gc.callbacks.append(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        gc.callbacks.remove(self._note)

    def _note(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._began = thread_time()
        else:
            took = thread_time() - self._began
            self.total_s += took
            self.longest_s = max(self.longest_s, took)


@dataclass(slots=True)
class Tally:
    """What came back. `broken`: lines that were answered by an exception or an undocumented code."""

    answers: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[bytes, str]] = field(default_factory=list)
    slow: list[tuple[bytes, float]] = field(default_factory=list)
    stalls: list[tuple[bytes, float]] = field(default_factory=list)
    slowest: tuple[float, bytes] = (0.0, b"")
    longest_collection_s: float = 0.0

    @property
    def sound(self) -> bool:
        return not self.broken and not self.slow


def tally(count: int, seed: int) -> Tally:
    found = Tally()
    with CollectorClock() as collector:
        for line in lines(seed, count):
            answer, took = _timed(line, found, collector)
            found.answers[answer] += 1
            if took > LIMIT_S:
                found.stalls.append((line, took))
                took = min(took, *(_timed(line, found, collector)[1] for _ in range(2)))
            if took > LIMIT_S:
                found.stalls.pop()
                found.slow.append((line, took))
            if took > found.slowest[0]:
                found.slowest = (took, line)
        found.longest_collection_s = collector.longest_s
    return found


def _timed(line: bytes, found: Tally, collector: CollectorClock) -> tuple[str, float]:
    """The answer, and the processor seconds it took without the garbage collector's."""
    began, collected = thread_time(), collector.total_s
    answer = _answer(line, found)
    return answer, thread_time() - began - (collector.total_s - collected)


def _answer(line: bytes, found: Tally) -> str:
    """`chart`, or the code of the error; what is neither is kept with its place in the code."""
    try:
        answer: dict[str, Any] = orjson.loads(answer_line(line, _chart, "ko"))
    except Exception as bug:
        found.broken.append((line, "".join(traceback.format_exception(bug)[-3:])))
        return "exception"
    if "error" not in answer:
        return "chart"
    code = str(answer["error"]["code"])
    if code not in CODES or not answer["error"]["message"]:
        found.broken.append((line, code))
    return code


def _chart(given: object) -> dict[str, Any]:
    return chart_of(given, TODAY)


def main() -> int:
    count, seed = (int(a) if a else d for a, d in zip([*sys.argv[1:], "", ""], (COUNT, SEED), strict=False))
    began = monotonic()
    found = tally(count, seed)
    for line in _complaints(found):
        print(line)
    stalls = f" ({len(found.stalls)} only once)" if found.stalls else ""
    told = ", ".join(f"{code} {number}" for code, number in found.answers.most_common())
    slowest_s, slowest = found.slowest
    print(
        f"fuzz: {count} lines (seed {seed}), {len(found.broken)} broken, {len(found.slow)} over 50 ms{stalls}; "
        f"{told}; "
        f"slowest {slowest_s * 1000:.1f} ms of the processor on {slowest[:120]!r} ({len(slowest)} bytes); "
        f"longest garbage collection {found.longest_collection_s * 1000:.0f} ms; {monotonic() - began:.0f} s"
    )
    return 0 if found.sound else 1


def _complaints(found: Tally) -> Iterator[str]:
    for line, why in found.broken[:20]:
        yield f"broken: {line[:400]!r}\n{why}"
    for line, took_s in found.stalls[:5]:
        yield f"slow once: {took_s * 1000:.0f} ms on {line[:400]!r} ({len(line)} bytes)"
    for line, took_s in found.slow[:20]:
        yield f"slow: {took_s * 1000:.0f} ms on {line[:400]!r} ({len(line)} bytes)"


if __name__ == "__main__":
    sys.exit(main())
