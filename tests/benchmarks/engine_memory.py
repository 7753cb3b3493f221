"""What a process with the engine weighs, and whether charts leave anything behind: prints both in megabytes."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tests.benchmarks.peers.engines import saju_bot
from tests.benchmarks.seeded_births import birth_stream

# Tables by ganji fill as their pillars come by; after this many births nearly all have.
WARM_UP, CHARTS = 60_000, 100_000
_PAGE_BYTES = 4096


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES / 1e6


def main() -> None:
    compute = saju_bot()
    births = birth_stream()
    for birth in islice(births, WARM_UP):
        compute(*birth)
    before = _resident_mb()
    for birth in islice(births, CHARTS):
        compute(*birth)
    after = _resident_mb()
    print(f"resident with the engine loaded and {WARM_UP:,} charts cast: {before:.1f} MB")
    print(f"growth after {CHARTS:,} charts more: {after - before:+.1f} MB")


if __name__ == "__main__":
    main()
