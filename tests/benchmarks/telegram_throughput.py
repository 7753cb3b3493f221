"""How fast a bot answers on Telegram: `make bench-telegram`, or `python -m tests.benchmarks.telegram_throughput`.

Each contender runs as a process of its own against the same Bot API double in this process, one after the other, so
that two figures of one run may be compared: a bare echo, and our daemon on a MariaDB of its own, every update,
turn and reply stored. All people say the same two things, which for us are the consent and the first step of the
form; two, because a chat takes three messages at once, and the buttons of the first are taken off. A line each:
messages a second, median and 95th latency from the moment a person says something until the answer stands on their
screen, processor time, and the largest resident memory. Exit code 1 when ours falls below half of the echo's rate
or takes more than 200 MB.
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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.campaigns.mariadb_server import MariadbServer
from tests.telegram_double.chats import Message
from tests.telegram_double.double import TelegramDouble, running_double
from tests.telegram_double.limiter import UNLIMITED
from tests.telegram_double.person import Person

SAYS = ("/saju", "네")
WARM_UP = 20  # people before the clock starts: imports, connections, first-time caches
START_WITHIN_S = 60.0
LEAST_SHARE = 0.5
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


async def measure(telegram: TelegramDouble, contender: Contender, people: int, at_once: int) -> Figures:
    """Starts the contender and lets `people` say their two things, `at_once` of them side by side."""
    process = await asyncio.create_subprocess_exec(
        *contender.command, env={**os.environ, **contender.environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await telegram.wait_for(lambda: telegram.service.updates.polled, timeout_s=START_WITHIN_S)
        conversations = Conversations(telegram)
        await conversations.hold(iter([telegram.person(f"warm{n}") for n in range(WARM_UP)]))
        crowd = iter([telegram.person(f"p{number}") for number in range(people)])
        started, cpu_before_s = time.perf_counter(), _cpu_s(process.pid)
        waits = await asyncio.gather(*(conversations.hold(crowd) for _ in range(at_once)))
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

    async def hold(self, people: Iterator[Person]) -> list[float]:
        """One person after the other; the seconds until each answer."""
        waits = []
        for person in people:
            for words in SAYS:
                answered = self._awaited[person.chat.id] = asyncio.get_running_loop().create_future()
                said = time.perf_counter()
                person.say(words)
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    await answered
                waits.append(time.perf_counter() - said)
        return waits

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


async def main(people: int, at_once: int) -> int:
    found = []
    with MariadbServer() as mariadb, tempfile.TemporaryDirectory() as folder:
        for make in (echo_contender, lambda t: our_contender(t, str(mariadb.url), Path(folder))):
            async with running_double(limits=UNLIMITED) as telegram:
                contender = make(telegram)
                found.append(await measure(telegram, contender, people, at_once))
                print(f"{contender.name}: {found[-1]}", flush=True)
    bare, ours = found
    share = ours.messages_per_s / bare.messages_per_s
    print(f"share of the bare rate: {share:.0%}, added median latency {ours.median_ms - bare.median_ms:.1f} ms")
    return 0 if share >= LEAST_SHARE and ours.peak_mb <= MOST_MB else 1


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=500, help="who say two things each")
    options.add_argument("--at-once", type=int, default=20, help="how many of them side by side")
    chosen = options.parse_args()
    sys.exit(asyncio.run(main(chosen.people, chosen.at_once)))
