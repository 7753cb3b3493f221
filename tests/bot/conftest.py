"""A command as a shell would run it, and the conversation by lines without the cost of a process."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import orjson
import pytest

from bot.chat_lines import chat_by_lines
from bot.clock import Clock
from bot.settings import Settings
from knowledge.ingest import sync

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
Line = dict[str, Any]
Ran = subprocess.CompletedProcess[bytes]
Shell = Callable[..., Ran]


class Talk(Protocol):
    """`chat --jsonl` in this process, on one data folder however often it is called."""

    def __call__(self, lines: Sequence[Line], images: Path | None = None) -> list[dict[str, Any]]: ...


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base, made once for all tests of a process."""
    path = tmp_path_factory.mktemp("knowledge") / "chroma"
    sync(path)
    return path


@pytest.fixture
def settings(tmp_path: Path, chroma: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", chroma_path=chroma)


@pytest.fixture
def talk(settings: Settings) -> Talk:
    def talk(lines: Sequence[Line], images: Path | None = None) -> list[dict[str, Any]]:
        sink = io.BytesIO()
        asyncio.run(chat_by_lines(settings, Clock(NOW), io.BytesIO(as_bytes(lines)), sink, images))
        return [orjson.loads(line) for line in sink.getvalue().splitlines()]

    return talk


@pytest.fixture
def shell(tmp_path: Path, chroma: Path) -> Shell:
    """Runs `python -m bot ARGUMENTS` from a folder that is not the project's."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(*arguments: str, stdin: bytes = b"", **environ: str) -> Ran:
        ours = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "SAJU_NOW": NOW.isoformat(),
            "SAJU_DATA_DIR": str(tmp_path / "data"),
            "SAJU_CHROMA_PATH": str(chroma),
        }
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=stdin,
            capture_output=True,
            cwd=elsewhere,
            env=ours | environ,
            timeout=120,
            check=False,
        )

    return run


def as_bytes(lines: Iterable[Line | bytes]) -> bytes:
    return b"".join((line if isinstance(line, bytes) else orjson.dumps(line)) + b"\n" for line in lines)
