"""Tables by month, on MySQL and MariaDB only: one partition at first, months come from storage/partitions.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

# COLUMNS, because a range over YEAR(created_at) * 100 + MONTH(created_at) prunes nothing.
_BY_MONTH: Final = "RANGE COLUMNS (created_at) (PARTITION p_future VALUES LESS THAN (MAXVALUE))"
PARTITIONED_BY_MONTH: Final[Mapping[str, Any]] = {"mysql_partition_by": _BY_MONTH}

_PARTITIONS: Final = sa.text(
    "SELECT COUNT(partition_name) FROM information_schema.partitions"
    " WHERE table_schema = DATABASE() AND table_name = :table"
)


def partition_by_month(table: str) -> None:
    """Unless it is already: a second time would copy the months back into one partition."""
    if _may_partition() and not _is_partitioned(table, assumed=False):
        op.execute(f"ALTER TABLE {table} PARTITION BY {_BY_MONTH}")


def remove_partitions(table: str) -> None:
    if _may_partition() and _is_partitioned(table, assumed=True):
        op.execute(f"ALTER TABLE {table} REMOVE PARTITIONING")


def _may_partition() -> bool:
    return op.get_context().dialect.name in ("mysql", "mariadb")


def _is_partitioned(table: str, *, assumed: bool) -> bool:
    """`assumed` where there is no database to ask: SQL that is only written down."""
    if op.get_context().as_sql:
        return assumed
    return bool(op.get_bind().execute(_PARTITIONS, {"table": table}).scalar_one())
