"""Add leases with a fencing term, so that one daemon does a job

Revision: 0018, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, utc

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leader_leases",
        sa.Column("lease_name", code(64), nullable=False),
        sa.Column("holder", code(64), nullable=True),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("acquired_at", utc(), nullable=False),
        sa.Column("expires_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("lease_name", name=op.f("pk_leader_leases")),
        sa.CheckConstraint("term >= 1", name=op.f("ck_leader_leases_term")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("leader_leases", if_exists=True)
