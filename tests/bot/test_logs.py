"""A line of the daemon's log: what happened and where, never what an exception says."""

from __future__ import annotations

import logging
import sys

import orjson
import pytest

from bot.logs import _Json, _Text


def record_of_an_accident() -> logging.LogRecord:
    try:
        raise ValueError("born on 1990-05-15")
    except ValueError:
        return logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, "it %s", ("broke",), sys.exc_info())


@pytest.mark.parametrize("formatter", [_Text(), _Json()])
def test_an_exception_is_told_by_its_kind_and_place_alone(formatter: logging.Formatter) -> None:
    line = formatter.format(record_of_an_accident())
    assert "it broke" in line
    assert "ValueError at test_logs.py:" in line
    assert "1990" not in line
    assert "\n" not in line


def test_json_is_one_object_a_line() -> None:
    fields = orjson.loads(_Json().format(record_of_an_accident()))
    assert fields.keys() == {"at", "level", "logger", "message", "exception"}
    assert (fields["level"], fields["logger"]) == ("error", "bot.x")
