"""Telegram: updates in, replies out."""

from __future__ import annotations

import os

# The client warns about every announced wait unless it may speak of waits as time spans.
os.environ.setdefault("PTB_TIMEDELTA", "true")
