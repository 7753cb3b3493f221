"""Column types with one meaning on SQLite, MySQL and MariaDB."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

_MYSQL = ("mysql", "mariadb")


def fixed_bytes(length: int) -> TypeEngine[bytes]:
    """Exactly `length` bytes: hashes and ids."""
    return LargeBinary(length).with_variant(mysql.BINARY(length), *_MYSQL)


def short_bytes() -> TypeEngine[bytes]:
    """At most 255 bytes: a wrapped key or one encrypted word."""
    return LargeBinary(255).with_variant(mysql.VARBINARY(255), *_MYSQL)


def long_bytes() -> TypeEngine[bytes]:
    """At most 16 MiB: 22,000 Hangul letters already pass the 64 KiB of a plain BLOB."""
    return LargeBinary().with_variant(mysql.MEDIUMBLOB(), *_MYSQL)


def code(length: int) -> TypeEngine[str]:
    """A short ASCII word compared byte by byte."""
    return String(length).with_variant(mysql.VARCHAR(length, charset="ascii", collation="ascii_bin"), *_MYSQL)


def counter() -> TypeEngine[int]:
    """A number that the database counts on; SQLite does so for an INTEGER only."""
    return BigInteger().with_variant(Integer(), "sqlite")


class Id(TypeDecorator[UUID]):
    """A UUID as 16 bytes; only `bytes` reach the driver (aiomysql stores a bytearray as its repr)."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(16)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[bytes]:
        return dialect.type_descriptor(fixed_bytes(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=value)


class Utc(TypeDecorator[datetime]):
    """An instant: aware in the program, UTC without a zone in a DATETIME(6)."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return dialect.type_descriptor(DateTime().with_variant(mysql.DATETIME(fsp=6), *_MYSQL))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without a zone reached the database")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
