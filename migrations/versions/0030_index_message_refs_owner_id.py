"""Find what is remembered of a session that ends

Revision: 0030, after 0029
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("message_refs", "owner_id")


def downgrade() -> None:
    drop_index("message_refs", "owner_id")
