"""Alembic, driven from inside the program: synchronous, on a connection that the caller opened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.models import Base

_MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"


def upgrade(db: Connection, revision: str) -> None:
    command.upgrade(config_for(db), revision)


def downgrade(db: Connection, revision: str) -> None:
    command.downgrade(config_for(db), revision)


def differences(db: Connection) -> tuple[str, ...]:
    context = MigrationContext.configure(db, opts={"target_metadata": Base.metadata})
    return tuple(repr(difference) for difference in compare_metadata(context, Base.metadata))


def config_for(db: Connection) -> Config:
    """The configuration by which migrations/env.py runs on `db`. An installed program has no pyproject.toml."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = db
    return config
