"""What every table shares: names of constraints, and what only MySQL and MariaDB need to be told."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

TABLE_OPTIONS: Final = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
# One partition to begin with; partitions.py keeps the months ahead. COLUMNS, because nothing else prunes.
PARTITIONED_BY_MONTH: Final = {
    "mysql_partition_by": "RANGE COLUMNS (created_at) (PARTITION p_future VALUES LESS THAN (MAXVALUE))",
}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
