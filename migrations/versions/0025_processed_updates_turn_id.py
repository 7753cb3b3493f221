"""Remember which turn took an update, so that a turn whose commit was cut off knows its own work again

Revision: 0025, after 0024
"""

from __future__ import annotations

from migrations.added import add_column, drop_column
from migrations.columns import uuid

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_column("processed_updates", "turn_id", uuid())


def downgrade() -> None:
    drop_column("processed_updates", "turn_id")
