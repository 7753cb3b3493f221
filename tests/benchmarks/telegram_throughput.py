"""How fast a bot answers on Telegram: `make bench-telegram`, or `python -m tests.benchmarks.telegram_throughput`.

Two contenders, each a process of its own with a Bot API double of its own in this process: a bare echo, and our
daemon on a MariaDB of its own, every update, turn and reply stored. They are measured by turns, several rounds of
some seconds, so that a machine that is slower for a while is slower for both. What people say is, for us, the whole
form up to its card. In each round some come one at a time with a breath in between: the latency of a bot that is
not busy. Then others come, many side by side: the rate. They take turns, the next thing of each when all have said
theirs: a chat takes three in three seconds, so there must be more of them than messages in a second.

A line for each: messages a second, median and 95th latency from the moment a person says something until the answer
stands on their screen, processor time, and the largest resident memory. Exit code 1 when ours falls below half of
the echo's rate, adds more than 10 ms to the latency of one at a time, or takes more than 200 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.campaigns.mariadb_server import MariadbServer
from tests.telegram_double.chats import Message
from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.limiter import UNLIMITED
from tests.telegram_double.person import Person

SAYS = ("/saju", "네", "나", "양력", "1990년 5월 15일", "오후 2시 반", "부산", "여자")
SAYS_ALONE = SAYS[:2]
BREATH_S = 0.05  # longer than what a bot that is not busy puts off until the answer is out
WARM_UP = 40  # people before the clock starts: imports, connections, first-time caches
START_WITHIN_S = 60.0
PAUSE_S = 2.0
ALONE = 100  # people of each round who come one at a time
LEAST_SHARE = 0.5
MOST_ADDED_MS = 10.0
MOST_MB = 200.0
ANSWER_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot to measure: how it is started, pointed at the double by its environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """`alone_ms`: the median latency of one person at a time; the other latencies are those of the crowd."""

    alone_ms: float
    messages_per_s: float
    median_ms: float
    p95_ms: float
    cpu_ms: float  # of the bot's process, a message of the crowd: steadier than the rest on a busy machine
    peak_mb: float

    def __str__(self) -> str:
        crowd = f"{self.messages_per_s:.0f} messages/s, median {self.median_ms:.1f} ms, p95 {self.p95_ms:.1f} ms"
        cost = f"{self.cpu_ms:.2f} ms CPU a message, {self.peak_mb:.0f} MB"
        return f"one at a time {self.alone_ms:.1f} ms; a crowd {crowd}, {cost}"


def echo_contender(telegram: TelegramDouble) -> Contender:
    """python-telegram-bot and nothing else: the most that any bot on this client can do."""
    environment = {"BENCH_TOKEN": telegram.token, "BENCH_BASE_URL": telegram.base_url}
    return Contender("bare echo", (sys.executable, "-m", "tests.benchmarks.telegram_echo"), environment)


def our_contender(telegram: TelegramDouble, database_url: str, folder: Path) -> Contender:
    """The daemon as it is installed, but for the limit on all messages together."""
    environment = {
        "SAJU_TELEGRAM_TOKEN": telegram.token,
        "SAJU_TELEGRAM_BASE_URL": telegram.base_url,
        "SAJU_TELEGRAM_MESSAGES_PER_S": "100000",
        "SAJU_DATABASE_URL": database_url,
        "SAJU_DATA_DIR": str(folder),
        "SAJU_HEALTH_LISTEN": f"127.0.0.1:{_free_port()}",
    }
    subprocess.run(
        (sys.executable, "-m", "bot", "db", "upgrade"),
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return Contender("saju-bot", (sys.executable, "-m", "bot", "run"), environment)


class Measured:
    """A contender at work, and what was measured of it so far."""

    def __init__(self, telegram: TelegramDouble, contender: Contender, process: asyncio.subprocess.Process) -> None:
        self.contender = contender
        self._telegram, self._process, self._talk = telegram, process, Talk(telegram)
        self._met = 0
        self._alone: list[float] = []
        self._crowd: list[float] = []
        self._spent_s = self._cpu_s = 0.0
        self.rates: list[float] = []

    async def warm_up(self, at_once: int) -> None:
        await self._telegram.wait_for(lambda: self._telegram.service.updates.polled, timeout_s=START_WITHIN_S)
        await self._talk.all_say(SAYS, self._people(WARM_UP), at_once)

    async def round(self, people: int, at_once: int) -> None:
        """One at a time, then `at_once` of `people` side by side; then a pause for what was put off meanwhile."""
        self._alone += await self._talk.all_say(SAYS_ALONE, self._people(ALONE), 1, BREATH_S)
        crowd = self._people(people)
        began, cpu_before_s = time.perf_counter(), _cpu_s(self._process.pid)
        waits = await self._talk.all_say(SAYS, crowd, at_once)
        spent_s = time.perf_counter() - began
        self._cpu_s += _cpu_s(self._process.pid) - cpu_before_s
        self._spent_s += spent_s
        self._crowd += waits
        self.rates.append(len(waits) / spent_s)
        await asyncio.sleep(PAUSE_S)

    def figures(self) -> Figures:
        waited_ms, count = sorted(wait * 1000 for wait in self._crowd), len(self._crowd)
        return Figures(
            statistics.median(self._alone) * 1000,
            count / self._spent_s,
            statistics.median(waited_ms),
            waited_ms[count * 95 // 100],
            self._cpu_s * 1000 / count,
            _peak_mb(self._process.pid),
        )

    def _people(self, count: int) -> Sequence[Person]:
        """Nobody comes twice: a chat takes only so many messages a second."""
        self._met += count
        return [self._telegram.person(f"person{number}") for number in range(self._met - count, self._met)]


@asynccontextmanager
async def started(telegram: TelegramDouble, contender: Contender) -> AsyncIterator[Measured]:
    process = await asyncio.create_subprocess_exec(
        *contender.command, env={**os.environ, **contender.environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield Measured(telegram, contender, process)
    finally:
        process.terminate()
        await process.wait()


class Talk:
    """People who say one thing after the other, each when the last was answered.

    It hears of answers from the service itself: looking at every screen after every message would measure the
    looking.
    """

    def __init__(self, telegram: TelegramDouble) -> None:
        self._awaited: dict[int, asyncio.Future[None]] = {}
        self._one_by_one: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        telegram.service.on_answer = self._hear

    async def all_say(
        self, words: Sequence[str], people: Sequence[Person], at_once: int, breath_s: float = 0.0
    ) -> list[float]:
        """The seconds until each answer, at most `at_once` awaited at a time; `breath_s` passes before the next."""
        turns = ((person, said) for said in words for person in people)
        waits: list[float] = []

        async def speak() -> None:
            for person, said in turns:
                waits.append(await self._say(person, said))
                await asyncio.sleep(breath_s)

        await asyncio.gather(*(speak() for _ in range(at_once)))
        return waits

    async def _say(self, person: Person, words: str) -> float:
        async with self._one_by_one[person.chat.id]:
            answered = self._awaited[person.chat.id] = asyncio.get_running_loop().create_future()
            said = time.perf_counter()
            person.say(words)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await answered
            return time.perf_counter() - said

    def _hear(self, message: Message) -> None:
        answered = self._awaited.get(message.chat.id)
        if answered is not None and not answered.done():
            answered.set_result(None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu_s(pid: int) -> float:
    """User and system time so far; the fields after the name, which may hold spaces, are counted from its end."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (peak_kb,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak_kb) / 1024


