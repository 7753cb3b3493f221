"""Indexes that may be made and dropped again: MySQL has no CREATE INDEX IF NOT EXISTS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create_index(table: str, *columns: str) -> None:
    """`ix_<table>_<columns>`, unless it stands already (a revision that was cut off half-way)."""
    name = _name(table, columns)
    if op.get_context().as_sql or not _stands(table, name):
        op.create_index(name, table, list(columns))


def drop_index(table: str, *columns: str) -> None:
    name = _name(table, columns)
    if op.get_context().as_sql or _stands(table, name):
        op.drop_index(name, table_name=table)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return "_".join(("ix", table, *columns))


def _stands(table: str, name: str) -> bool:
    return name in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}
