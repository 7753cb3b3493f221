"""Figures of a period for operators, all from the database, none of a person."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.models import ConversationLog, SajuCalculation, SystemMetric, UserRow, UserSession

Figures = dict[str, int | float | str | None]
# What is counted, and the key under which; True where each endpoint has a key of its own as well.
_KEYS: Final = {
    "form_begun": ("forms", False),
    "form_refusal": ("form_refusals", False),
    "form_step": ("form_steps", True),
    "answer": ("answers", True),
    "answer_missing": ("answers_missing", False),
    "error": ("errors", True),
}


async def statistics(db: AsyncConnection, since: datetime, now: datetime) -> Figures:
    """People and sessions as they stand, everything else from `since` to `now`. Flat; README lists the keys."""
    return {
        **await _people(db, since),
        **await _sessions(db, since, now),
        **await _measured(db, since, now),
        **await _conversation(db, since, now),
    }


async def _people(db: AsyncConnection, since: datetime) -> Figures:
    there = UserRow.erased_at.is_(None)
    return {
        "people": await _count(db, there),
        "people_new": await _count(db, UserRow.created_at >= since),
        "people_active": await _count(db, there, UserRow.last_login >= since),
        "people_consented": await _count(db, there, UserRow.consented_at.is_not(None)),
        "people_erased": await _count(db, UserRow.erased_at >= since),
    }


async def _sessions(db: AsyncConnection, since: datetime, now: datetime) -> Figures:
    return {
        "sessions": await _count(db, UserSession.created_at >= since),
        "sessions_live": await _count(db, UserSession.ended_at.is_(None), UserSession.expires_at > now),
        "charts": await _count(db, SajuCalculation.created_at >= since),
    }


async def _measured(db: AsyncConnection, since: datetime, now: datetime) -> Figures:
    counts = (
        select(SystemMetric.metric_name, SystemMetric.endpoint, func.count().label("times"))
        .where(SystemMetric.created_at >= since, SystemMetric.created_at <= now)
        .group_by(SystemMetric.metric_name, SystemMetric.endpoint)
    )
    found = (await db.execute(counts)).all()
    figures: Figures = {}
    for name, (key, by_endpoint) in _KEYS.items():
        of_it = {row.endpoint: row.times for row in found if row.metric_name == name}
        figures[key] = sum(of_it.values())
        if by_endpoint:
            figures |= {f"{key}_{endpoint}": of_it[endpoint] for endpoint in sorted(filter(None, of_it))}
    return figures


async def _conversation(db: AsyncConnection, since: datetime, now: datetime) -> Figures:
    # The bound on the time keeps MySQL to the partitions of the period.
    period = (ConversationLog.created_at >= since, ConversationLog.created_at <= now)
    sums = select(
        func.count(),
        func.count(ConversationLog.response_time_ms),
        func.coalesce(func.sum(ConversationLog.tokens_in), 0),
        func.coalesce(func.sum(ConversationLog.tokens_out), 0),
    ).where(*period)
    lines, timed, tokens_in, tokens_out = (int(value or 0) for value in (await db.execute(sums)).one())
    return {
        "log_lines": lines,
        "turns": timed,
        "latency_p50_ms": await _percentile(db, period, timed, 0.50),
        "latency_p95_ms": await _percentile(db, period, timed, 0.95),
        "tokens_in": tokens_in,
        "tokens_out": tokens_out,
    }


async def _percentile(
    db: AsyncConnection, period: tuple[ColumnElement[bool], ...], count: int, share: float
) -> int | None:
    """The nearest rank: the smallest value that `share` of all do not exceed. None where there is none."""
    if not count:
        return None
    rank = ceil(count * share) - 1
    taken = ConversationLog.response_time_ms
    one = select(taken).where(*period, taken.is_not(None)).order_by(taken).offset(rank).limit(1)
    return (await db.execute(one)).scalar_one_or_none()


async def _count(db: AsyncConnection, *which: ColumnElement[bool]) -> int:
    return int((await db.execute(select(func.count()).where(*which))).scalar_one())
