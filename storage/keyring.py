"""The key ring: keys that wrap data keys. The newest wraps, all of them unwrap.

`SAJU_ENCRYPTION_KEYS` holds one or more keys, newest first, separated by commas, spaces or line ends. A key is
32 random bytes in base64 (standard or URL-safe alphabet, padding optional). The key file holds the same, with `#`
comments. To rotate: put a new key in front, rewrap the data keys, then drop the old one. Blind indexes have a key
of their own among the data keys, so a rotation does not touch them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.crypto import KEY_BYTES, new_secret
from storage.errors import Damaged, WrongKeys

KEY_FILE_NAME: Final = "encryption.keys"
_NONCE_BYTES: Final = 12
_FILE_HEADER: Final = "# Keys of this data folder, newest first. Without them nothing in it can be read.\n"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it stands in data_keys."""

    kek_id: str
    wrapped_key: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """At least one key, newest first."""

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def newest_id(self) -> str:
        return key_id(self.keys[0])

    def wrap(self, secret: bytes, owner_id: UUID, kind: str) -> Wrapped:
        nonce, newest = os.urandom(_NONCE_BYTES), self.keys[0]
        bound_to = _associated_data(owner_id, kind, key_id(newest))
        return Wrapped(key_id(newest), nonce + AESGCM(newest).encrypt(nonce, secret, bound_to))

    def unwrap(self, wrapped: Wrapped, owner_id: UUID, kind: str) -> bytes:
        """The secret; `WrongKeys` when no key of the ring made it, `Damaged` when bytes were changed or moved."""
        key = next((key for key in self.keys if key_id(key) == wrapped.kek_id), None)
        if key is None:
            raise WrongKeys(
                f"a data key was wrapped with key {wrapped.kek_id}, which is not in the key ring "
                f"({', '.join(map(key_id, self.keys))}): add it to SAJU_ENCRYPTION_KEYS"
            )
        nonce, ciphertext = wrapped.wrapped_key[:_NONCE_BYTES], wrapped.wrapped_key[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, _associated_data(owner_id, kind, wrapped.kek_id))
        except (InvalidTag, ValueError) as error:
            raise Damaged("data_keys", "wrapped_key") from error


def key_id(key: bytes) -> str:
    """16 hexadecimal digits that name a key and tell nothing about it."""
    return hmac.digest(key, b"key id", hashlib.sha256)[:8].hex()


def parse_keys(text: str, origin: str = "SAJU_ENCRYPTION_KEYS") -> KeyRing:
    """The ring that `text` spells; `WrongKeys` names `origin` and never repeats a key."""
    lines = (line.split("#", 1)[0] for line in text.splitlines())
    words = [word for line in lines for word in re.split(r"[,\s]+", line) if word]
    keys = tuple(_decode(word, place, origin) for place, word in enumerate(words, start=1))
    if not keys:
        raise WrongKeys(f"{origin} holds no key")
    if len(set(keys)) < len(keys):
        raise WrongKeys(f"{origin} holds the same key twice")
    return KeyRing(keys)


def new_key() -> str:
    """A fresh key as `SAJU_ENCRYPTION_KEYS` spells it."""
    return base64.b64encode(new_secret()).decode()


def put_new_key_in_front(data_dir: Path) -> KeyRing:
    """Adds a fresh key to the key file, in one step: a crash leaves the old file or the new one.

    Raises `WrongKeys` as `load_or_create_key_file` does.
    """
    path = data_dir / KEY_FILE_NAME
    load_or_create_key_file(data_dir, may_create=False)
    lines = path.read_text("ascii").splitlines()
    header = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    replacement = path.with_name(f".{KEY_FILE_NAME}.new")
    replacement.unlink(missing_ok=True)
    _write(replacement, "\n".join([*lines[:header], new_key(), *lines[header:], ""]))
    replacement.replace(path)
    _sync_folder(data_dir)
    return load_or_create_key_file(data_dir, may_create=False)[0]


def load_or_create_key_file(data_dir: Path, *, may_create: bool) -> tuple[KeyRing, Path | None]:
    """The ring of the embedded default, and its file when it was made just now (mode 0600), else None.

    `may_create` must be false as soon as the database has a canary row: a new key over old data would make all of
    it unreadable without a word. Raises `WrongKeys` when there is no file to read or others may read it.
    """
    path = data_dir / KEY_FILE_NAME
    created = may_create and _create(path)
    try:
        if path.stat().st_mode & 0o077:
            raise WrongKeys(f"{path} can be read by others: chmod 600 {path}")
        return parse_keys(path.read_text("ascii"), str(path)), path if created else None
    except FileNotFoundError as error:
        raise WrongKeys(
            f"this database was made with keys that are not here: put {path} back, or set SAJU_ENCRYPTION_KEYS"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise WrongKeys(f"{path} cannot be read as a key file") from error


def _create(path: Path) -> bool:
    """False when the file is there already: also another process of the same first start may have made it."""
    try:
        _write(path, f"{_FILE_HEADER}{new_key()}\n")
    except FileExistsError:
        return False
    _sync_folder(path.parent)
    return True


def _write(path: Path, text: str) -> None:
    """A new file that only its owner reads, on the disk before this returns. Raises `FileExistsError`."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError as error:
        raise WrongKeys(f"{path} cannot be made ({error.strerror})") from error


def _sync_folder(folder: Path) -> None:
    """The name must be on the disk before the first row that only this key can read."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _decode(word: str, place: int, origin: str) -> bytes:
    standard = word.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        key = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongKeys(f"key {place} of {origin} is not base64") from error
    if len(key) != KEY_BYTES:
        raise WrongKeys(f"key {place} of {origin} has {len(key)} bytes, not {KEY_BYTES}")
    return key


def _associated_data(owner_id: UUID, kind: str, kek_id: str) -> bytes:
    return b"\0".join((b"data_keys", kind.encode(), kek_id.encode(), owner_id.bytes))
