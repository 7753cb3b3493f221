"""`saju-bot chat`: the conversation in a terminal or by JSON lines, on the embedded default."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.application import Application
from bot.chat_lines import chat_by_lines
from bot.clock import Clock
from bot.settings import Settings, SettingsError, read_settings
from bot.terminal import Terminal
from core.texts import text


def run(args: argparse.Namespace) -> int:
    settings = read_settings()
    clock = Clock(settings.starts_at)
    if args.jsonl:
        images = _folder(args.images)
        asyncio.run(chat_by_lines(settings, clock, sys.stdin.buffer, sys.stdout.buffer, images))
    else:
        asyncio.run(_chat(settings, clock))
    return 0


def _folder(name: str | None) -> Path | None:
    if name is None:
        return None
    folder = Path(name)
    if not folder.is_dir():
        raise SettingsError(f"--images: {folder} is no folder")
    return folder


async def _chat(settings: Settings, clock: Clock) -> None:
    application = Application(settings, clock, pictures=False)
    await application.start()
    try:
        if application.made_key_file is not None:
            print(text("terminal.key_made", settings.language, path=application.made_key_file))
        print(text("terminal.hint", settings.language))
        await Terminal(application.conversation, clock, settings.language).talk()
    finally:
        await application.stop()
