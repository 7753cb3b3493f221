"""The tables. The only place where the older column spellings of the database document appear (`shipsung_data`,
`yongshin`, `gishin`, `ohang_*`, `ganji`).

What is private is AEAD bytes under the data key named by `owner_id`, or by the id of the row where a person or a
remembered birth has a key of its own: see crypto.py.
The tables of operations and of delivery stand in files of their own and are named here too, so that this module is
all of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PARTITIONED_BY_MONTH, TABLE_OPTIONS, Base
from storage.models_delivery import InboxUpdate, MessageRef, OutboxReply, ProcessedUpdate
from storage.models_operations import AccessLogEntry, JobRun, LeaderLease, SystemMetric, SystemMetricDaily
from storage.types import Id, Utc, code, fixed_bytes, long_bytes, short_bytes

__all__ = (
    "SCHEMA_REVISION",
    "AccessLogEntry",
    "Base",
    "BirthProfile",
    "Canary",
    "ConversationLog",
    "DataKey",
    "InboxUpdate",
    "JobRun",
    "LeaderLease",
    "MessageRef",
    "OutboxReply",
    "ProcessedUpdate",
    "SajuAnalysis",
    "SajuCalculation",
    "SchemaMigration",
    "SystemMetric",
    "SystemMetricDaily",
    "UserRow",
    "UserSession",
)

# The newest revision under migrations/versions. Here so that a start can compare without loading Alembic; a test
# keeps the two equal.
SCHEMA_REVISION: Final = "0035"


class SchemaMigration(Base):
    """The ledger: one row a revision that stands, written by Alembic in the revision's own connection."""

    __tablename__ = "schema_migrations"
    __table_args__ = TABLE_OPTIONS

    version: Mapped[str] = mapped_column(code(32), primary_key=True)
    description: Mapped[str] = mapped_column(String(255))
    rollback_sql: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[datetime] = mapped_column(Utc)


class UserRow(Base):
    """A person. After an erasure only the id and the dates stay: nothing leads back to the account."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("platform", "account_bidx"),
        CheckConstraint(
            "erased_at IS NOT NULL OR (account_bidx IS NOT NULL AND account_encrypted IS NOT NULL)", name="account"
        ),
        TABLE_OPTIONS,
    )

    user_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(code(16))
    account_bidx: Mapped[bytes | None] = mapped_column(fixed_bytes(32))
    account_encrypted: Mapped[bytes | None] = mapped_column(long_bytes())
    preferences: Mapped[dict[str, Any]] = mapped_column(JSON)
    consent_version: Mapped[str | None] = mapped_column(code(32))
    consented_at: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)
    last_login: Mapped[datetime] = mapped_column(Utc)
    erased_at: Mapped[datetime | None] = mapped_column(Utc)


class DataKey(Base):
    """A key that the private columns of one session, person or remembered birth are under, wrapped by the key ring.

    `kind` is `user` for all that lasts until the person wants it gone.

    Removing the row is what makes those columns unreadable for ever. Left out of the main dump (STORAGE: backups).
    """

    __tablename__ = "data_keys"
    __table_args__ = (
        CheckConstraint("kind IN ('session', 'user', 'system')", name="kind"),
        Index(None, "kek_id"),
        TABLE_OPTIONS,
    )

    owner_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(code(8))
    kek_id: Mapped[str] = mapped_column(code(16))
    wrapped_key: Mapped[bytes] = mapped_column(short_bytes())
    created_at: Mapped[datetime] = mapped_column(Utc)


class Canary(Base):
    """A known text under the system's data key: what cannot read it does not start."""

    __tablename__ = "canary"
    __table_args__ = TABLE_OPTIONS

    canary_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(short_bytes())
    created_at: Mapped[datetime] = mapped_column(Utc)


