"""Add the wrapped keys of sessions and users

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, short_bytes, utc, uuid
from migrations.indexes import create_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_keys",
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("kind", code(8), nullable=False),
        sa.Column("kek_id", code(16), nullable=False),
        sa.Column("wrapped_key", short_bytes(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_data_keys")),
        sa.CheckConstraint("kind IN ('session', 'user', 'system')", name=op.f("ck_data_keys_kind")),
        **TABLE_OPTIONS,
    )
    create_index("data_keys", "kek_id")


def downgrade() -> None:
    op.drop_table("data_keys", if_exists=True)
