"""Partition the log of conversations by month, where the database can

Revision: 0010, after 0009
"""

from __future__ import annotations

from migrations.partitioned import partition_by_month, remove_partitions

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    partition_by_month("conversation_logs")


def downgrade() -> None:
    remove_partitions("conversation_logs")
