"""Find the updates that are not worked off

Revision: 0027, after 0026
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("inbox", "platform", "done_at")


def downgrade() -> None:
    drop_index("inbox", "platform", "done_at")
