"""Record each run of a job, with how it ended

Revision: 0019, after 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, utc, uuid

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("run_id", uuid(), nullable=False),
        sa.Column("job_name", code(64), nullable=False),
        sa.Column("due_at", utc(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("holder", code(64), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("started_at", utc(), nullable=False),
        sa.Column("ended_at", utc(), nullable=True),
        sa.Column("outcome", code(16), nullable=True),
        sa.Column("detail", sa.String(255), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job_name", "due_at", "attempt", name=op.f("uq_job_runs_job_name_due_at_attempt")),
        sa.CheckConstraint("outcome IN ('done', 'failed', 'skipped', 'lost')", name=op.f("ck_job_runs_outcome")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_job_runs_ended")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("job_runs", if_exists=True)
