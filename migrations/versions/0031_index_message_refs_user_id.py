"""Find what is remembered of a person to be erased

Revision: 0031, after 0030
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("message_refs", "user_id")


def downgrade() -> None:
    drop_index("message_refs", "user_id")
