"""Add what was concluded from a chart

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.columns import TABLE_OPTIONS, code, long_bytes, short_bytes, utc, uuid
from migrations.indexes import create_index

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saju_analyses",
        sa.Column("analysis_id", uuid(), nullable=False),
        sa.Column("calculation_id", uuid(), nullable=False),
        sa.Column("owner_id", uuid(), nullable=False),
        sa.Column("analysis_version", code(32), nullable=False),
        sa.Column("day_gan", sa.String(1), nullable=False),
        sa.Column("day_zhi", short_bytes(), nullable=False),
        sa.Column("ohang_wood_count", short_bytes(), nullable=False),
        sa.Column("ohang_fire_count", short_bytes(), nullable=False),
        sa.Column("ohang_earth_count", short_bytes(), nullable=False),
        sa.Column("ohang_metal_count", short_bytes(), nullable=False),
        sa.Column("ohang_water_count", short_bytes(), nullable=False),
        sa.Column("ohang_dominant", code(8), nullable=False),
        sa.Column("ohang_weakest", code(8), nullable=False),
        sa.Column("shipsung_data", long_bytes(), nullable=False),
        sa.Column("yongshin", short_bytes(), nullable=False),
        sa.Column("gishin", short_bytes(), nullable=True),
        sa.Column("sinsal_list", long_bytes(), nullable=False),
        sa.Column("day_gan_strength", code(16), nullable=False),
        sa.Column("overall_balance", short_bytes(), nullable=False),
        sa.Column("created_at", utc(), nullable=False),
        sa.PrimaryKeyConstraint("analysis_id", name=op.f("pk_saju_analyses")),
        sa.UniqueConstraint(
            "calculation_id", "analysis_version", name=op.f("uq_saju_analyses_calculation_id_analysis_version")
        ),
        sa.CheckConstraint(
            "ohang_dominant IN ('wood', 'fire', 'earth', 'metal', 'water')",
            name=op.f("ck_saju_analyses_ohang_dominant"),
        ),
        sa.CheckConstraint(
            "ohang_weakest IN ('wood', 'fire', 'earth', 'metal', 'water')",
            name=op.f("ck_saju_analyses_ohang_weakest"),
        ),
        sa.CheckConstraint(
            "day_gan_strength IN ('very_weak', 'weak', 'neutral', 'strong', 'very_strong')",
            name=op.f("ck_saju_analyses_day_gan_strength"),
        ),
        sa.ForeignKeyConstraint(
            ["calculation_id"], ["saju_calculations.calculation_id"], name=op.f("fk_saju_analyses_calculation_id")
        ),
        **TABLE_OPTIONS,
    )
    create_index("saju_analyses", "day_gan")
    create_index("saju_analyses", "ohang_dominant", "ohang_weakest")
    create_index("saju_analyses", "day_gan_strength")


def downgrade() -> None:
    op.drop_table("saju_analyses", if_exists=True)
