"""Add the log of conversations, ready to be partitioned by month

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, long_bytes, utc, uuid
from migrations.indexes import create_index

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_logs",
        sa.Column("log_id", uuid(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.Column("session_id", uuid(), nullable=False),
        sa.Column("user_id", uuid(), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("message_order", sa.Integer(), nullable=False),
        sa.Column("role", code(16), nullable=False),
        sa.Column("content", long_bytes(), nullable=True),
        sa.Column("model_name", sa.String(128), nullable=True),
        sa.Column("tool_calls", long_bytes(), nullable=True),
        sa.Column("tool_call_id", sa.String(64), nullable=True),
        sa.Column("tokens_in", sa.Integer(), nullable=True),
        sa.Column("tokens_out", sa.Integer(), nullable=True),
        sa.Column("response_time_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("log_id", "created_at", name=op.f("pk_conversation_logs")),
        sa.CheckConstraint(
            "role IN ('system', 'user', 'assistant', 'tool')", name=op.f("ck_conversation_logs_role")
        ),
        sa.CheckConstraint(
            "content IS NOT NULL OR tool_calls IS NOT NULL", name=op.f("ck_conversation_logs_content")
        ),
        **TABLE_OPTIONS,
    )
    create_index("conversation_logs", "session_id", "message_order")
    create_index("conversation_logs", "user_id")


def downgrade() -> None:
    op.drop_table("conversation_logs", if_exists=True)
