"""`saju-bot db`: the schema, by migrations."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import SettingsError, read_settings
from storage import partitions, schema
from storage.engine import make_engine, sqlite_url
from storage.models import SCHEMA_REVISION

Action = Callable[[AsyncEngine, str | None], Awaitable[int]]


def run(args: argparse.Namespace) -> int:
    if args.revision is not None and args.action not in ("upgrade", "downgrade"):
        raise SettingsError(f"db {args.action} takes no revision")
    settings = read_settings()
    url = settings.database_url or sqlite_url(settings.data_dir)
    return asyncio.run(_with_engine(make_engine(url), _ACTIONS[args.action], args.revision))


async def _with_engine(engine: AsyncEngine, action: Action, revision: str | None) -> int:
    try:
        return await action(engine, revision)
    finally:
        await engine.dispose()


async def _upgrade(engine: AsyncEngine, revision: str | None) -> int:
    """At the newest revision the months of today and ahead are made too, so that none waits for the first job."""
    changed = await schema.upgrade(engine, revision or "head")
    if await schema.current(engine) == SCHEMA_REVISION:
        for table in partitions.TABLES:
            await partitions.rotate(engine, table, datetime.now(UTC).date(), keep_months=None)
    print(f"{'upgraded to' if changed else 'already at'} {await schema.current(engine)}")
    return 0


async def _downgrade(engine: AsyncEngine, revision: str | None) -> int:
    await schema.downgrade(engine, revision or "-1")
    print(f"downgraded to {await schema.current(engine) or 'an empty schema'}")
    return 0


async def _current(engine: AsyncEngine, _revision: str | None) -> int:
    print(await schema.current(engine) or "an empty schema")
    return 0


async def _check(engine: AsyncEngine, _revision: str | None) -> int:
    await schema.require_current(engine)
    differences = await schema.differences(engine)
    for difference in differences:
        print(difference)
    print("the schema is as the models say" if not differences else f"{len(differences)} differences")
    return 1 if differences else 0


_ACTIONS: dict[str, Action] = {
    "upgrade": _upgrade,
    "downgrade": _downgrade,
    "current": _current,
    "check": _check,
}
