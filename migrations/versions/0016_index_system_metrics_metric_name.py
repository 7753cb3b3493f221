"""Find the course of one metric

Revision: 0016, after 0015
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("system_metrics", "metric_name", "created_at")


def downgrade() -> None:
    drop_index("system_metrics", "metric_name", "created_at")
