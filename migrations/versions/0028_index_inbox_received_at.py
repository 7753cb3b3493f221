"""Find the updates that are old enough to be forgotten

Revision: 0028, after 0027
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("inbox", "received_at")


def downgrade() -> None:
    drop_index("inbox", "received_at")
