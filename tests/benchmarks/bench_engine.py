"""How fast the engine is beside the published ones: `make bench`, or this file in an environment that has saju-bot.

Every engine casts its fullest chart of the same births, none twice, in a process of its own. Blocks of births go to
ours and to the other in turn (A B A B), so that a machine that slows down slows both: `ratio` is the median over
the blocks of (median of theirs / median of ours). Peers are installed at the versions pinned in `pyproject.toml`
(extra `bench`) and `peers/package.json`; one that cannot be installed gets a row that says so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter
from typing import IO

from tests.benchmarks.seeded_births import SeededBirth, seeded_births

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
BLOCK = 100
WARM_UP = 5  # blocks that are not counted: V8 compiles what is hot, CPython specialises it
OURS = "saju-bot"
WHAT = {
    "lunar-python": "pillars, ten gods, stages, nayin, luck periods",
    "sajupy": "pillars",
    "korean-saju": "pillars, ten gods, stages, stars, frame, yongsin, luck",
    "bazi": "pillars, ten gods, stages, nayin, stars, luck periods",
    "ssaju": "pillars to yongsin, luck of years and months",
    "manseryeok": "pillars, ten gods, void, luck periods",
    "@orrery/core": "pillars, ten gods, stages, relations, stars, luck periods",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """Microseconds a chart; `best_us` is the lowest median of a block, `ratio` that to ours."""

    median_us: float
    best_us: float
    p95_us: float
    ratio: float


class Worker:
    """An engine in its own process, which works only while it is asked."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def spend(self, births: list[SeededBirth]) -> list[float]:
        """Microseconds of each birth. Raises RuntimeError with the engine's last words if it gave up."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        with suppress(BrokenPipeError):  # it has ended; what it said comes below
            process.stdin.write(json.dumps(births) + "\n")
            process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError((process.stderr.read().strip().splitlines() or ["no answer"])[-1])
        return [float(us) for us in json.loads(line)]

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def _working(command: list[str]) -> Iterator[Worker]:
    worker = Worker(command)
    try:
        yield worker
    finally:
        worker.end()


def _python_worker(engine: str) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.peers.worker", engine]


def compare(ours: Worker, theirs: Worker, births: list[SeededBirth]) -> Timing:
    """Both in turn, block by block, after `WARM_UP` blocks of other births."""
    blocks = [births[at : at + BLOCK] for at in range(0, len(births), BLOCK)]
    for block in blocks[:WARM_UP]:
        ours.spend(block)
        theirs.spend(block)
    spent: list[float] = []
    medians: list[float] = []
    ratios: list[float] = []
    for block in blocks[WARM_UP:]:
        base = median(ours.spend(block))
        them = theirs.spend(block)
        spent += them
        medians.append(median(them))
        ratios.append(medians[-1] / base)
    spent.sort()
    return Timing(median(spent), min(medians), spent[len(spent) * 95 // 100], median(ratios))


def _install(requirement: str) -> str | None:
    """Installs a Python peer where it is missing; its version, or None when it cannot be had."""
    name, _, wanted = requirement.partition("==")
    if _installed(name) != wanted:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
        subprocess.run(pip, capture_output=True, check=False)
    return _installed(name)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _npm_install(folder: Path, name: str, wanted: str) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"{name}@{wanted}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _row(engine: str, number: str, what: str, timing: Timing | str) -> None:
    figures = timing
    if not isinstance(timing, str):
        figures = f"{timing.median_us:9.1f} {timing.best_us:9.1f} {timing.p95_us:9.1f} {timing.ratio:8.2f}"
    print(f"{engine:18} {number:8} {what:58} {figures}", flush=True)


def _compare_row(ours: Worker, engine: str, number: str, command: list[str], births: list[SeededBirth]) -> None:
    with _working(command) as theirs:
        try:
            timing: Timing | str = compare(ours, theirs, births)
        except RuntimeError as error:
            timing = f"failed: {error}"
    _row(engine, number, WHAT[engine], timing)


def _python_peers(ours: Worker, births: list[SeededBirth]) -> None:
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for requirement in pinned["project"]["optional-dependencies"]["bench"]:
        name = requirement.partition("==")[0]
        number = _install(requirement)
        if number is None:
            _row(name, "", WHAT[name], "could not be installed")
            continue
        _compare_row(ours, name, number, _python_worker(name), births)


def _javascript_peers(ours: Worker, births: list[SeededBirth]) -> None:
    node = shutil.which("node")
    pinned = json.loads((PEERS / "package.json").read_text("utf-8"))["dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        for name, wanted in pinned.items():
            if node is None:
                _row(name, wanted, WHAT[name], "node not found: skipped")
            elif not _npm_install(Path(folder), name, wanted):
                _row(name, wanted, WHAT[name], "could not be installed")
            else:
                _compare_row(ours, name, wanted, [node, str(PEERS / "worker.mjs"), name, folder], births)


def _feed(source: IO[bytes], lines: bytes) -> None:
    with suppress(BrokenPipeError):  # the count of the answers will tell
        source.write(lines)
    source.close()


def _cpu_seconds(process_id: int) -> float:
    """Time that the process has spent on a core, in its own code and in the system's."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def charts_per_second(births: list[SeededBirth]) -> tuple[float, float]:
    """Through `saju-bot chart --jsonl`, JSON in and out, by the clock and by the time on a core; both are counted
    from the first answer on.

    Raises RuntimeError unless every birth gets its chart.
    """
    lines = [
        json.dumps({"date": f"{y}-{m:02}-{d:02}", "time": f"{h:02}:{minute:02}", "sex": sex, "place": "서울"})
        + "\n"
        for y, m, d, h, minute, sex in births
    ]
    command = [sys.executable, "-m", "bot", "chart", "--jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        source, sink = process.stdin, process.stdout
        assert source is not None
        assert sink is not None
        source.write(lines[0].encode())
        source.flush()
        sink.readline()
        started, spent = perf_counter(), _cpu_seconds(process.pid)
        feeder = Thread(target=_feed, args=(source, "".join(lines[1:]).encode()))
        feeder.start()
        answers = sum(b'"pillars"' in line for line in sink)
        seconds, spent = perf_counter() - started, _cpu_seconds(process.pid) - spent
        feeder.join()
    if answers != len(births) - 1:
        raise RuntimeError(f"{answers} charts for {len(births) - 1} births")
    return answers / seconds, answers / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--births", type=int, default=2000, help="births for each engine (2000)")
    count = max(parser.parse_args().births, (WARM_UP + 1) * BLOCK)
    births = seeded_births(count)
    print(f"{'engine':18} {'version':8} {'computes':58} {'median us':>9} {'best us':>9} {'p95 us':>9} {'ratio':>8}")
    with _working(_python_worker(OURS)) as ours:
        for engine, what in (
            (OURS, "every key of a chart, as JSON"),
            (f"{OURS} pillars", "the four pillars alone"),
        ):
            with _working(_python_worker(engine)) as itself:
                _row(engine, _installed(OURS) or "", what, compare(ours, itself, births))
        _python_peers(ours, births)
        _javascript_peers(ours, births)
    rate, core_rate = charts_per_second(seeded_births(5 * count, seed=2))
    print(f"\nsaju-bot chart --jsonl: {rate:,.0f} charts/s by the clock, {core_rate:,.0f} charts/s of one core")
    memory = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engine_memory"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    print(memory.stdout.strip())


if __name__ == "__main__":
    main()
