"""Say why a reply was given up

Revision: 0034, after 0033
"""

from __future__ import annotations

from migrations.added import add_column, drop_column
from migrations.columns import code

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_column("outbox", "reason", code(16))


def downgrade() -> None:
    drop_column("outbox", "reason")
