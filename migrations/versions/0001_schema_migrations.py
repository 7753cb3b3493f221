"""Keep a ledger of the revisions, with the way back

Revision: 0001, after nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schema_migrations",
        sa.Column("version", code(32), nullable=False),
        sa.Column("description", sa.String(255), nullable=False),
        sa.Column("rollback_sql", sa.Text(), nullable=False),
        sa.Column("applied_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_schema_migrations")),
        **TABLE_OPTIONS,
    )


def downgrade() -> None:
    op.drop_table("schema_migrations", if_exists=True)
