"""Find what was done at a time

Revision: 0023, after 0022
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("access_log", "created_at")


def downgrade() -> None:
    drop_index("access_log", "created_at")
