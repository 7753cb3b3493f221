"""INSERT that replaces what is there, which each database spells its own way."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Insert
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import Base


def upsert(table: type[Base], db: AsyncConnection) -> Insert:
    """Rows of `table` whose primary key is there already take the place of what stands there."""
    return _built(table, db.dialect.name)


@cache
def _built(table: type[Base], dialect: str) -> Insert:
    key = [column.name for column in table.__table__.primary_key]
    others = [column.name for column in table.__table__.columns if column.name not in key]
    if dialect == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(index_elements=key, set_={name: lite.excluded[name] for name in others})
    mine = mysql.insert(table)
    return mine.on_duplicate_key_update({name: mine.inserted[name] for name in others})
