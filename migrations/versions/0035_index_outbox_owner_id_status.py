"""Find the replies of a session that ends

Revision: 0035, after 0034
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("outbox", "owner_id", "status")


def downgrade() -> None:
    drop_index("outbox", "owner_id", "status")
