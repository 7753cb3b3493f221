"""The client programs of MySQL and MariaDB: one that dumps, one that loads.

The password goes through a file that only we can read, named by the first argument (`--defaults-extra-file` is only
taken there): an argument or a variable of the environment could be read by others on the machine.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from sqlalchemy.engine import URL

from storage.backup_database import Feed
from storage.backup_sealing import reason
from storage.errors import BackupFailed

_TRAILER: Final = b"-- Dump completed"
_FIRST_TABLE: Final = (b"-- Table structure for table", b"-- Temporary", b"CREATE TABLE")
_BEGINS_WITHIN_S: Final = 60.0
_SANDBOX: Final = b"/*M!999999"  # MariaDB's first line, which MySQL's client does not understand
_DUMP_OPTIONS: Final = (
    "--single-transaction",
    "--quick",
    "--hex-blob",
    "--no-tablespaces",  # else MySQL wants the PROCESS privilege
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=64M",
)


class _Client:
    """A context that holds the file with the password, and ends what it started."""

    def __init__(self, url: URL, names: Sequence[str]) -> None:
        self._url, self._names = url, names
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        self._program = _installed(self._names)
        self._folder = tempfile.TemporaryDirectory(prefix="saju-")  # made with mode 0700
        self._errors = (Path(self._folder.name) / "stderr").open("w+b")
        options = Path(self._folder.name) / "client.cnf"
        with os.fdopen(os.open(options, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(option_file(self._url))
        self._options = options
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._process is not None:
            await asyncio.to_thread(_end, self._process)
        self._errors.close()
        self._folder.cleanup()

    def _start(self, *arguments: str, **pipes: Any) -> subprocess.Popen[bytes]:
        command = (self._program, f"--defaults-extra-file={self._options}", *arguments)
        self._process = subprocess.Popen(command, stderr=self._errors, **pipes)
        return self._process

    async def _wait(self) -> None:
        assert self._process is not None
        code = await asyncio.to_thread(self._process.wait)
        if code != 0:
            raise BackupFailed(f"{Path(self._program).name} {_ending(code)}: {self._last_error()}")

    def _last_error(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:200] if lines else "it said nothing"


class DumpClient(_Client):
    def __init__(self, url: URL) -> None:
        super().__init__(url, ("mariadb-dump", "mysqldump"))

    async def structure_of(self, table: str) -> bytes:
        """The statements that make an empty `table`."""
        process = self._start(*_DUMP_OPTIONS, "--no-data", self._schema, table, stdout=subprocess.PIPE)
        made, _ = await asyncio.to_thread(process.communicate)
        await self._wait()
        await self.ended_well(made[-4096:])
        return made

    async def begun(self, before: bytes, *, left_out: str) -> Dump:
        """A stream of `before` and the whole schema, as soon as the dump's transaction has begun."""
        process = self._start(
            *_DUMP_OPTIONS,
            "--routines",
            "--triggers",
            "--events",
            f"--ignore-table={self._schema}.{left_out}",
            self._schema,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(_BEGINS_WITHIN_S):
                head = await asyncio.to_thread(_until_first_table, process.stdout)
        except TimeoutError as error:
            raise BackupFailed(f"{Path(self._program).name} did not begin") from error
        return Dump(before + head, process.stdout)

    async def ended_well(self, tail: bytes) -> None:
        """Raises `BackupFailed` unless the program ended by itself and wrote its last line."""
        await self._wait()
        if _TRAILER not in tail:
            raise BackupFailed("the dump has no trailer: it ended too early")

    @property
    def _schema(self) -> str:
        assert self._url.database is not None
        return self._url.database


class LoadClient(_Client):
    def __init__(self, url: URL) -> None:
        super().__init__(url, ("mariadb", "mysql"))

    async def take(self, feed: Feed) -> None:
        assert self._url.database is not None
        arguments = ("--batch", "--binary-mode", "--max-allowed-packet=64M", "--default-character-set=utf8mb4")
        process = self._start(*arguments, self._url.database, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        try:
            await asyncio.to_thread(self._feed, feed, process.stdin)
        except BrokenPipeError:
            pass  # it gave up: _wait tells why
        except BackupFailed:
            if process.poll() is not None:
                await self._wait()
            raise
        await self._wait()

    def _feed(self, feed: Feed, pipe: IO[bytes]) -> None:
        feed(pipe if "mariadb" in Path(self._program).name else _WithoutSandboxLine(pipe))
        pipe.close()


class Dump:
    """What was read already, then what still comes."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        taken, self._head = self._head[:size], self._head[size:]
        return taken


class _WithoutSandboxLine:
    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._first = pipe, True

    def write(self, data: bytes) -> int:
        if self._first and data.startswith(_SANDBOX):
            self._pipe.write(data.partition(b"\n")[2])
        else:
            self._pipe.write(data)
        self._first = False
        return len(data)


def option_file(url: URL) -> str:
    """The option file by which a client program finds the server of `url`."""
    values = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "socket": url.query.get("unix_socket"),
        "ssl-ca": url.query.get("ssl_ca"),
        "ssl-cert": url.query.get("ssl_cert"),
        "ssl-key": url.query.get("ssl_key"),
    }
    lines = [f"{name}={_quoted(str(value))}" for name, value in values.items() if value is not None]
    return "\n".join(["[client]", *lines, ""])


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _installed(names: Sequence[str]) -> str:
    for name in names:
        if (found := shutil.which(name)) is not None:
            return found
    raise BackupFailed(f"neither {' nor '.join(names)} is installed")


def _until_first_table(stream: IO[bytes]) -> bytes:
    head = b""
    while not any(mark in head for mark in _FIRST_TABLE):
        try:
            data = os.read(stream.fileno(), 1 << 16)
        except OSError as error:
            raise BackupFailed(f"the dump cannot be read ({reason(error)})") from error
        if not data:
            break
        head += data
    return head


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # the rest was for a program that is gone
                pipe.close()
    process.wait()


def _ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
