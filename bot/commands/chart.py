"""`saju-bot chart`: a birth in, its chart out."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from bot.births import analysis_of_words, chart_of
from bot.clock import Clock
from bot.lines import answer_lines
from bot.settings import SettingsError, read_settings
from bot.words import words_or_stdin
from core.chart_json import chart_to_json
from core.render import chart_text
from core.saju.analysis import Analysis


def run(args: argparse.Namespace) -> int:
    today = Clock(read_settings().starts_at).today()
    convention = {"solar_time": args.solar_time, "day_boundary": args.day_boundary}

    def answer(line: Any) -> dict[str, Any]:
        return chart_of(line, today, **convention)

    if args.png and args.jsonl:
        raise SettingsError("--png draws one chart: leave --jsonl out")
    if args.jsonl:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, args.lang)
        return 0
    analysis = analysis_of_words(words_or_stdin(args.text), today, **convention)
    if args.png:
        _draw(analysis, Path(args.png), args.lang, today)
    if args.json:
        print(orjson.dumps(chart_to_json(analysis)).decode())
    else:
        print(chart_text(analysis, args.lang))
    return 0


def _draw(analysis: Analysis, file: Path, language: str, today: date) -> None:
    """Raises SettingsError where the file cannot be written."""
    from core.picture import chart_picture  # Pillow and its fonts take 0.3 s: only who wants a picture waits

    try:
        file.write_bytes(chart_picture(analysis, language, today=today).png)
    except OSError as error:
        raise SettingsError(f"--png: {file} cannot be written ({(error.strerror or 'error').lower()})") from error
