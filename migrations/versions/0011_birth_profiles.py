"""Add births that a person saved on purpose

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, fixed_bytes, long_bytes, utc, uuid

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "birth_profiles",
        sa.Column("profile_id", uuid(), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("label_encrypted", long_bytes(), nullable=False),
        sa.Column("birth_encrypted", long_bytes(), nullable=False),
        sa.Column("birth_bidx", fixed_bytes(32), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("updated_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_birth_profiles")),
        sa.UniqueConstraint("user_id", "slot", name=op.f("uq_birth_profiles_user_id_slot")),
        sa.UniqueConstraint("user_id", "birth_bidx", name=op.f("uq_birth_profiles_user_id_birth_bidx")),
        sa.CheckConstraint("slot BETWEEN 1 AND 10", name=op.f("ck_birth_profiles_slot")),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_birth_profiles_user_id")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("birth_profiles", if_exists=True)
