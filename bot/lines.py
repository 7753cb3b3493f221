"""JSON lines: one object in, one object out, same order; a bad line is answered and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import orjson

from core.errors import Rejected
from core.reasons import reason_text

# A line longer than this is not read into memory whole; nobody's birth needs a megabyte.
LONGEST_LINE = 1_000_000


def read_lines(source: BinaryIO) -> Any:
    """Yields each line without its end; what exceeds `LONGEST_LINE` is cut and the rest of the line skipped."""
    while line := source.readline(LONGEST_LINE):
        rest = line
        while not rest.endswith(b"\n") and (rest := source.readline(LONGEST_LINE)):
            pass
        yield line.rstrip(b"\r\n")


def answer_lines(
    source: BinaryIO, sink: BinaryIO, answer: Callable[[Any], Any], language: str, no_json: str = "not_birth_data"
) -> None:
    """Writes `answer(parsed line)` for every line; blank lines count too, so that answers stay aligned.

    `no_json` is the code of a line that is no JSON.
    """
    for line in read_lines(source):
        sink.write(answer_line(line, answer, language, no_json))
        sink.flush()


def answer_line(line: bytes, answer: Callable[[Any], Any], language: str, no_json: str = "not_birth_data") -> bytes:
    """`answer(parsed line)` as a line of JSON; what it rejects as `{"error": ...}`."""
    try:
        reply = answer(parse_line(line, no_json))
    except Rejected as rejected:
        reply = {"error": error_json(rejected, language)}
    return orjson.dumps(reply, option=orjson.OPT_APPEND_NEWLINE)


def parse_line(line: bytes, no_json: str = "not_birth_data") -> Any:
    """The JSON value of a line. Raises Rejected(no_json) where it is none."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Rejected(no_json, reason="json") from error


def error_json(rejected: Rejected, language: str) -> dict[str, Any]:
    """Code, sentence and, where there is a choice to make, what to choose from (`choices_of`)."""
    return {"code": rejected.code, "message": reason_text(rejected, language), **choices_of(rejected)}


def choices_of(rejected: Rejected) -> dict[str, list[str]]:
    """`readings`: both that a skipped or repeated clock time may stand for, the earlier first, as local ISO times
    with their offset. `candidates`: the places that bear the name. Empty for any other error."""
    before, after = rejected.params.get("before"), rejected.params.get("after")
    if before is not None and after is not None:
        return {"readings": [str(before), str(after)]}
    candidates = rejected.params.get("candidates")
    return {"candidates": [str(each) for each in candidates]} if isinstance(candidates, list | tuple) else {}
