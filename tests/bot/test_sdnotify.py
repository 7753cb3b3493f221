"""What systemd hears, on a datagram socket of the kind that it listens on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sdnotify import Supervisor


@pytest.fixture
def heard() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(5)
        yield listening


def test_each_message_is_one_datagram(heard: socket.socket, tmp_path: Path) -> None:
    heard.bind(str(tmp_path / "notify"))
    supervisor = Supervisor(str(tmp_path / "notify"))

    supervisor.status("opening the database")
    supervisor.ready()
    supervisor.alive()
    supervisor.stopping()

    assert [heard.recv(256) for _ in range(4)] == [
        b"STATUS=opening the database",
        b"READY=1",
        b"WATCHDOG=1",
        b"STOPPING=1",
    ]


def test_an_address_after_an_at_sign_is_in_the_abstract_namespace(heard: socket.socket) -> None:
    name = f"saju-bot-test-{os.getpid()}"
    heard.bind(f"\0{name}")
    Supervisor(f"@{name}").ready()
    assert heard.recv(256) == b"READY=1"


def test_without_systemd_nothing_is_sent_and_nothing_fails() -> None:
    Supervisor(None).ready()


def test_a_socket_that_is_gone_is_told_in_the_log_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Supervisor(str(tmp_path / "gone")).ready()
    assert "systemd was not told READY" in caplog.text
