"""How fast a bot answers on Telegram: `python -m tests.benchmarks.telegram_throughput [--people N] [--each N]`.

Each contender runs as a process of its own against the same Bot API double in this process, one after the other, so
that two figures of one run may be compared. A line each: messages a second, median and 95th latency from the moment
a person says something until the answer stands on their screen, and the largest resident memory.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.limiter import UNLIMITED
from tests.telegram_double.person import Person

WARM_UP = 20  # messages before the clock starts: imports, connections, first-time caches
START_WITHIN_S = 30.0
ANSWER_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot to measure: how it is started, pointed at the double by its environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    messages_per_s: float
    median_ms: float
    p95_ms: float
    peak_mb: float

    def __str__(self) -> str:
        latency = f"median {self.median_ms:.1f} ms, p95 {self.p95_ms:.1f} ms"
        return f"{self.messages_per_s:.0f} messages/s, {latency}, {self.peak_mb:.0f} MB"


def echo_contender(telegram: TelegramDouble) -> Contender:
    """python-telegram-bot and nothing else: the most that any bot on this client can do."""
    environment = {"BENCH_TOKEN": telegram.token, "BENCH_BASE_URL": telegram.base_url}
    return Contender("bare echo", (sys.executable, "-m", "tests.benchmarks.telegram_echo"), environment)


async def measure(telegram: TelegramDouble, contender: Contender, people: int, each: int) -> Figures:
    """Starts the contender, lets `people` say `each` messages one after the other, all people at once."""
    process = await asyncio.create_subprocess_exec(
        *contender.command, env={**os.environ, **contender.environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await telegram.wait_for(lambda: telegram.service.updates.polled, timeout_s=START_WITHIN_S)
        await _converse(telegram.person("warm"), WARM_UP)
        crowd = [telegram.person(f"p{number}") for number in range(people)]
        started = time.perf_counter()
        waits = await asyncio.gather(*(_converse(person, each) for person in crowd))
        spent_s = time.perf_counter() - started
        peak_mb = _peak_mb(process.pid)
    finally:
        process.terminate()
        await process.wait()
    waited_ms = sorted(wait * 1000 for ours in waits for wait in ours)
    p95_ms = waited_ms[len(waited_ms) * 95 // 100]
    return Figures(len(waited_ms) / spent_s, statistics.median(waited_ms), p95_ms, peak_mb)


async def _converse(person: Person, messages: int) -> list[float]:
    """The seconds until each answer; the next message is said when the last is answered."""
    waits = []
    for number in range(messages):
        said = time.perf_counter()
        person.say(f"{number}번째 말")
        await person.sees_answers(number + 1, timeout_s=ANSWER_WITHIN_S)
        waits.append(time.perf_counter() - said)
    return waits


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (peak_kb,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak_kb) / 1024


async def main(people: int, each: int) -> None:
    async with running_double(limits=UNLIMITED) as telegram:
        for contender in (echo_contender(telegram),):
            print(f"{contender.name}: {await measure(telegram, contender, people, each)}", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20, help="who write at the same time")
    options.add_argument("--each", type=int, default=50, help="messages of each")
    chosen = options.parse_args()
    asyncio.run(main(chosen.people, chosen.each))
