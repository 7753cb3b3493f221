"""Add the row that proves the key ring at every start

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, short_bytes, utc, uuid

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canary",
        sa.Column("canary_id", uuid(), nullable=False),
        sa.Column("sealed", short_bytes(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("canary_id", name=op.f("pk_canary")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("canary", if_exists=True)
