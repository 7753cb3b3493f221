"""A MariaDB of one's own: data in a temporary folder, a free port, killed and started again at will."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Final, Self

import pytest
from sqlalchemy.engine import URL

_START_S: Final = 30.0
_BINARY: Final = "mariadbd"
_INSTALL: Final = "mariadb-install-db"


def is_installed() -> bool:
    return _binary(_BINARY) is not None and _binary(_INSTALL) is not None


class MariadbServer:
    """A context. `url` names the schema `saju`, which is there; `options` go to the server's command line.

    `url_by_socket`: the same without TCP, as a daemon on the database's own machine reaches it.
    """

    def __init__(self, *options: str) -> None:
        self._options = options
        self._folder = Path(tempfile.mkdtemp(prefix="saju-mariadb-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.url = URL.create("mysql+aiomysql", "root", host="127.0.0.1", port=self.port, database="saju")
        self.url_by_socket = self.url.set(host=None, port=None, query={"unix_socket": str(self._folder / "socket")})

    def __enter__(self) -> Self:
        _install(self._folder / "data")
        (self._folder / "init.sql").write_text(
            "CREATE DATABASE IF NOT EXISTS saju CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n"
        )
        self.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Returns when it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    _needed(_BINARY),
                    "--no-defaults",
                    f"--user={getpass.getuser()}",
                    f"--datadir={self._folder / 'data'}",
                    f"--socket={self._folder / 'socket'}",
                    f"--pid-file={self._folder / 'pid'}",
                    f"--init-file={self._folder / 'init.sql'}",
                    f"--port={self.port}",
                    "--bind-address=127.0.0.1",
                    "--innodb-flush-log-at-trx-commit=1",
                    "--skip-log-bin",
                    *self._options,
                ],
                stdout=log,
                stderr=log,
            )
        until = monotonic() + _START_S
        while not self._answers():
            if self._process.poll() is not None or monotonic() > until:
                raise RuntimeError((self._folder / "log").read_text(errors="replace")[-2000:])
            sleep(0.05)

    def kill(self) -> None:
        """kill -9: nothing is flushed, nobody is told."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return bool(connection.recv(1))
        except OSError:
            return False


def _install(data: Path) -> None:
    subprocess.run(
        [
            _needed(_INSTALL),
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        capture_output=True,
    )


def _binary(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _needed(name: str) -> str:
    found = _binary(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def needs_mariadb() -> None:
    """Skips the test where the server is not installed, unless SAJU_REQUIRE_SERVICES=1."""
    if not is_installed():
        if os.environ.get("SAJU_REQUIRE_SERVICES") == "1":
            pytest.fail(f"{_BINARY} is not installed")
        pytest.skip(f"{_BINARY} is not installed")
