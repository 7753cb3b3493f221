"""Add the hash-chained log of what admins and operators do

Revision: 0021, after 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, fixed_bytes, utc, uuid

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("entry_no", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("actor", code(64), nullable=False),
        sa.Column("action", code(32), nullable=False),
        sa.Column("subject_id", uuid(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", fixed_bytes(32), nullable=False),
        sa.Column("entry_hash", fixed_bytes(32), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_access_log")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_access_log_previous_hash")),
        sa.CheckConstraint("entry_no >= 1", name=op.f("ck_access_log_entry_no")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("access_log", if_exists=True)
