"""Find the oldest runs, to forget them

Revision: 0020, after 0019
"""

from __future__ import annotations

from migrations.indexes import create_index, drop_index

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("job_runs", "started_at")


def downgrade() -> None:
    drop_index("job_runs", "started_at")
