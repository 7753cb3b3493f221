"""Ids are made by the program before the first try, so that an INSERT may be repeated."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id(now: datetime) -> UUID:
    """A UUIDv7 of the instant `now` (aware): 48 bits of milliseconds, 12 bits of the fraction of the millisecond
    (ids sort by time down to the microsecond: RFC 9562, 5.7 and 6.2 method 3), 62 random bits.
    """
    milliseconds, microseconds = divmod((now - _EPOCH) // _MICROSECOND, 1000)
    fraction = microseconds * 4096 // 1000
    value = milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
    return UUID(int=value | int.from_bytes(os.urandom(8), "big") >> 2)
