"""Columns that may be added and dropped again, which only MariaDB could say by itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine


def add_column(table: str, name: str, column_type: TypeEngine[Any]) -> None:
    """A nullable column: rows that are there stay as they are."""
    if op.get_context().as_sql or not _stands(table, name):
        op.add_column(table, sa.Column(name, column_type, nullable=True))


def drop_column(table: str, name: str) -> None:
    if op.get_context().as_sql or _stands(table, name):
        op.drop_column(table, name)


def _stands(table: str, name: str) -> bool:
    return name in {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
