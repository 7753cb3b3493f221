"""Twenty thousand rows; `make campaign-partitions` takes a million."""

from __future__ import annotations

import pytest

from tests.campaigns.mariadb_server import needs_mariadb
from tests.campaigns.rotate_partitions import campaign


@pytest.mark.usefixtures("needs_server")
def test_writers_write_on_while_months_are_rotated() -> None:
    result = campaign(20_000, quiet_s=0.3)

    assert result.quiet.failed == result.rotating.failed == []
    assert [len(rotation.dropped) for rotation in result.rotations] == [1, 1, 1, 1]
    assert [len(rotation.created) for rotation in result.rotations] == [1, 1, 1, 1]
    assert result.read_for_a_month == "p202610"
    assert max(result.rotating.took_s) < 2, "the bar of 100 ms is the campaign's, on a disk of its own"


needs_server = pytest.fixture(needs_mariadb)
