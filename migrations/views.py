"""Views that may be made again, with the rights of who reads them."""

from __future__ import annotations

from alembic import op


def create_view(name: str, select: str) -> None:
    """SECURITY INVOKER: a view with its maker's rights would show tables that its reader may not read."""
    if op.get_context().dialect.name == "sqlite":
        op.execute(f"CREATE VIEW IF NOT EXISTS {name} AS {select}")
    else:
        op.execute(f"CREATE OR REPLACE SQL SECURITY INVOKER VIEW {name} AS {select}")


def drop_view(name: str) -> None:
    op.execute(f"DROP VIEW IF EXISTS {name}")
