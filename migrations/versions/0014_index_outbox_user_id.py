"""Find a person's replies, in order

Revision: 0014, after 0013
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("outbox", "user_id", "created_at")


def downgrade() -> None:
    drop_index("outbox", "user_id", "created_at")
