"""The tables of delivery: updates that came and replies that go, each from its acceptance to its receipt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import TABLE_OPTIONS, Base
from storage.types import Id, Utc, code, counter, fixed_bytes, long_bytes


class ProcessedUpdate(Base):
    """An update of a messenger that was taken. Its id only as a keyed hash: any text, one length, no collation."""

    __tablename__ = "processed_updates"
    __table_args__ = (Index(None, "received_at"), TABLE_OPTIONS)

    update_bidx: Mapped[bytes] = mapped_column(fixed_bytes(32), primary_key=True)
    platform: Mapped[str] = mapped_column(code(16))
    received_at: Mapped[datetime] = mapped_column(Utc)
    turn_id: Mapped[UUID | None] = mapped_column(Id)


class OutboxReply(Base):
    """A reply, stored with the turn that made it and settled when the messenger took it or never will."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'sent', 'given_up')", name="status"),
        CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name="settled"),
        Index(None, "status", "not_before"),
        Index(None, "user_id", "created_at"),
        Index(None, "turn_id"),
        Index(None, "owner_id", "status"),
        TABLE_OPTIONS,
    )

    outbox_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Id)
    owner_id: Mapped[UUID] = mapped_column(Id)
    platform: Mapped[str] = mapped_column(code(16))
    reply_order: Mapped[int] = mapped_column(SmallInteger)
    payload_encrypted: Mapped[bytes] = mapped_column(long_bytes())
    status: Mapped[str] = mapped_column(code(8))
    attempts: Mapped[int]
    not_before: Mapped[datetime] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    turn_id: Mapped[UUID | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(code(16))


class InboxUpdate(Base):
    """An update as the messenger sent it. The payload goes when it is worked off; `update_bidx` keeps it known."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("update_bidx"),
        CheckConstraint("(done_at IS NULL) = (payload_encrypted IS NOT NULL)", name="done"),
        Index(None, "platform", "done_at"),
        Index(None, "received_at"),
        TABLE_OPTIONS,
    )

    arrival: Mapped[int] = mapped_column(counter(), primary_key=True)
    update_bidx: Mapped[bytes] = mapped_column(fixed_bytes(32))
    platform: Mapped[str] = mapped_column(code(16))
    owner_id: Mapped[UUID] = mapped_column(Id)
    payload_encrypted: Mapped[bytes | None] = mapped_column(long_bytes())
    received_at: Mapped[datetime] = mapped_column(Utc)
    done_at: Mapped[datetime | None] = mapped_column(Utc)


class MessageRef(Base):
    """What a messenger's adapter remembers of a chat, such as the message that holds the form."""

    __tablename__ = "message_refs"
    __table_args__ = (Index(None, "owner_id"), Index(None, "user_id"), TABLE_OPTIONS)

    address_bidx: Mapped[bytes] = mapped_column(fixed_bytes(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Id)
    owner_id: Mapped[UUID] = mapped_column(Id)
    ref_encrypted: Mapped[bytes] = mapped_column(long_bytes())
    updated_at: Mapped[datetime] = mapped_column(Utc)
