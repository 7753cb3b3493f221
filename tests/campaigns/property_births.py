"""Births recomputed by other formulas, in one process: `make campaign-births`.

    python -m tests.campaigns.property_births [COUNT] [SEED]

Exit code 1 when anything differs; the first births that do are printed as the JSON line that shows it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import monotonic
from typing import Any

import orjson

from bot.births import chart_of
from bot.lines import answer_line
from tests.campaigns.births import ALMANAC_YEARS, Case, cases
from tests.campaigns.recomputed import Verdict, verdicts
from tests.core.saju.independent import Almanac

COUNT, SEED = 200_000, 20261123
TODAY = date(2051, 6, 1)  # so that births up to 2050 lie in the past
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """`unjudged` births stand within two seconds of an edge; `wrong` holds the JSON line and what differs."""

    count: int
    unjudged: int
    refused: int
    wrong: tuple[tuple[dict[str, Any], tuple[str, ...]], ...]


def outcome(count: int, seed: int, almanac: Almanac) -> Outcome:
    """Casts every birth as a line of `chart --jsonl` would, and judges the answer."""
    unjudged, refused, wrong = 0, 0, []
    for case, answer, verdict in _judged(cases(seed, count, almanac), almanac):
        unjudged += not verdict.judged
        refused += "error" in answer
        if verdict.wrong:
            wrong.append((case.line, verdict.wrong))
    return Outcome(count, unjudged, refused, tuple(wrong))


def _judged(births: Iterator[Case], almanac: Almanac) -> Iterator[tuple[Case, dict[str, Any], Verdict]]:
    while batch := [(case, answered(case)) for case in islice(births, _BATCH)]:
        for (case, answer), verdict in zip(batch, verdicts(batch, almanac), strict=True):
            yield case, answer, verdict


def answered(case: Case) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(
        answer_line(orjson.dumps(case.line), lambda line: chart_of(line, TODAY), "ko")
    )
    return answer


def main() -> int:
    count, seed = (int(a) if a else d for a, d in zip([*sys.argv[1:], "", ""], (COUNT, SEED), strict=False))
    began = monotonic()
    result = outcome(count, seed, Almanac(*ALMANAC_YEARS))
    for line, differences in result.wrong[:20]:
        print(orjson.dumps(line).decode(), *differences, sep="\n  ")
    print(
        f"births: {result.count} recomputed (seed {seed}), {len(result.wrong)} wrong, {result.refused} rightly "
        f"refused, {result.unjudged} within two seconds of an edge, {monotonic() - began:.0f} s"
    )
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
