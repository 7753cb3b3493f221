"""Leases: one holder of a name at a time, with a term that rises at each change of holder.

A lease is a promise of time, and time fails: a process sleeps through its lease and wakes up believing in it. So
what is done under a lease is done in one transaction with `fence`, which refuses a holder whose term is over and
keeps the row locked until the commit: nobody can take over in between. (GET_LOCK cannot do that, and Galera refuses
it.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Error
from storage.models import LeaderLease

# A lease that was taken later than this from now was taken by a clock that went wrong: it would last for ever.
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)


class LeaseLost(Error):
    """Somebody else holds the lease by now: nothing may be written in its name."""

    def __init__(self, name: str, term: int) -> None:
        super().__init__("lease_lost", name=name, term=term)

    def __str__(self) -> str:
        return f"the lease {self.params['name']} is no longer held under term {self.params['term']}"


@dataclass(frozen=True, slots=True)
class Lease:
    """Held by `holder` until `expires_at`, and beyond as long as nobody else takes it. `term` starts at 1."""

    name: str
    holder: str
    term: int
    expires_at: datetime


async def take(db: AsyncConnection, name: str, holder: str, now: datetime, span: timedelta) -> Lease | None:
    """The lease under a new term, or None while another holds it. To be committed before anything is done by it.

    `holder` names this very attempt: repeated after a commit of unknown end, it finds its own lease.
    """
    row = (await db.execute(_locked(name))).one_or_none()
    if row is None:
        return await _first(db, name, holder, now, span)
    if row.holder == holder:
        return Lease(name, holder, row.term, row.expires_at)
    if row.holder is not None and row.expires_at > now and row.acquired_at <= now + _CLOCKS_DIFFER_BY:
        return None
    await db.execute(
        update(LeaderLease)
        .where(LeaderLease.lease_name == name)
        .values(holder=holder, term=row.term + 1, acquired_at=now, expires_at=now + span)
    )
    return Lease(name, holder, row.term + 1, now + span)


async def fence(db: AsyncConnection, lease: Lease) -> None:
    """Lets only the present holder pass, until the transaction ends. Raises `LeaseLost`."""
    row = (await db.execute(_locked(lease.name))).one_or_none()
    if row is None or (row.holder, row.term) != (lease.holder, lease.term):
        raise LeaseLost(lease.name, lease.term)


async def renew(db: AsyncConnection, lease: Lease, now: datetime, span: timedelta) -> Lease:
    """The lease, from now on for `span`; also one that ran out and nobody took. Raises `LeaseLost`."""
    await fence(db, lease)
    # The clock may have been set back: the instant of taking must not lie in the future.
    values = {"acquired_at": now, "expires_at": now + span}
    await db.execute(update(LeaderLease).where(LeaderLease.lease_name == lease.name).values(values))
    return replace(lease, expires_at=now + span)


async def release(db: AsyncConnection, lease: Lease, now: datetime) -> None:
    """Lets the next one in at once. Raises `LeaseLost`."""
    await fence(db, lease)
    await db.execute(
        update(LeaderLease).where(LeaderLease.lease_name == lease.name).values(holder=None, expires_at=now)
    )


async def held(db: AsyncConnection, now: datetime) -> list[Lease]:
    """Those that somebody holds at this instant, by name."""
    asked = (
        select(LeaderLease.lease_name, LeaderLease.holder, LeaderLease.term, LeaderLease.expires_at)
        .where(LeaderLease.holder.is_not(None), LeaderLease.expires_at > now)
        .order_by(LeaderLease.lease_name)
    )
    return [Lease(name, holder or "", term, until) for name, holder, term, until in await db.execute(asked)]


async def _first(db: AsyncConnection, name: str, holder: str, now: datetime, span: timedelta) -> Lease | None:
    row = {"lease_name": name, "holder": holder, "term": 1, "acquired_at": now, "expires_at": now + span}
    try:
        await db.execute(insert(LeaderLease).values(row))
    except IntegrityError:  # another came first
        return None
    return Lease(name, holder, 1, now + span)


def _locked(name: str) -> Select[str | None, int, datetime, datetime]:
    columns = (LeaderLease.holder, LeaderLease.term, LeaderLease.acquired_at, LeaderLease.expires_at)
    return select(*columns).where(LeaderLease.lease_name == name).with_for_update()
