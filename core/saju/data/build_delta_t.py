"""TT minus UTC for the years of the tables.

* before 1972: UTC stands for UT1, and TT - UT1 is the polynomial set of Espenak and Meeus (NASA/TP-2006-214141,
  "Five Millennium Canon of Solar Eclipses", section 2.7), good to about a second after 1850;
* 1972 to 2026: 32.184 s plus TAI - UTC, the leap seconds of IERS Bulletin C (as carried by ERFA `dat`);
* after 2026: a prediction, named `PREDICTION`. No leap second is in sight: CGPM 2022, resolution 4, widens the
  tolerance of UT1 - UTC by 2035, and Bulletin C has announced none since 2017.
"""

from __future__ import annotations

from typing import Any

import erfa
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PREDICTION = "TT-UTC held at 69.184 s after 2026 (no leap second since 2017; CGPM 2022 resolution 4)"
_HELD_FROM = 2026

# (from year, to year, year of t = 0, coefficients of t, lowest power first), Espenak and Meeus 2006.
_POLYNOMIALS: tuple[tuple[float, float, float, tuple[float, ...]], ...] = (
    (
        1800,
        1860,
        1800,
        (13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 0.0000121272, -0.0000001699, 0.000000000875),
    ),
    (1860, 1900, 1860, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
    (1900, 1920, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1920, 1941, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1941, 1961, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1961, 1973, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
)
_JD_1972 = 2441317.5


def tt_minus_utc(jd_tt: Floats) -> Floats:
    """Seconds, for Julian dates 1800-… of TT."""
    year = 2000.0 + (jd_tt - 2451545.0) / 365.25
    out = np.empty_like(year)
    for first, last, origin, coefficients in _POLYNOMIALS:
        inside = (year >= first) & (year < last)
        out[inside] = np.polynomial.polynomial.polyval(year[inside] - origin, coefficients)
    modern = jd_tt >= _JD_1972
    out[modern] = 32.184 + _leap_seconds(jd_tt[modern])
    return out


def _leap_seconds(jd_tt: Floats) -> Any:
    """TAI - UTC of the day. Leap seconds came at the ends of June and December, days away from any term, so the
    minute between TT and UTC cannot pick the wrong one."""
    year, month, day, fraction = erfa.jd2cal(jd_tt, np.full_like(jd_tt, -69.184 / 86400))
    held = year > _HELD_FROM
    year, month, day = np.where(held, _HELD_FROM, year), np.where(held, 12, month), np.where(held, 31, day)
    return erfa.dat(year, month, day, fraction)
