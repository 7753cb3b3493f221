"""A stream into a file and back: compressed by zstd, then encrypted by age, with the sums of both ends.

Nothing is held in memory and no plain text touches the disk.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

import pyrage
from backports import zstd
from pyrage.x25519 import Identity, Recipient

from storage.errors import BackupFailed

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CHUNK_BYTES: Final = 1 << 16
_TAIL_BYTES: Final = 4096


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """What went in or came out. `tail` is the end of it, up to 4 KiB."""

    size: int
    sha256: str
    tail: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished file, and what is in it."""

    size: int
    sha256: str
    plain: Plain


def seal(source: Readable, path: Path, recipients: Sequence[Recipient]) -> Sealed:
    """Writes a new file, mode 0600, and brings it to the disk. Raises `BackupFailed`, with a part of it left."""
    compressed, written = _Compressed(source), _Counted()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            written.file = file
            pyrage.encrypt_io(compressed, written, list(recipients))
            file.flush()
            os.fsync(file.fileno())
    except (OSError, pyrage.EncryptError) as error:
        raise BackupFailed(
            f"{path.name} cannot be written ({reason(compressed.failed or written.failed or error)})"
        ) from error
    return Sealed(written.size, written.sha256.hexdigest(), compressed.plain())


def unseal(path: Path, identity: Identity, sink: Writable) -> Plain:
    """Writes what is in the file to `sink`. Raises `BackupFailed` for a changed or cut file or a wrong identity."""
    decompressed = _Decompressed(sink)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, decompressed, [identity])
    except pyrage.DecryptError as error:
        raise BackupFailed(f"{path.name} was not encrypted to this identity") from error
    except (OSError, zstd.ZstdError) as error:
        if decompressed.refused is not None:
            raise BackupFailed(f"what {path.name} holds was not taken ({reason(decompressed.refused)})") from error
        raise BackupFailed(f"{path.name} is damaged: it does not decrypt") from error
    if not decompressed.complete:
        raise BackupFailed(f"{path.name} is damaged: it ends too early")
    return decompressed.plain()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reason(error: BaseException) -> str:
    """Why an operation on a file failed, without its values."""
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)


class _Passing(io.BufferedIOBase):
    """Counts, hashes and remembers the end of what passes."""

    def __init__(self) -> None:
        super().__init__()
        self.size, self.sha256, self._tail = 0, hashlib.sha256(), b""

    def pass_on(self, data: bytes) -> None:
        self.size += len(data)
        self.sha256.update(data)
        self._tail = (self._tail + data[-_TAIL_BYTES:])[-_TAIL_BYTES:]

    def plain(self) -> Plain:
        return Plain(self.size, self.sha256.hexdigest(), self._tail)


class _Compressed(_Passing):
    """Reads compressed what `source` gives plain."""

    def __init__(self, source: Readable) -> None:
        super().__init__()
        self.failed: BaseException | None = None
        self._source, self._compressor = source, zstd.ZstdCompressor()
        self._waiting, self._ended = b"", False

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            while not self._waiting and not self._ended:
                self._waiting = self._more()
        except BaseException as error:  # age tells only the name of what it met here
            self.failed = error
            raise
        taken, self._waiting = self._waiting[:size], self._waiting[size:]
        return taken

    def _more(self) -> bytes:
        data = self._source.read(_CHUNK_BYTES)
        if not data:
            self._ended = True
            return self._compressor.flush()
        self.pass_on(data)
        return self._compressor.compress(data)


class _Decompressed(_Passing):
    def __init__(self, sink: Writable) -> None:
        super().__init__()
        self.refused: OSError | None = None
        self._sink, self._decompressor = sink, zstd.ZstdDecompressor()

    @property
    def complete(self) -> bool:
        return self._decompressor.eof

    def write(self, data: Buffer, /) -> int:
        plain = self._decompressor.decompress(bytes(data))
        self.pass_on(plain)
        try:
            self._sink.write(plain)
        except OSError as error:
            self.refused = error
            raise
        return len(bytes(data))

    def flush(self) -> None:
        """Whoever opened the sink flushes it."""


class _Counted(_Passing):
    file: BinaryIO

    def __init__(self) -> None:
        super().__init__()
        self.failed: OSError | None = None

    def write(self, data: Buffer, /) -> int:
        self.pass_on(bytes(data))
        try:
            return self.file.write(data)
        except OSError as error:  # age tells only its name
            self.failed = error
            raise

    def flush(self) -> None:
        """Its owner flushes the file."""
