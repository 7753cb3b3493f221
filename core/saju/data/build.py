"""Rebuilds every table of time from its sources: `python -m core.saju.data.build` (needs the `build` extra).

The result is the same on every run. The bot never imports this or the `build_*` modules; it reads
`solar_terms.bin` and `lunar_years.csv`.
"""

from __future__ import annotations

from pathlib import Path

from core.saju.data.build_lunar_years import write_lunar_years
from core.saju.data.build_solar_terms import term_seconds, write_solar_terms


def main() -> None:
    folder = Path(__file__).resolve().parent
    terms = term_seconds()
    for path in (*write_solar_terms(folder, terms), write_lunar_years(folder, terms)):
        print(f"wrote {path.name}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
