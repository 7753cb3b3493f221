"""Find the replies of a turn

Revision: 0033, after 0032
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("outbox", "turn_id")


def downgrade() -> None:
    drop_index("outbox", "turn_id")
