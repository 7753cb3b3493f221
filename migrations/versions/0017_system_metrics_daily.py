"""Add the daily roll-up of measurements

Revision: 0017, after 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "system_metrics_daily",
        sa.Column("metric_name", code(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("endpoint", code(128), nullable=False),
        sa.Column("metric_unit", code(16), nullable=True),
        sa.Column("metric_count", sa.BigInteger(), nullable=False),
        sa.Column("metric_total", sa.Double(), nullable=False),
        sa.Column("metric_lowest", sa.Double(), nullable=False),
        sa.Column("metric_highest", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("metric_name", "day", "endpoint", name=op.f("pk_system_metrics_daily")),
        sa.CheckConstraint("metric_count >= 1", name=op.f("ck_system_metrics_daily_metric_count")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("system_metrics_daily", if_exists=True)
