"""Add charts, one row for the same inputs of the same owner

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, fixed_bytes, long_bytes, utc, uuid
from migrations.indexes import create_index

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saju_calculations",
        sa.Column("calculation_id", uuid(), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("input_bidx", fixed_bytes(32), nullable=False),
        sa.Column("calculation_version", code(32), nullable=False),
        sa.Column("day_ganji", sa.String(2), nullable=False),
        sa.Column("result_encrypted", long_bytes(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("calculation_id", name=op.f("pk_saju_calculations")),
        sa.UniqueConstraint(
            "owner_id",
            "input_bidx",
            "calculation_version",
            name=op.f("uq_saju_calculations_owner_id_input_bidx_calculation_version"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_saju_calculations_user_id")),
        **TABLE_OPTIONS,
    )
    create_index("saju_calculations", "user_id")
    create_index("saju_calculations", "day_ganji")


def downgrade() -> None:
    op.drop_table("saju_calculations", if_exists=True)
