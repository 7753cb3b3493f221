"""Find what was done about one person

Revision: 0022, after 0021
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("access_log", "subject_id")


def downgrade() -> None:
    drop_index("access_log", "subject_id")
