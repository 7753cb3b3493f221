"""Two kills; `make campaign-kill` does twenty."""

from __future__ import annotations

import pytest

from tests.campaigns.kill_mariadb import campaign
from tests.campaigns.mariadb_server import needs_mariadb

needs_server = pytest.fixture(needs_mariadb)


@pytest.mark.usefixtures("needs_server")
def test_a_killed_server_loses_no_turn_that_was_acknowledged_and_keeps_none_twice_or_in_half() -> None:
    tally = campaign(2)

    assert tally.kills == 2
    assert (tally.lost, tally.twice, tally.half) == ([], [], [])
    assert all(tally.acknowledged.values()), "everybody was heard"
