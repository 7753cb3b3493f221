"""`saju-bot read`: the reading made without a language model."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

import orjson

from bot.births import analysis_of, analysis_of_words
from bot.clock import Clock
from bot.lines import answer_lines
from bot.settings import SettingsError, read_settings
from bot.words import words_or_stdin
from core.reader import MATTERS, TOPICS, Reading, read
from core.saju.analysis import Analysis


def run(args: argparse.Namespace) -> int:
    topics = (*TOPICS, *MATTERS)
    if args.topic is not None and args.topic not in topics:
        raise SettingsError(f"--topic is one of: {', '.join(topics)}")
    today = Clock(read_settings().starts_at).today()

    def reading(analysis: Analysis) -> Reading:
        return _read(analysis, today, args)

    def answer(line: Any) -> dict[str, Any]:
        return reading(analysis_of(line, today)).as_json()

    if args.jsonl:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, args.lang)
        return 0
    made = reading(analysis_of_words(words_or_stdin(args.text), today))
    if args.json:
        print(orjson.dumps(made.as_json()).decode())
    else:
        print("\n\n".join(f"[{section.title}]\n{section.text}" for section in made.sections))
    return 0


def _read(analysis: Analysis, today: date, args: argparse.Namespace) -> Reading:
    return read(analysis, today=today, language=args.lang, topic=args.topic)
