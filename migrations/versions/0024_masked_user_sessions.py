"""Show sessions with hashed references and coarse dates only

Revision: 0024, after 0023
"""

from __future__ import annotations

from migrations.views import create_view, drop_view

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


# The same words on every database: SUBSTR and DATE are common, sha2 is given to SQLite by storage/engine.py.
SELECT = """
SELECT
    SUBSTR(sha2(session_id, 256), 1, 16) AS session_ref,
    SUBSTR(sha2(user_id, 256), 1, 16) AS user_ref,
    birth_datetime_encrypted IS NOT NULL AS has_birth,
    in_form,
    next_order - 1 AS lines_logged,
    DATE(created_at) AS created_on,
    DATE(last_activity) AS last_active_on,
    ended_at IS NOT NULL AS ended
FROM user_sessions
""".strip()


def upgrade() -> None:
    create_view("masked_user_sessions", SELECT)


def downgrade() -> None:
    drop_view("masked_user_sessions")
