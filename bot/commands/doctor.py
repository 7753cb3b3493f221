"""`saju-bot doctor`: what is wrong and how to mend it; exit code 1 when something is."""

from __future__ import annotations

import argparse
import asyncio

import orjson

from bot.clock import Clock
from bot.doctor import Finding, examine
from bot.settings import read_settings


def run(args: argparse.Namespace) -> int:
    settings = read_settings()
    found = asyncio.run(examine(settings, Clock(settings.starts_at)()))
    if args.json:
        print(orjson.dumps(_flat(found)).decode())
    else:
        for each in found:
            print(f"{each.check:12}{each.verdict:10}{each.note}")
    return 1 if any(each.verdict == "wrong" for each in found) else 0


def _flat(found: list[Finding]) -> dict[str, int | str]:
    """`problems` counts; each check has its verdict under its name and what was found under `…_note`."""
    flat: dict[str, int | str] = {"problems": sum(each.verdict == "wrong" for each in found)}
    for each in found:
        flat |= {each.check: each.verdict, f"{each.check}_note": each.note}
    return flat
