"""Add the updates that were taken, so that each is taken once

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, fixed_bytes, utc
from migrations.indexes import create_index

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "processed_updates",
        sa.Column("update_bidx", fixed_bytes(32), nullable=False),
        sa.Column("platform", code(16), nullable=False),
        sa.Column("received_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("update_bidx", name=op.f("pk_processed_updates")),
        **TABLE_OPTIONS,
    )
    create_index("processed_updates", "received_at")


def downgrade() -> None:
    op.drop_table("processed_updates", if_exists=True)
