"""`saju-bot search`: what the knowledge base gives for a question, for nobody or for a chart."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import orjson

from bot.application import open_library
from bot.births import analysis_of_words
from bot.clock import Clock
from bot.lines import answer_lines
from bot.settings import SettingsError, read_settings
from bot.words import given_words
from core.chart_facts import chart_facts
from core.facts import Facts
from core.ports import Library, Passage


def run(args: argparse.Namespace) -> int:
    settings = read_settings()
    library = open_library(settings)
    today = Clock(settings.starts_at).today()
    facts = chart_facts(analysis_of_words(args.birth, today)) if args.birth else None
    with asyncio.Runner() as runner:

        def search(query: str) -> list[Passage]:
            return list(runner.run(_search(library, query, facts, args)))

        def answer(line: Any) -> dict[str, Any]:
            if not isinstance(line, dict) or not isinstance(line.get("query"), str):
                return {"error": {"code": "bad_line", "message": 'a line is {"query": "..."}'}}
            return _json(search(line["query"]))

        if args.jsonl:
            answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, args.lang, no_json="bad_line")
            return 0
        found = search(_query(args.query))
        print(orjson.dumps(_json(found)).decode() if args.json else _text(found))
    return 0


def _query(words: Sequence[str]) -> str:
    query = given_words(words)
    if not query.strip():
        raise SettingsError("search needs a QUERY, as arguments or on standard input")
    return query


async def _search(library: Library, query: str, facts: Facts | None, args: argparse.Namespace) -> list[Passage]:
    return list(await library.search(query, facts=facts, limit=args.k, language=args.lang))


def _json(found: list[Passage]) -> dict[str, Any]:
    keys = ("id", "collection", "text", "source", "score")
    return {"results": [{key: getattr(passage, key) for key in keys} for passage in found]}


def _text(found: list[Passage]) -> str:
    return "\n\n".join(f"{p.id}  {p.score:.3f}  {p.source}\n{p.text}" for p in found)
