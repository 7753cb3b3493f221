"""`saju-bot run` as a process of its own, on SQLite and a Bot API on loopback: to be killed, stopped and asked."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final

from storage.engine import DATABASE_FILE_NAME
from tests.telegram_double.double import TelegramDouble

ROOT: Final = Path(__file__).parents[2]
NOW: Final = datetime(2026, 11, 23, 3, tzinfo=UTC)
PATIENCE_S: Final = 60.0  # on a machine that others keep busy
_UNSETTLED: Final = (
    "SELECT (SELECT count(*) FROM outbox WHERE status = 'waiting') + "
    "(SELECT count(*) FROM inbox WHERE done_at IS NULL)"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(happened: Callable[[], bool], pause_s: float = 0.02) -> None:
    """Asks again and again; what is waited for lies in another process."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if happened():
                return
            await asyncio.sleep(pause_s)


@dataclass(slots=True)
class DaemonProcess:
    """One data folder and the daemons that follow one another over it. `chroma` is filled already."""

    double: TelegramDouble
    folder: Path
    chroma: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    starts: int = 0
    process: asyncio.subprocess.Process | None = None
    began: float = field(default_factory=monotonic)

    async def start(self) -> None:
        """Returns when people are answered. The clock goes on where the last daemon's stood."""
        await self.launch()
        await self.until_ready()

    async def launch(self) -> None:
        self.starts += 1
        now = NOW + timedelta(seconds=monotonic() - self.began)
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "SAJU_NOW": now.isoformat(),
            "SAJU_DATA_DIR": str(self.folder / "data"),
            "SAJU_CHROMA_PATH": str(self.chroma),
            "SAJU_TELEGRAM_TOKEN": self.double.token,
            "SAJU_TELEGRAM_BASE_URL": self.double.base_url,
            "SAJU_HEALTH_LISTEN": f"127.0.0.1:{self.port}",
            **self.environ,
        }
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environ, cwd=self.folder, stderr=log
            )

    async def until_ready(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while await self.status_of("/ready") != 200:
                assert self.process is not None
                assert self.process.returncode is None, f"it ended before it was ready:\n{self.log}"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """kill -9."""
        await self.ended(signal.SIGKILL)

    async def stop(self) -> tuple[int, float]:
        """SIGTERM: the exit code and the seconds that it took."""
        began = monotonic()
        return await self.ended(signal.SIGTERM), monotonic() - began

    async def ended(self, number: signal.Signals | None = None) -> int:
        assert self.process is not None
        if number is not None and self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE_S):
            return await self.process.wait()

    async def status_of(self, page: str) -> int:
        """The HTTP status; 0 while nobody listens."""
        answer = await self.page(page)
        return int(answer.split(b" ", 2)[1]) if answer else 0

    async def page(self, page: str) -> bytes:
        """The whole answer as it came; empty while nobody listens."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return b""
        try:
            writer.write(f"GET {page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def figure(self, name: str) -> float:
        """A metric, summed over its labels."""
        lines = (await self.page("/metrics")).decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))

    async def is_settled(self) -> None:
        """Waits until every update is worked off and every reply sent."""
        await until(lambda: not self.double.service.updates.pending and not self.asked(_UNSETTLED))

    def asked(self, statement: str) -> int:
        """The one number that a query gives."""
        found: int = self.rows(statement)[0][0]
        return found

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        path = self.folder / "data" / DATABASE_FILE_NAME
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as db:
            return db.execute(statement).fetchall()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")
