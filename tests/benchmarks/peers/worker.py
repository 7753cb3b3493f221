"""Times one engine: `worker.py ENGINE` answers each line, a JSON list of births, with the microseconds of each."""

from __future__ import annotations

import json
import sys
from time import perf_counter

from tests.benchmarks.peers.engines import ENGINES


def main(engine: str) -> None:
    compute = ENGINES[engine]()
    for line in sys.stdin:
        spent = []
        for birth in json.loads(line):
            started = perf_counter()
            compute(*birth)
            spent.append((perf_counter() - started) * 1e6)
        print(json.dumps(spent), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
