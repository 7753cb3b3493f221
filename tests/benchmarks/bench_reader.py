"""How long a reading takes: `python tests/benchmarks/bench_reader.py [charts]` prints p50 and p95 by language."""

from __future__ import annotations

import random
import sys
from datetime import date, time, timedelta
from time import perf_counter

from core.reader import read
from core.saju.analysis import Analysis, analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.terms import Sex

TODAY = date(2026, 11, 23)


def main(count: int) -> None:
    analyses = [_analysis(random.Random(n)) for n in range(count)]
    for language in ("ko", "en"):
        read(analyses[0], today=TODAY, language=language)  # the texts are loaded once
        spent = sorted(_milliseconds(analysis, language) for analysis in analyses)
        p50, p95 = spent[count // 2], spent[count * 95 // 100]
        print(f"reader {language}: p50 {p50:.2f} ms, p95 {p95:.2f} ms over {count} charts")


def _analysis(draw: random.Random) -> Analysis:
    day = date(1930, 1, 1) + timedelta(days=draw.randrange(86 * 365))
    birth = Birth(
        WrittenDate(day.year, day.month, day.day), time(draw.randrange(3, 24), 20), sex=Sex.FEMALE, fold=0
    )
    return analyse(cast_chart(birth))


def _milliseconds(analysis: Analysis, language: str) -> float:
    started = perf_counter()
    read(analysis, today=TODAY, language=language)
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
