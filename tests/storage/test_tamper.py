"""Three hundred changed ciphertexts on each kind of database; `make campaign-tamper` takes ten thousand."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.campaigns.scratch import upgraded
from tests.campaigns.tamper import tamper


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_changed_moved_or_cut_value_is_taken_for_what_was_written(
    database: URL, data_dir: Path, seed: int
) -> None:
    tally = await tamper(await upgraded(database), data_dir, 150, seed)

    assert (tally.taken, tally.crashed) == ((), ())
    assert sum(tally.refused.values()) == 150
    assert min(tally.refused.values()) > 20
    assert tally.columns >= 18
