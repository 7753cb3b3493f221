"""Jobs run on the same stores as the tests of storage."""

from __future__ import annotations

from tests.storage.conftest import data_dir, database, mariadb, mariadb_answers, store

__all__ = ("data_dir", "database", "mariadb", "mariadb_answers", "store")
