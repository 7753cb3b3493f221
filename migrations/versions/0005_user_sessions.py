"""Add sessions, whose birth and state are encrypted

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, long_bytes, utc, uuid
from migrations.indexes import create_index

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user_sessions",
        sa.Column("session_id", uuid(), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("birth_datetime_encrypted", long_bytes(), nullable=True),
        sa.Column("state_encrypted", long_bytes(), nullable=True),
        sa.Column("in_form", sa.Boolean(), nullable=False),
        sa.Column("next_order", sa.Integer(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("updated_at", utc(), nullable=False),
        sa.Column("last_activity", utc(), nullable=False),
        sa.Column("expires_at", utc(), nullable=False),
        sa.Column("ended_at", utc(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_user_sessions")),
        sa.CheckConstraint(
            "ended_at IS NULL OR (state_encrypted IS NULL AND birth_datetime_encrypted IS NULL)",
            name=op.f("ck_user_sessions_ended"),
        ),
        sa.CheckConstraint("next_order >= 1", name=op.f("ck_user_sessions_next_order")),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_user_sessions_user_id")),
        **TABLE_OPTIONS,
    )
    create_index("user_sessions", "user_id", "created_at")
    create_index("user_sessions", "ended_at", "expires_at")


def downgrade() -> None:
    op.drop_table("user_sessions", if_exists=True)
