"""Find the replies that wait

Revision: 0013, after 0012
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("outbox", "status", "not_before")


def downgrade() -> None:
    drop_index("outbox", "status", "not_before")