async def main(people: int, at_once: int, rounds: int) -> int:
    with MariadbServer() as mariadb, tempfile.TemporaryDirectory() as folder:
        async with (
            running_double(limits=UNLIMITED) as echo_side,
            running_double(limits=UNLIMITED) as our_side,
            started(echo_side, echo_contender(echo_side)) as echo,
            started(our_side, our_contender(our_side, str(mariadb.url_by_socket), Path(folder))) as saju_bot,
        ):
            for measured in (echo, saju_bot):
                await measured.warm_up(at_once)
            for number in range(rounds):
                for measured in (echo, saju_bot) if number % 2 == 0 else (saju_bot, echo):
                    await measured.round(people, at_once)
            bare, ours = echo.figures(), saju_bot.figures()
    shares = sorted(our / their for our, their in zip(saju_bot.rates, echo.rates, strict=True))
    share, added_ms = ours.messages_per_s / bare.messages_per_s, ours.alone_ms - bare.alone_ms
    print(f"{echo.contender.name}: {bare}")
    print(f"{saju_bot.contender.name}: {ours}")
    print(
        f"share of the bare rate: {share:.0%} ({shares[0]:.0%}-{shares[-1]:.0%} in a round), "
        f"added latency of one at a time {added_ms:.1f} ms"
    )
    return 0 if share >= LEAST_SHARE and added_ms <= MOST_ADDED_MS and ours.peak_mb <= MOST_MB else 1


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=400, help="in the crowd of each round")
    options.add_argument("--at-once", type=int, default=20, help="how many of them side by side")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    sys.exit(asyncio.run(main(chosen.people, chosen.at_once, chosen.rounds)))
