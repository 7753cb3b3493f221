"""What an operator may do to a person's data, each written to the access log in the same commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from storage.unit_of_work import SqlUnitOfWork


async def erase_person(work: SqlUnitOfWork, actor: str, user_id: UUID, now: datetime) -> None:
    """As the person's own /delete does. `actor` reads like `telegram:123` or `cli:root`. Does not commit."""
    await work.users.erase(user_id, now)
    await work.access_log.append(actor, "erase", now, subject_id=user_id)
