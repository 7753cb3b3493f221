"""The table of terms against two ephemerides that did not make it, and ΔT against published values."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import numpy as np
import pytest
import sxtwl

from core.errors import Rejected
from core.saju.data.build_delta_t import PREDICTION, tt_minus_utc
from core.saju.solar_terms import (
    FIRST_YEAR,
    LAST_YEAR,
    TERM_SECONDS,
    index_at,
    jeol_after,
    jeol_before,
    term_instant,
    term_span,
    terms_between,
)
from core.saju.terms import SolarTerm
from tests.core.saju.independent import delta_t_s, term_tt

TABLE = np.array(TERM_SECONDS, dtype=np.float64)


def test_every_term_lies_within_the_rounding_of_an_independent_ephemeris() -> None:
    tt = term_tt(FIRST_YEAR, LAST_YEAR)[:-1]

    error = np.abs(TABLE - (tt - delta_t_s(tt - 60.0)))

    assert len(error) == len(TERM_SECONDS) == 24 * (LAST_YEAR - FIRST_YEAR + 1)
    assert error.max() < 0.75  # half a second is the rounding


def test_a_second_theory_of_the_sun_agrees_to_its_own_accuracy() -> None:
    """sxtwl cuts VSOP87 short (about two seconds) and carries an old ΔT, smooth over a year: the scatter of one
    year's 24 differences about their mean shows the sun alone."""
    for year in range(1900, 2101, 4):
        theirs = np.array([_unix(t.jd) for t in sxtwl.getJieQiByYear(year)])
        ours = TABLE[np.abs(TABLE[:, None] - theirs[None, :]).argmin(axis=0)]
        difference = theirs - ours
        assert np.abs(difference - difference.mean()).max() < 3.5, year


def _unix(jd_beijing: float) -> float:
    return (jd_beijing - 8 / 24 - 2440587.5) * 86400


@pytest.mark.parametrize(
    ("year", "published_s"),
    # Astronomical Almanac, table of ΔT (K8-K9), 1 January.
    tuple(
        zip(
            range(1900, 2021, 10),
            (-2.72, 10.46, 21.16, 24.02, 24.33, 29.15, 33.15, 40.18, 50.54, 56.86, 63.83, 66.07, 69.36),
            strict=True,
        )
    ),
)
def test_delta_t_is_the_published_one(year: int, published_s: float) -> None:
    jd = np.array([datetime(year, 1, 1, tzinfo=UTC).timestamp() / 86400 + 2440587.5])

    # From 1972 on our scale is UTC, which strays from UT1 by up to 0.9 s.
    assert abs(float(tt_minus_utc(jd)[0]) - published_s) < (0.9 if year >= 1972 else 0.7)


def test_the_sidecar_names_the_source_and_the_prediction() -> None:
    facts = tomllib.loads((files("core.saju.data") / "solar_terms.toml").read_text(encoding="utf-8"))

    assert facts["rows"] == len(TERM_SECONDS)
    assert (facts["first_year"], facts["last_year"]) == (FIRST_YEAR, LAST_YEAR)
    assert facts["delta_t_prediction"] == PREDICTION
    assert "pyerfa" in facts["source"]


@pytest.mark.parametrize(
    ("year", "term", "korean_time"),
    # 한국천문연구원 월력요항: 2024 입춘 17:27, 춘분 12:06, 하지 05:51, 동지 18:21; 2025 입춘 23:10.
    [
        (2024, SolarTerm.IPCHUN, "2024-02-04 17:27"),
        (2024, SolarTerm.CHUNBUN, "2024-03-20 12:06"),
        (2024, SolarTerm.HAJI, "2024-06-21 05:51"),
        (2024, SolarTerm.DONGJI, "2024-12-21 18:21"),
        (2025, SolarTerm.IPCHUN, "2025-02-03 23:10"),
    ],
)
def test_the_minute_is_that_of_the_korean_almanac(year: int, term: SolarTerm, korean_time: str) -> None:
    shown = datetime.fromisoformat(f"{korean_time}+09:00").timestamp()

    assert abs(term_instant(year, term) - shown) <= 60


def test_a_moment_at_the_term_belongs_to_it_and_a_second_before_does_not() -> None:
    ipchun = term_instant(1990, SolarTerm.IPCHUN)

    assert term_span(ipchun).current is SolarTerm.IPCHUN
    assert term_span(ipchun - 1).current is SolarTerm.DAEHAN
    assert term_span(ipchun - 1).next_s == ipchun


def test_the_jeol_around_a_moment_skip_the_middle_terms() -> None:
    summer = int(datetime(1990, 5, 25, tzinfo=UTC).timestamp())  # after 소만

    assert jeol_before(summer) == (SolarTerm.IPHA, term_instant(1990, SolarTerm.IPHA))
    assert jeol_after(summer) == (SolarTerm.MANGJONG, term_instant(1990, SolarTerm.MANGJONG))
    assert jeol_after(term_instant(1990, SolarTerm.IPHA))[0] is SolarTerm.MANGJONG
    assert jeol_before(term_instant(1990, SolarTerm.IPHA))[0] is SolarTerm.IPHA


def test_the_terms_of_a_span_include_its_start_and_not_its_end() -> None:
    start, end = term_instant(2000, SolarTerm.IPCHUN), term_instant(2000, SolarTerm.GYEONGCHIP)

    assert [term for term, _ in terms_between(start, end)] == [SolarTerm.IPCHUN, SolarTerm.USU]


@pytest.mark.parametrize("moment", [TERM_SECONDS[0] - 1, TERM_SECONDS[-1]])
def test_a_moment_without_terms_on_both_sides_is_out_of_range(moment: int) -> None:
    with pytest.raises(Rejected) as refused:
        index_at(moment)

    assert refused.value.code == "out_of_range"
    assert refused.value.params == {"first": FIRST_YEAR, "last": LAST_YEAR}