class UserSession(Base):
    """A conversation. `ended_at` is set, and everything private gone, when it ends or expires."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        CheckConstraint(
            "ended_at IS NULL OR (state_encrypted IS NULL AND birth_datetime_encrypted IS NULL)", name="ended"
        ),
        CheckConstraint("next_order >= 1", name="next_order"),
        Index(None, "user_id", "created_at"),
        Index(None, "ended_at", "expires_at"),
        TABLE_OPTIONS,
    )

    session_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.user_id))
    birth_datetime_encrypted: Mapped[bytes | None] = mapped_column(long_bytes())
    state_encrypted: Mapped[bytes | None] = mapped_column(long_bytes())
    in_form: Mapped[bool]
    next_order: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)
    last_activity: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class BirthProfile(Base):
    """A birth that the person saved on purpose, under its own key. The slot keeps it to ten, whoever races.

    Its index is under that key too, so no two are equal: which birth it is has to be asked row by row.
    """

    __tablename__ = "birth_profiles"
    __table_args__ = (
        UniqueConstraint("user_id", "slot"),
        UniqueConstraint("user_id", "birth_bidx"),
        CheckConstraint("slot BETWEEN 1 AND 10", name="slot"),
        TABLE_OPTIONS,
    )

    profile_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.user_id))
    slot: Mapped[int] = mapped_column(SmallInteger)
    label_encrypted: Mapped[bytes] = mapped_column(long_bytes())
    birth_encrypted: Mapped[bytes] = mapped_column(long_bytes())
    birth_bidx: Mapped[bytes] = mapped_column(fixed_bytes(32))
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)


class SajuCalculation(Base):
    """One chart. In clear only the day pillar: all four would be the birth date."""

    __tablename__ = "saju_calculations"
    __table_args__ = (
        UniqueConstraint("owner_id", "input_bidx", "calculation_version"),
        Index(None, "user_id"),
        Index(None, "day_ganji"),
        TABLE_OPTIONS,
    )

    calculation_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.user_id))
    owner_id: Mapped[UUID] = mapped_column(Id)
    input_bidx: Mapped[bytes] = mapped_column(fixed_bytes(32))
    calculation_version: Mapped[str] = mapped_column(code(32))
    day_ganji: Mapped[str] = mapped_column(String(2))
    result_encrypted: Mapped[bytes] = mapped_column(long_bytes())
    created_at: Mapped[datetime] = mapped_column(Utc)


class SajuAnalysis(Base):
    """What was concluded from a calculation. In clear only what the document's statistics group by."""

    __tablename__ = "saju_analyses"
    __table_args__ = (
        UniqueConstraint("calculation_id", "analysis_version"),
        CheckConstraint("ohang_dominant IN ('wood', 'fire', 'earth', 'metal', 'water')", name="ohang_dominant"),
        CheckConstraint("ohang_weakest IN ('wood', 'fire', 'earth', 'metal', 'water')", name="ohang_weakest"),
        CheckConstraint(
            "day_gan_strength IN ('very_weak', 'weak', 'neutral', 'strong', 'very_strong')", name="day_gan_strength"
        ),
        Index(None, "day_gan"),
        Index(None, "ohang_dominant", "ohang_weakest"),
        Index(None, "day_gan_strength"),
        TABLE_OPTIONS,
    )

    analysis_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    calculation_id: Mapped[UUID] = mapped_column(ForeignKey(SajuCalculation.calculation_id))
    owner_id: Mapped[UUID] = mapped_column(Id)
    analysis_version: Mapped[str] = mapped_column(code(32))
    day_gan: Mapped[str] = mapped_column(String(1))
    day_zhi: Mapped[bytes] = mapped_column(short_bytes())
    ohang_wood_count: Mapped[bytes] = mapped_column(short_bytes())
    ohang_fire_count: Mapped[bytes] = mapped_column(short_bytes())
    ohang_earth_count: Mapped[bytes] = mapped_column(short_bytes())
    ohang_metal_count: Mapped[bytes] = mapped_column(short_bytes())
    ohang_water_count: Mapped[bytes] = mapped_column(short_bytes())
    ohang_dominant: Mapped[str] = mapped_column(code(8))
    ohang_weakest: Mapped[str] = mapped_column(code(8))
    sipseong: Mapped[bytes] = mapped_column("shipsung_data", long_bytes())
    yongsin: Mapped[bytes] = mapped_column("yongshin", short_bytes())
    gisin: Mapped[bytes | None] = mapped_column("gishin", short_bytes())
    sinsal: Mapped[bytes] = mapped_column("sinsal_list", long_bytes())
    day_gan_strength: Mapped[str] = mapped_column(code(16))
    overall_balance: Mapped[bytes] = mapped_column(short_bytes())
    created_at: Mapped[datetime] = mapped_column(Utc)


class ConversationLog(Base):
    """One line of a conversation. No foreign key and the date in the key: MySQL partitions this table by month."""

    __tablename__ = "conversation_logs"
    __table_args__ = (
        CheckConstraint("role IN ('system', 'user', 'assistant', 'tool')", name="role"),
        CheckConstraint("content IS NOT NULL OR tool_calls IS NOT NULL", name="content"),
        Index(None, "session_id", "message_order"),
        Index(None, "user_id"),
        TABLE_OPTIONS | PARTITIONED_BY_MONTH,
    )

    log_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(Id)
    user_id: Mapped[UUID] = mapped_column(Id)
    owner_id: Mapped[UUID] = mapped_column(Id)
    message_order: Mapped[int]
    role: Mapped[str] = mapped_column(code(16))
    content: Mapped[bytes | None] = mapped_column(long_bytes())
    model_name: Mapped[str | None] = mapped_column(String(128))
    tool_calls: Mapped[bytes | None] = mapped_column(long_bytes())
    tool_call_id: Mapped[str | None] = mapped_column(String(64))
    tokens_in: Mapped[int | None]
    tokens_out: Mapped[int | None]
    response_time_ms: Mapped[int | None]
