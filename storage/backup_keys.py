"""The key set: the rows of data_keys, kept beside the backups in two copies of the newest state alone.

The keys of people, of the births they had remembered and of the system are in it, those that pass (of sessions, of
hours) never: what expired stays gone, whatever is restored. It is written anew after every erasure, forgotten birth
and rotation, and then the key of what was erased is nowhere any more, while the rows in older backups can be opened
with nothing else.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import orjson
from pyrage.x25519 import Identity, Recipient
from sqlalchemy import LargeBinary, func, insert, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.backup_files import BackupFolder, write_private
from storage.backup_sealing import Plain, reason, seal, sha256_of, unseal
from storage.engine import is_sqlite
from storage.errors import BackupFailed
from storage.models import BirthProfile, DataKey, UserRow
from storage.rotation import keys_in_use
from storage.vault import SYSTEM_ID

_MANIFEST: Final = "keys.json"
_LOCK: Final = ".keys.lock"
_COPIES: Final = 2
_MOMENTS: Final = ("taken_at", "births_until")
_ROWS_AT_ONCE: Final = 1000
# Whatever passes by itself (sessions, hours of the inbox) must not come back.
_LASTING: Final = or_(DataKey.kind == "user", DataKey.owner_id == SYSTEM_ID)


@dataclass(frozen=True, slots=True)
class KeySet:
    """What stands in `keys.json`. `erased` counts the people erased by then; `births` is a digest of which births
    were remembered, the last of them at `births_until`; `key_ids` name who wraps the keys.
    """

    stem: str
    taken_at: datetime
    size: int
    sha256: str
    keys: int
    erased: int
    key_ids: Sequence[str]
    recipient: str
    births: str = ""
    births_until: datetime | None = None

    def copies(self, folder: BackupFolder) -> list[Path]:
        return [folder.path / f"{self.stem}.{copy}.age" for copy in range(1, _COPIES + 1)]


@dataclass(frozen=True, slots=True)
class _Present:
    """One moment of the database. `lines` is a JSON object a line."""

    lines: bytes
    keys: int
    erased: int
    key_ids: tuple[str, ...]
    births: str
    births_until: datetime | None


async def refresh(
    engine: AsyncEngine, folder: BackupFolder, recipient: Recipient, run: Identity, now: datetime
) -> KeySet:
    """Puts the present keys in the place of the last set, read back and compared. Raises `BackupFailed`.

    `run` can read it too, which is how it is verified, and is forgotten when the run ends.
    """
    with folder.locked(_LOCK):
        present = await _present(engine)
        return await asyncio.to_thread(_replace, folder, present, recipient, run, now)


async def is_stale(engine: AsyncEngine, folder: BackupFolder) -> bool:
    """Whether a key of the set was destroyed since, or the keys were rotated. False where there is none."""
    known = find(folder)
    if known is None:
        return False
    async with engine.execution_options(sqlite_begin="DEFERRED").connect() as db:
        if await _erased(db) != known.erased or not set(known.key_ids) <= (await keys_in_use(db)).keys():
            return True
        return known.births_until is not None and await _births(db, known.births_until) != known.births


def find(folder: BackupFolder) -> KeySet | None:
    """The newest set; None where there is none. Raises `BackupFailed` for a damaged manifest."""
    try:
        fields: dict[str, Any] = orjson.loads((folder.path / _MANIFEST).read_bytes())
        moments = {name: datetime.fromisoformat(fields[name]) for name in _MOMENTS if fields.get(name) is not None}
        return KeySet(**{**fields, **moments})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupFailed(f"{_MANIFEST} is damaged: backup create writes the key set anew") from error


def whole_copies(folder: BackupFolder) -> list[Path]:
    """Those copies of the newest set whose checksum fits."""
    known = find(folder)
    copies = [] if known is None else known.copies(folder)
    return [path for path in copies if known is not None and path.exists() and sha256_of(path) == known.sha256]


async def load(db: AsyncConnection, folder: BackupFolder, identity: Identity) -> int:
    """Puts the newest set into the empty data_keys of `db`; returns how many keys."""
    whole = whole_copies(folder)
    if not whole:
        raise BackupFailed(f"there is no whole key set in {folder.path}: without it nothing restored can be read")
    opened = BytesIO()
    await asyncio.to_thread(unseal, whole[0], identity, opened)
    rows = [_row(orjson.loads(line)) for line in opened.getvalue().splitlines()]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        await db.execute(insert(DataKey), rows[start : start + _ROWS_AT_ONCE])
    return len(rows)


async def _present(engine: AsyncEngine) -> _Present:
    """Counted and read in one snapshot: an erasure is in all of it or in nothing."""
    snapshot = {"sqlite_begin": "DEFERRED"} if is_sqlite(engine) else {"isolation_level": "REPEATABLE READ"}
    lasting = select(*DataKey.__table__.columns).where(_LASTING).order_by(DataKey.owner_id)
    lines, keys, key_ids = bytearray(), 0, set[str]()
    async with engine.execution_options(**snapshot).connect() as db:
        erased = await _erased(db)
        until = (await db.execute(select(func.max(BirthProfile.created_at)))).scalar_one()
        births = "" if until is None else await _births(db, until)
        async for row in await db.stream(lasting, execution_options={"yield_per": _ROWS_AT_ONCE}):
            lines += _line(row._mapping)
            key_ids.add(row.kek_id)
            keys += 1
    return _Present(bytes(lines), keys, erased, tuple(sorted(key_ids)), births, until)


async def _erased(db: AsyncConnection) -> int:
    counted = select(func.count()).select_from(UserRow).where(UserRow.erased_at.is_not(None))
    return (await db.execute(counted)).scalar_one()


async def _births(db: AsyncConnection, until: datetime) -> str:
    """A digest of which births are remembered, of those begun by `until`.

    Those remembered later are not in the set and do not make it stale. One that was being stored as it was made
    does: that costs a set too many, where in a mere count it could hide another that was forgotten.
    """
    digest, profile_id = sha256(), BirthProfile.profile_id
    raw = type_coerce(profile_id, LargeBinary)  # a UUID made of each takes longer than all the rest
    named = select(raw).where(BirthProfile.created_at <= until).order_by(profile_id)
    for name in (await db.execute(named)).scalars():
        digest.update(name)
    return digest.hexdigest()


def _replace(folder: BackupFolder, present: _Present, recipient: Recipient, run: Identity, now: datetime) -> KeySet:
    stem = f"keys-{now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}"
    first, second = folder.path / f"{stem}.1.age", folder.path / f"{stem}.2.age"
    sealed = seal(BytesIO(present.lines), first, [recipient, run.to_public()])
    try:
        write_private(second, first.read_bytes())
        _prove([first, second], run, sealed.plain)
        key_set = KeySet(
            stem,
            now,
            sealed.size,
            sealed.sha256,
            present.keys,
            present.erased,
            present.key_ids,
            str(recipient),
            present.births,
            present.births_until,
        )
        write_private(folder.path / _MANIFEST, orjson.dumps(asdict(key_set), option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise BackupFailed(f"the key set cannot be written ({reason(error)})") from error
    _remove_others(folder, key_set)
    return key_set


def _prove(copies: Sequence[Path], run: Identity, written: Plain) -> None:
    for path in copies:
        if unseal(path, run, BytesIO()) != written:
            raise BackupFailed(f"{path.name} does not hold what was written")


def _remove_others(folder: BackupFolder, key_set: KeySet) -> None:
    """Overwritten first: on most file systems the bytes are then gone, not only their name."""
    ours = key_set.copies(folder)
    for path in folder.path.glob("keys-*.age"):
        if path not in ours:
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
            path.unlink()


def _line(row: Mapping[Any, Any]) -> bytes:
    spelled = {
        "owner_id": row["owner_id"].hex,
        "kind": row["kind"],
        "kek_id": row["kek_id"],
        "wrapped_key": b64encode(row["wrapped_key"]).decode(),
        "created_at": row["created_at"],
    }
    return orjson.dumps(spelled, option=orjson.OPT_APPEND_NEWLINE)


def _row(spelled: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "owner_id": UUID(hex=spelled["owner_id"]),
        "kind": spelled["kind"],
        "kek_id": spelled["kek_id"],
        "wrapped_key": b64decode(spelled["wrapped_key"]),
        "created_at": datetime.fromisoformat(spelled["created_at"]),
    }
