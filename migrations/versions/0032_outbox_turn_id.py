"""Remember which turn made a reply, so that what waits of an event can be found

Revision: 0032, after 0031
"""

from __future__ import annotations

from migrations.added import add_column, drop_column
from migrations.columns import uuid

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_column("outbox", "turn_id", uuid())


def downgrade() -> None:
    drop_column("outbox", "turn_id")
