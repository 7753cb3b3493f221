"""The table of solar terms: 24 a year, from 입춘 of the first year to 대한 after the last."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path

import erfa
import numpy as np
from numpy.typing import NDArray

from core.saju.data.build_delta_t import PREDICTION, tt_minus_utc
from core.saju.data.build_ephemeris import J2000, sun_at

FIRST_YEAR, LAST_YEAR = 1849, 2102
_UNIX_DAYS = 2440587.5 - J2000


def term_seconds() -> NDArray[np.int64]:
    """Instants in seconds of UTC since 1970, index 0 = 입춘 of FIRST_YEAR."""
    index = np.arange(24.0 * (LAST_YEAR - FIRST_YEAR + 1), dtype=np.float64)
    longitude = (315.0 + 15.0 * index) % 360.0
    # The March equinox of 2000 came on day 79.3 of TT; 입춘 stands 45 degrees before it.
    near: NDArray[np.float64] = 79.3 + (FIRST_YEAR - 2000 + (index - 3) / 24.0) * 365.2422
    return seconds_of_utc(sun_at(longitude, near))


def seconds_of_utc(days_tt: NDArray[np.float64]) -> NDArray[np.int64]:
    """Days of TT from J2000 to whole seconds of UTC since 1970, as every computer clock counts them."""
    seconds = (days_tt - _UNIX_DAYS) * 86400.0 - tt_minus_utc(days_tt + J2000)
    return np.rint(seconds).astype(np.int64)


def write_solar_terms(folder: Path, terms: NDArray[np.int64]) -> tuple[Path, Path]:
    """Writes the binary (int64, little endian) and its sidecar of facts."""
    table, facts = folder / "solar_terms.bin", folder / "solar_terms.toml"
    seconds = array("q", terms.tolist())
    if sys.byteorder == "big":
        seconds.byteswap()
    table.write_bytes(seconds.tobytes())
    facts.write_text(
        "# Facts about solar_terms.bin, written by `python -m core.saju.data.build`.\n"
        f'source = "pyerfa {erfa.__version__}: epv00, IAU 2006/2000A, apparent longitude with aberration"\n'
        'scale = "UTC, whole seconds since 1970-01-01 (POSIX count); before 1972 UT1 stands for UTC"\n'
        'delta_t = "Espenak and Meeus 2006 before 1972; IERS leap seconds 1972-2026"\n'
        f'delta_t_prediction = "{PREDICTION}"\n'
        'format = "int64, little endian, ascending"\n'
        f"first_year = {FIRST_YEAR}\n"
        f"last_year = {LAST_YEAR}\n"
        'first_row = "입춘 of first_year; 24 rows a year, the last 대한 after last_year"\n'
        f"rows = {len(seconds)}\n",
        encoding="utf-8",
    )
    return table, facts
