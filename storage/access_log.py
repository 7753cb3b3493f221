"""The log of what admins and operators do: look-ups, exports, erasures, restores, rotations. Append-only.

Each row holds the hash of the one before, so a changed or missing row breaks the chain. Whoever can write to the
database could compute a whole chain anew or cut its end off; the head (number and hash of the last row) is
therefore sealed under the system's data key, which only the key ring opens. What the chain cannot tell is a return
of the whole database to an earlier day: for that, keep the head that `append` and `verify` return elsewhere.

No personal values: a person appears as the random `subject_id` alone, `details` hold numbers and code words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Cell, DataKey, canonical_json
from storage.errors import Damaged
from storage.models import AccessLogEntry, Canary

Action = Literal["look_up", "export", "erase", "restore", "rotate"]

_HEAD_ID: Final = UUID("73616a75-6b65-7973-8000-000000000002")  # beside the canary: both prove the database
_HEAD_CELL: Final = Cell("canary", _HEAD_ID, "sealed")
_BEGINNING: Final = bytes(32)
_WORD: Final = re.compile(r"[A-Za-z0-9_.:@-]{1,64}")
_ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """The last row; `entry_no` 0 of an empty log."""

    entry_no: int = 0
    entry_hash: bytes = _BEGINNING


class SqlAccessLog:
    """One unit of work's view of the log. `system` is the key of the seal."""

    def __init__(self, db: AsyncConnection, system: DataKey) -> None:
        self._db = db
        self._system = system

    async def append(
        self,
        actor: str,
        action: Action,
        now: datetime,
        *,
        subject_id: UUID | None = None,
        details: Mapping[str, int | str] | None = None,
    ) -> Head:
        """Adds a row. `actor` reads like `cli:root` or `telegram:123`: an operator, never a person who is served.

        Raises `Damaged` where the seal was tampered with, ValueError for details that are not code words.
        """
        row: dict[str, Any] = {
            "actor": _word(actor),
            "action": action,
            "subject_id": subject_id,
            "details": _spelled(details or {}),
            "created_at": now,
        }
        head = await self._locked_head(now)
        row |= {"entry_no": head.entry_no + 1, "previous_hash": head.entry_hash}
        new_head = Head(head.entry_no + 1, _hash(row))
        await self._db.execute(insert(AccessLogEntry).values(**row, entry_hash=new_head.entry_hash))
        await self._db.execute(
            update(Canary).where(Canary.canary_id == _HEAD_ID).values(sealed=self._seal(new_head))
        )
        return new_head

    async def head(self) -> Head:
        sealed = (await self._db.execute(select(Canary.sealed).where(Canary.canary_id == _HEAD_ID))).scalar()
        return Head() if sealed is None else self._open(sealed)

    async def verify(self, known: Head | None = None) -> Head:
        """The head, after every row was held against it; `known` is a head from outside (a backup's manifest).

        Raises `AccessLogBroken` with the number of the first row that is missing or was changed.
        """
        last = Head()
        while rows := await self.entries(last.entry_no):
            for row in rows:
                last = _next(last, row)
                if known is not None and last.entry_no == known.entry_no and last != known:
                    raise AccessLogBroken(last.entry_no)
        try:
            head = await self.head()
        except Damaged as error:
            raise AccessLogBroken(last.entry_no) from error
        if head != last:
            raise AccessLogBroken(min(head.entry_no, last.entry_no) + 1)
        if known is not None and known.entry_no > last.entry_no:
            raise AccessLogBroken(last.entry_no + 1)
        return last

    async def entries(self, after: int = 0) -> list[Row[Any]]:
        """Up to a thousand rows that follow entry `after`, in order."""
        following = (
            select(*AccessLogEntry.__table__.columns)
            .where(AccessLogEntry.entry_no > after)
            .order_by(AccessLogEntry.entry_no)
            .limit(_ROWS_AT_ONCE)
        )
        return list((await self._db.execute(following)).all())

    async def _locked_head(self, now: datetime) -> Head:
        """The head, its row locked until the commit: nobody else can append meanwhile."""
        which = select(Canary.sealed).where(Canary.canary_id == _HEAD_ID).with_for_update()
        sealed = (await self._db.execute(which)).scalar()
        if sealed is not None:
            return self._open(sealed)
        if await self.entries(0):
            raise AccessLogBroken(1)  # rows without a seal: a new one would hide what was done to them
        first = insert(Canary).values(canary_id=_HEAD_ID, sealed=self._seal(Head()), created_at=now)
        try:
            await self._db.execute(first)
        except IntegrityError:  # another unit of work made it at the same moment
            return self._open((await self._db.execute(which)).scalar_one())
        return Head()

    def _seal(self, head: Head) -> bytes:
        return self._system.seal_json([head.entry_no, head.entry_hash.hex()], _HEAD_CELL)

    def _open(self, sealed: bytes) -> Head:
        entry_no, entry_hash = self._system.open_json(sealed, _HEAD_CELL)
        return Head(entry_no, bytes.fromhex(entry_hash))


class AccessLogBroken(Damaged):
    """A row of the access log was removed or changed, or the seal of its head was."""

    def __init__(self, entry_no: int) -> None:
        super().__init__("access_log", "entry_hash")
        self.entry_no = entry_no

    def __str__(self) -> str:
        return f"the access log is broken at entry {self.entry_no}: a row was removed or changed"


def _next(last: Head, row: Row[Any]) -> Head:
    fields = dict(row._mapping)
    stored_hash = fields.pop("entry_hash")
    expected = (last.entry_no + 1, last.entry_hash, _hash(fields))
    if (row.entry_no, row.previous_hash, stored_hash) != expected:
        raise AccessLogBroken(last.entry_no + 1)
    return Head(row.entry_no, stored_hash)


def _hash(row: Mapping[str, Any]) -> bytes:
    spelled = [
        row["entry_no"],
        row["created_at"].isoformat(timespec="microseconds"),
        row["actor"],
        row["action"],
        None if row["subject_id"] is None else row["subject_id"].hex,
        row["details"],
        row["previous_hash"].hex(),
    ]
    return hashlib.sha256(canonical_json(spelled)).digest()


def _spelled(details: Mapping[str, int | str]) -> str:
    checked = {_word(name): value if isinstance(value, int) else _word(value) for name, value in details.items()}
    return canonical_json(checked).decode()


def _word(value: str) -> str:
    """Free text could carry a name or a birth into a log that is never erased."""
    if _WORD.fullmatch(value) is None:
        raise ValueError("the access log takes code words of up to 64 letters, digits and _.:@-")
    return value
