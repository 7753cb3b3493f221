"""Add the updates as the messengers sent them, until they are worked off

Revision: 0026, after 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, counter, fixed_bytes, long_bytes, utc, uuid

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("arrival", counter(), nullable=False, autoincrement=True),
        sa.Column("update_bidx", fixed_bytes(32), nullable=False),
        sa.Column("platform", code(16), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("payload_encrypted", long_bytes(), nullable=True),
        sa.Column("received_at", utc(), nullable=False),
        sa.Column("done_at", utc(), nullable=True),
        sa.PrimaryKeyConstraint("arrival", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_bidx", name=op.f("uq_inbox_update_bidx")),
        sa.CheckConstraint("(done_at IS NULL) = (payload_encrypted IS NOT NULL)", name=op.f("ck_inbox_done")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("inbox", if_exists=True)
