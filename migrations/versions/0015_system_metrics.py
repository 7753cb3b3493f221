"""Add measurements, by month where the database can

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, utc, uuid
from migrations.partitioned import PARTITIONED_BY_MONTH

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "system_metrics",
        sa.Column("metric_id", uuid(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("metric_name", code(64), nullable=False),
        sa.Column("metric_value", sa.Double(), nullable=False),
        sa.Column("metric_unit", code(16), nullable=True),
        sa.Column("endpoint", code(128), nullable=True),
        sa.PrimaryKeyConstraint("metric_id", "created_at", name=op.f("pk_system_metrics")),
        **TABLE_OPTIONS,
        **PARTITIONED_BY_MONTH,
    )


def downgrade() -> None:
    op.drop_table("system_metrics", if_exists=True)
