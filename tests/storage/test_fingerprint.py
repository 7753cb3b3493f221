"""The schema as each database spells it, held against a file: what changes there is seen in a review.

`SAJU_WRITE_FINGERPRINT=1 pytest tests/storage/test_fingerprint.py` writes the files anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from storage import schema
from storage.engine import make_engine
from tests.storage.definitions import fingerprint

_FOLDER = Path(__file__).parent / "fingerprints"


async def test_the_schema_is_as_it_was_agreed(database: URL) -> None:
    engine = make_engine(database)
    await schema.upgrade(engine)
    found = await fingerprint(engine)
    await engine.dispose()
    told = "\n\n".join(f"-- {name}\n{definition}" for name, definition in found.items()) + "\n"
    file = _FOLDER / f"{'sqlite' if database.get_backend_name() == 'sqlite' else 'mariadb'}.sql"
    if os.environ.get("SAJU_WRITE_FINGERPRINT") == "1":
        file.write_text(told, "utf-8")

    assert told.splitlines() == file.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE outbox DROP CONSTRAINT ck_outbox_settled",
        "ALTER TABLE conversation_logs REMOVE PARTITIONING",
        "ALTER TABLE users MODIFY last_login DATETIME NOT NULL",
        "CREATE OR REPLACE SQL SECURITY DEFINER VIEW masked_user_sessions AS SELECT session_id FROM user_sessions",
    ],
)
async def test_what_alembic_does_not_see_is_seen_here(mariadb: URL, change: str) -> None:
    engine = make_engine(mariadb)
    await schema.upgrade(engine)
    before = await fingerprint(engine)
    async with engine.begin() as db:
        await db.execute(text(change))
    assert await schema.differences(engine) == ()
    assert await fingerprint(engine) != before
    await engine.dispose()
