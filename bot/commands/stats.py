"""`saju-bot stats`: figures of a period, all from the database."""

from __future__ import annotations

import argparse
import asyncio
import re
from datetime import timedelta
from typing import Final

import orjson

from bot.clock import Clock
from bot.configured import configured_store
from bot.settings import Settings, SettingsError, read_settings
from storage.database_figures import database_figures
from storage.statistics import Figures, statistics

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST: Final = timedelta(days=3660)


def run(args: argparse.Namespace) -> int:
    settings, span = read_settings(), _span(args.since)
    figures = asyncio.run(_figures(settings, Clock(settings.starts_at), span))
    if args.json:
        print(orjson.dumps(figures).decode())
    else:
        for name, value in figures.items():
            print(f"{name:28}{'-' if value is None else value}")
    return 0


def _span(text: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text, re.ASCII)
    span = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < span <= _LONGEST:
        raise SettingsError("--since is a number and m, h, d or w, such as 7d")
    return span


async def _figures(settings: Settings, clock: Clock, span: timedelta) -> Figures:
    now = clock()
    period: Figures = {"since": (now - span).isoformat(), "until": now.isoformat()}
    async with configured_store(settings, clock) as store:
        counted = await store.transact(lambda db: statistics(db, now - span, now))
        return period | counted | await store.transact(database_figures)
