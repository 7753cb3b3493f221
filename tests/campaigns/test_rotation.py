"""Three thousand people, killed twice; `make campaign-rotation` takes a hundred thousand and five."""

from __future__ import annotations

from pathlib import Path

from storage.engine import sqlite_url
from tests.campaigns.rotation import rotate_under_load
from tests.campaigns.scratch import upgraded


async def test_nobody_is_unreadable_while_a_rotation_is_killed_and_run_again(tmp_path: Path) -> None:
    outcome = await rotate_under_load(await upgraded(sqlite_url(tmp_path)), tmp_path, people=3000, kills=2, seed=1)

    assert outcome.load.failed == ()
    assert outcome.load.reads > 50
    assert outcome.load.newcomers > 5
    assert outcome.readable == outcome.people
    assert "wraps none" in outcome.said
    assert not outcome.old_key_in_use
