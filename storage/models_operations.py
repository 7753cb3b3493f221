"""The tables of operations: measurements, leases, runs of jobs, what operators did. No personal data."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Double, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PARTITIONED_BY_MONTH, TABLE_OPTIONS, Base
from storage.types import Id, Utc, code, fixed_bytes


class SystemMetric(Base):
    """One measurement. Kept for 90 days; the daily roll-up stays."""

    __tablename__ = "system_metrics"
    __table_args__ = (Index(None, "metric_name", "created_at"), TABLE_OPTIONS | PARTITIONED_BY_MONTH)

    metric_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    metric_name: Mapped[str] = mapped_column(code(64))
    metric_value: Mapped[float] = mapped_column(Double)
    metric_unit: Mapped[str | None] = mapped_column(code(16))
    endpoint: Mapped[str | None] = mapped_column(code(128))


class SystemMetricDaily(Base):
    """A UTC day of one metric. `endpoint` is empty where the metric has none: it is part of the key."""

    __tablename__ = "system_metrics_daily"
    __table_args__ = (CheckConstraint("metric_count >= 1", name="metric_count"), TABLE_OPTIONS)

    metric_name: Mapped[str] = mapped_column(code(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(code(128), primary_key=True)
    metric_unit: Mapped[str | None] = mapped_column(code(16))
    metric_count: Mapped[int] = mapped_column(BigInteger)
    metric_total: Mapped[float] = mapped_column(Double)
    metric_lowest: Mapped[float] = mapped_column(Double)
    metric_highest: Mapped[float] = mapped_column(Double)


class LeaderLease(Base):
    """Who does a job until `expires_at`. Each change of holder raises `term`, so a late writer can be refused."""

    __tablename__ = "leader_leases"
    __table_args__ = (CheckConstraint("term >= 1", name="term"), TABLE_OPTIONS)

    lease_name: Mapped[str] = mapped_column(code(64), primary_key=True)
    holder: Mapped[str | None] = mapped_column(code(64))
    term: Mapped[int] = mapped_column(BigInteger)
    acquired_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)


class JobRun(Base):
    """One run of a job, and how it ended. What was due at one instant is begun once, whoever races."""

    __tablename__ = "job_runs"
    __table_args__ = (
        UniqueConstraint("job_name", "due_at", "attempt"),
        CheckConstraint("outcome IN ('done', 'failed', 'skipped', 'lost')", name="outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended"),
        Index(None, "started_at"),
        TABLE_OPTIONS,
    )

    run_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    job_name: Mapped[str] = mapped_column(code(64))
    due_at: Mapped[datetime] = mapped_column(Utc)
    attempt: Mapped[int] = mapped_column(SmallInteger)
    holder: Mapped[str] = mapped_column(code(64))
    term: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None] = mapped_column(code(16))
    detail: Mapped[str | None] = mapped_column(String(255))


class AccessLogEntry(Base):
    """What an admin or operator did. Each row holds the hash of the one before; that hash is unique, so the chain
    cannot fork. `details` is text, not JSON: MySQL would spell JSON anew, and the hash is over these very letters.
    """

    __tablename__ = "access_log"
    __table_args__ = (
        UniqueConstraint("previous_hash"),
        CheckConstraint("entry_no >= 1", name="entry_no"),
        Index(None, "subject_id"),
        Index(None, "created_at"),
        TABLE_OPTIONS,
    )

    entry_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str] = mapped_column(code(64))
    action: Mapped[str] = mapped_column(code(32))
    subject_id: Mapped[UUID | None] = mapped_column(Id)
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[bytes] = mapped_column(fixed_bytes(32))
    entry_hash: Mapped[bytes] = mapped_column(fixed_bytes(32))
