"""Five thousand rows; `make campaign-restore` takes a million."""

from __future__ import annotations

from sqlalchemy.engine import URL

from tests.campaigns.restore import back_up_and_restore
from tests.storage.backups import Vaulted


async def test_a_restore_is_equal_also_by_the_databases_own_means(vault: Vaulted, elsewhere: URL) -> None:
    outcome = await back_up_and_restore(vault, elsewhere, 5000)

    assert outcome.different == ()
    assert outcome.rows > 6000
