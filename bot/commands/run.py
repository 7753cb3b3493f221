"""`saju-bot run`: the daemon."""

from __future__ import annotations

import argparse
import logging
import os

import uvloop

from bot.clock import Clock
from bot.daemon import serve
from bot.logs import start_logging
from bot.settings import read_settings


def run(_args: argparse.Namespace) -> int:
    """Exit code 0 after SIGTERM or SIGINT, 2 for what only an operator mends, 1 for what a restart may mend."""
    os.umask(0o077)
    settings = read_settings()
    start_logging(settings.log_format)
    uvloop.run(serve(settings, Clock(settings.starts_at)))
    # Everything is closed; tidying up after Chroma takes the interpreter 1-2 s of the ten that we have.
    logging.shutdown()
    os._exit(0)
