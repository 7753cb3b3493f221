"""Add replies on their way, stored with their turn

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, long_bytes, utc, uuid

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("outbox_id", uuid(), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("platform", code(16), nullable=False),
        sa.Column("reply_order", sa.SmallInteger(), nullable=False),
        sa.Column("payload_encrypted", long_bytes(), nullable=False),
        sa.Column("status", code(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", utc(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("settled_at", utc(), nullable=True),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox")),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'given_up')", name=op.f("ck_outbox_status")),
        sa.CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name=op.f("ck_outbox_settled")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("outbox", if_exists=True)
