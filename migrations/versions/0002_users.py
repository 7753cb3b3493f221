"""Add users, known by a keyed hash of their account

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, fixed_bytes, long_bytes, utc, uuid

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("platform", code(16), nullable=False),
        sa.Column("account_bidx", fixed_bytes(32), nullable=True),
        sa.Column("account_encrypted", long_bytes(), nullable=True),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("consent_version", code(32), nullable=True),
        sa.Column("consented_at", utc(), nullable=True),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("updated_at", utc(), nullable=False),
        sa.Column("last_login", utc(), nullable=False),
        sa.Column("erased_at", utc(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users")),
        sa.UniqueConstraint("platform", "account_bidx", name=op.f("uq_users_platform_account_bidx")),
        sa.CheckConstraint(
            "erased_at IS NOT NULL OR (account_bidx IS NOT NULL AND account_encrypted IS NOT NULL)",
            name=op.f("ck_users_account"),
        ),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("users", if_exists=True)
