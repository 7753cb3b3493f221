"""Apparent places of the sun and the moon from ERFA, the free edition of the IAU's SOFA library.

Sun: `epv00` (VSOP2000, light time and aberration applied); precession and nutation: IAU 2006/2000A. In 1900-2100
`epv00` errs by at most 13 km, which is half a second of the sun's motion. Moon: `moon98` (Meeus after ELP-2000/82),
a few arc seconds, which is under twenty seconds of a new moon.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import erfa
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

J2000 = 2451545.0
_DEG_PER_DAY_SUN = 360.0 / 365.2422
_DEG_PER_DAY_ELONGATION = 360.0 / 29.530589
_LIGHT_DAY_PER_AU = erfa.AULT / 86400.0


def sun_longitude_deg(days_tt: Floats) -> Floats:
    """Apparent geocentric longitude (true equinox of date); `days_tt` counts from J2000 in TT."""
    heliocentric, barycentric = _earth(days_tt)
    sun, sun_velocity = barycentric["p"] - heliocentric["p"], barycentric["v"] - heliocentric["v"]
    light = np.linalg.norm(heliocentric["p"], axis=-1) * _LIGHT_DAY_PER_AU
    ray = sun - sun_velocity * light[..., None] - barycentric["p"]
    distance = np.linalg.norm(ray, axis=-1)
    velocity = barycentric["v"] * _LIGHT_DAY_PER_AU
    slowness = np.sqrt(1.0 - (velocity**2).sum(-1))
    seen = erfa.ab(ray / distance[..., None], velocity, distance, slowness)
    return _longitude_of_date(days_tt, seen)


def moon_longitude_deg(days_tt: Floats) -> Floats:
    """Apparent geocentric longitude; `days_tt` counts from J2000 in TT."""
    geometric = erfa.moon98(J2000, days_tt)
    light = np.linalg.norm(geometric["p"], axis=-1) * _LIGHT_DAY_PER_AU
    return _longitude_of_date(days_tt, geometric["p"] - geometric["v"] * light[..., None])


def sun_at(longitude_deg: Floats, near_days_tt: Floats) -> Floats:
    """The instant (days of TT from J2000) nearest to a guess at which the sun has that longitude."""
    return _solve(lambda t: longitude_deg - sun_longitude_deg(t), near_days_tt, _DEG_PER_DAY_SUN)


def new_moon_near(near_days_tt: Floats) -> Floats:
    """The conjunction (days of TT from J2000) nearest to a guess."""
    return _solve(lambda t: sun_longitude_deg(t) - moon_longitude_deg(t), near_days_tt, _DEG_PER_DAY_ELONGATION)


def _solve(missing_deg: Callable[[Floats], Floats], days: Floats, deg_per_day: float) -> Floats:
    """Newton's steps with the mean rate; they shrink by more than five each time."""
    for _ in range(30):
        step = ((missing_deg(days) + 180.0) % 360.0 - 180.0) / deg_per_day
        days = days + step
        if np.abs(step).max() < 1e-7:
            return days
    raise ArithmeticError("the ephemeris does not converge")


def _earth(days_tt: Floats) -> tuple[Any, Any]:
    # ERFA warns outside 1900-2100, where the fit is a little worse; the tests measure that.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", erfa.ErfaWarning)
        heliocentric, barycentric = erfa.epv00(J2000, days_tt)
    return heliocentric, barycentric


def _longitude_of_date(days_tt: Floats, gcrs: Floats) -> Floats:
    ecliptic = erfa.rxp(erfa.ecm06(J2000, days_tt), gcrs)
    nutation, _ = erfa.nut06a(J2000, days_tt)
    longitude: Floats = np.degrees(np.arctan2(ecliptic[..., 1], ecliptic[..., 0]) + nutation) % 360.0
    return longitude
