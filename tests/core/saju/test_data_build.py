"""The tables that ship are the ones the builder makes."""

from __future__ import annotations

from array import array
from pathlib import Path

from core.saju.data.build_lunar_years import write_lunar_years
from core.saju.data.build_solar_terms import term_seconds, write_solar_terms
from core.saju.solar_terms import TERM_SECONDS

SHIPPED = Path(__file__).resolve().parents[3] / "core" / "saju" / "data"


def test_a_rebuild_gives_the_tables_that_ship(tmp_path: Path) -> None:
    terms = term_seconds()
    table, facts = write_solar_terms(tmp_path, terms)
    lunar = write_lunar_years(tmp_path, terms)

    rebuilt = array("q", table.read_bytes())
    # Another processor may round an instant that lies on half a second the other way.
    assert max(abs(a - b) for a, b in zip(rebuilt, TERM_SECONDS, strict=True)) <= 1
    assert lunar.read_text(encoding="utf-8") == (SHIPPED / lunar.name).read_text(encoding="utf-8")
    assert _facts(facts) == _facts(SHIPPED / facts.name)


def _facts(path: Path) -> list[str]:
    """All lines but the one that names the version of the ephemeris."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("source")]
