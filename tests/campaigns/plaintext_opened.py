"""What the keys that are there open, tried on every value of every row and on copies of others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import URL

from storage.crypto import Cell, DataKey
from storage.errors import Damaged
from storage.models import Base
from storage.models import DataKey as DataKeyRow
from storage.vault import SYSTEM_ID, Vault
from tests.storage.backups import Vaulted

Sealed = tuple[Cell, set[UUID], bytes]  # a ciphertext, its place, and ids among which is that of its key
_ID_BYTES: Final = 16
_OTHER_KEYS: Final = 20


async def decrypted(
    vault: Vaulted, url: URL, now: datetime, copies: Sequence[Sealed] = (), *, of_tables: bool = True
) -> bytes:
    """All that can be read, with the keys in the database at `url`."""
    store = await vault.open(now, url)
    try:
        async with store.unit_of_work() as work:
            keys = await _keys(work.vault)
            sealed = [each async for each in _cells(work.vault)] if of_tables else []
    finally:
        await store.close()
    return await asyncio.to_thread(_opened, keys, [*sealed, *copies])


def _opened(keys: Mapping[UUID, DataKey], cells: Sequence[Sealed]) -> bytes:
    """Every key on every value where they are few; else those that the row names, and a handful of others."""
    chance, found = Random(1), []
    for cell, named, content in cells:
        others = chance.sample(sorted(keys), min(len(keys), _OTHER_KEYS))
        for key in (keys[owner] for owner in {*(named & keys.keys()), SYSTEM_ID, *others}):
            try:
                found.append(key.open(content, cell))
            except Damaged:
                continue
    return b"\n".join(found)


async def _keys(vault: Vault) -> dict[UUID, DataKey]:
    owners = (await vault.db.execute(select(DataKeyRow.owner_id))).scalars().all()
    return {owner: key for owner in owners if (key := await vault.find(owner)) is not None}


async def _cells(vault: Vault) -> AsyncIterator[tuple[Cell, set[UUID], bytes]]:
    """Each value with its place and all the ids of its row."""
    for table in Base.metadata.sorted_tables:
        for row in (await vault.db.execute(select(table))).mappings():
            place = next(iter(row.values()))
            row_id = UUID(bytes=place[:_ID_BYTES]) if isinstance(place, bytes) else place
            ids = {value for value in row.values() if isinstance(value, UUID)}
            if isinstance(row_id, UUID):
                for column, value in row.items():
                    if isinstance(value, bytes) and len(value) > _ID_BYTES:
                        yield Cell(table.name, row_id, column), ids, value
