"""JSON lines: whatever comes in, one answer a line, in order."""

from __future__ import annotations

import io
from typing import Any

import orjson

from bot.lines import LONGEST_LINE, answer_lines


def answered(lines: bytes) -> list[Any]:
    sink = io.BytesIO()
    answer_lines(io.BytesIO(lines), sink, lambda value: {"seen": value}, "ko")
    return [orjson.loads(line) for line in sink.getvalue().splitlines()]


def test_a_bad_line_is_answered_and_the_rest_goes_on() -> None:
    first, bad, last = answered(b'{"a": 1}\n{oops\n[2]\n')
    assert first == {"seen": {"a": 1}}
    assert bad["error"]["code"] == "not_birth_data"
    assert bad["error"]["message"]
    assert last == {"seen": [2]}


def test_blank_lines_nul_bytes_and_broken_utf8_keep_their_place() -> None:
    answers = answered(b'\n\x00\n\xff\xfe{"a"\n{"b": 2}\n')
    assert [("error" in a) for a in answers] == [True, True, True, False]


def test_a_line_beyond_every_measure_is_one_line() -> None:
    answers = answered(b'{"text": "' + b"x" * (2 * LONGEST_LINE) + b'"}\n{"b": 2}\n')
    assert len(answers) == 2
    assert answers[1] == {"seen": {"b": 2}}
