"""Indexes that may be made again: MySQL has no CREATE INDEX IF NOT EXISTS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create_index(table: str, *columns: str) -> None:
    """`ix_<table>_<columns>`, unless it stands already (a revision that was cut off half-way)."""
    name = "_".join(("ix", table, *columns))
    if op.get_context().as_sql or name not in {i["name"] for i in sa.inspect(op.get_bind()).get_indexes(table)}:
        op.create_index(name, table, list(columns))
