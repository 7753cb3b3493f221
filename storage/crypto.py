"""Authenticated encryption of single values, bound to the place where they stand.

A sealed value is `version (1 byte) | nonce (12) | AES-256-GCM ciphertext and tag (16)`. Its associated data are
table, row id, column and this format's version, so bytes moved to another row, column or table are refused. Plain
text is padded to a multiple of 32 bytes (ISO/IEC 7816-4): the length of one encrypted word would name the word.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import Damaged

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_BLOCK_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands. `row_id` is the primary key of the row."""

    table: str
    row_id: UUID
    column: str

    def associated_data(self) -> bytes:
        """Unambiguous: the only parts of free length are names without a zero byte."""
        return b"\0".join((_VERSION, self.table.encode(), self.column.encode(), self.row_id.bytes))


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one session, person or remembered birth. `owner_id` names its row in data_keys."""

    owner_id: UUID
    secret: bytes = field(repr=False)

    def seal(self, plain: bytes, cell: Cell) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(self.secret).encrypt(nonce, _pad(plain), cell.associated_data())

    def open(self, sealed: bytes, cell: Cell) -> bytes:
        """The plain bytes; raises `Damaged` for anything but what `seal` wrote for this very cell."""
        if len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _VERSION:
            raise Damaged(cell.table, cell.column)
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return _unpad(AESGCM(self.secret).decrypt(nonce, ciphertext, cell.associated_data()))
        except InvalidTag as error:
            raise Damaged(cell.table, cell.column) from error

    def seal_json(self, value: Any, cell: Cell) -> bytes:
        return self.seal(orjson.dumps(value), cell)

    def open_json(self, sealed: bytes, cell: Cell) -> Any:
        return orjson.loads(self.open(sealed, cell))

    def blind_index(self, purpose: str, *parts: str | bytes) -> bytes:
        """32 bytes that are equal for equal `parts` under this key, and tell nothing without it.

        The index of a birth goes with the key of the birth itself: births can be enumerated (about ten million), so
        an index whose key outlives that would give the birth away.
        """
        index_key = hmac.digest(self.secret, b"blind index\0" + purpose.encode(), hashlib.sha256)
        encoded = [part.encode() if isinstance(part, str) else part for part in parts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
        return hmac.digest(index_key, message, hashlib.sha256)


def new_secret() -> bytes:
    return os.urandom(KEY_BYTES)


def canonical_json(value: Any) -> bytes:
    """The same bytes for the same value, whatever the order of its keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _pad(plain: bytes) -> bytes:
    return plain + b"\x80" + bytes(-(len(plain) + 1) % _BLOCK_BYTES)


def _unpad(padded: bytes) -> bytes:
    return padded[: padded.rindex(b"\x80")]
