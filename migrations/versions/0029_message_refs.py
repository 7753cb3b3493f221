"""Add what an adapter remembers of a chat while a session lives

Revision: 0029, after 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, fixed_bytes, long_bytes, utc, uuid

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_refs",
        sa.Column("address_bidx", fixed_bytes(32), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("ref_encrypted", long_bytes(), nullable=False),
        sa.Column("updated_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("address_bidx", name=op.f("pk_message_refs")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("message_refs", if_exists=True)
