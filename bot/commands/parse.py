"""`saju-bot parse`: what was understood of a person's words, without a chart."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import orjson

from bot.clock import Clock
from bot.lines import answer_lines, error_json
from bot.settings import read_settings
from bot.words import words_or_stdin
from core.birth_input import Understanding, understand
from core.errors import Rejected


def run(args: argparse.Namespace) -> int:
    today = Clock(read_settings().starts_at).today()

    def answer(line: Any) -> dict[str, Any]:
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise Rejected("not_birth_data", reason="text")
        return _json(understand(line["text"], today), args.lang)

    if args.jsonl:
        answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, args.lang)
        return 0
    understood = _json(understand(words_or_stdin(args.text), today), args.lang)
    if args.json:
        print(orjson.dumps(understood).decode())
    else:
        _print(understood)
    return 2 if understood["error"] else 0


def _json(understood: Understanding, language: str) -> dict[str, Any]:
    error = understood.error
    return {"birth": understood.as_json()["birth"], "error": error and error_json(error, language)}


def _print(understood: dict[str, Any]) -> None:
    for name, value in understood["birth"].items():
        print(f"{name:13}{'-' if value is None else value}")
    if understood["error"]:
        print(f"saju-bot: {understood['error']['message']}", file=sys.stderr)
