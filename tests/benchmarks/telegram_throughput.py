"""How fast a bot answers on Telegram: `python -m tests.benchmarks.telegram_throughput [--people N] [--each N]`.

Each contender runs as a process of its own against the same Bot API double in this process, one after the other, so
that two figures of one run may be compared. A line each: messages a second, median and 95th latency from the moment
a person says something until the answer stands on their screen, processor time, and the largest resident memory.
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

from tests.telegram_double.chats import Message
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
    cpu_ms: float  # of the bot's process, a message: steadier than the rest on a busy machine
    peak_mb: float

    def __str__(self) -> str:
        latency = f"median {self.median_ms:.1f} ms, p95 {self.p95_ms:.1f} ms"
        cost = f"{self.cpu_ms:.2f} ms CPU a message, {self.peak_mb:.0f} MB"
        return f"{self.messages_per_s:.0f} messages/s, {latency}, {cost}"


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
        conversations = Conversations(telegram)
        await conversations.hold(telegram.person("warm"), WARM_UP)
        crowd = [telegram.person(f"p{number}") for number in range(people)]
        started, cpu_before_s = time.perf_counter(), _cpu_s(process.pid)
        waits = await asyncio.gather(*(conversations.hold(person, each) for person in crowd))
        spent_s = time.perf_counter() - started
        cpu_s, peak_mb = _cpu_s(process.pid) - cpu_before_s, _peak_mb(process.pid)
    finally:
        process.terminate()
        await process.wait()
    waited_ms = sorted(wait * 1000 for ours in waits for wait in ours)
    p95_ms = waited_ms[len(waited_ms) * 95 // 100]
    count = len(waited_ms)
    return Figures(count / spent_s, statistics.median(waited_ms), p95_ms, cpu_s * 1000 / count, peak_mb)


class Conversations:
    """People who say the next thing when the last was answered.

    It hears of answers from the service itself: looking at every screen after every message would measure the
    looking.
    """

    def __init__(self, telegram: TelegramDouble) -> None:
        self._awaited: dict[int, asyncio.Future[None]] = {}
        telegram.service.on_answer = self._hear

    async def hold(self, person: Person, messages: int) -> list[float]:
        """The seconds until each answer."""
        waits = []
        for number in range(messages):
            answered = self._awaited[person.chat.id] = asyncio.get_running_loop().create_future()
            said = time.perf_counter()
            person.say(f"{number}번째 말")
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await answered
            waits.append(time.perf_counter() - said)
        return waits

    def _hear(self, message: Message) -> None:
        answered = self._awaited.get(message.chat.id)
        if answered is not None and not answered.done():
            answered.set_result(None)


def _cpu_s(pid: int) -> float:
    """User and system time so far; the fields after the name, which may hold spaces, are counted from its end."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
