"""A chart once given stays as it was given, to the byte: a rule may change only with a new `CALCULATION_VERSION`.

The digest below was computed when that version was made. Where this fails and the change was meant, raise the
version, tell in the changelog which births change and how, and take the digest over from the failure.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import orjson

from core.birth_json import birth_from_json
from core.chart_json import CALCULATION_VERSION, chart_to_json
from core.errors import Rejected
from core.saju.analysis import analyse
from core.saju.casting import cast_chart
from core.saju.terms import BRANCHES

DIGESTS = {"1": "a11677ea511cf0ac9383aaa60fe1e4e2ca8580fca25f416f572b126c0f5b2079"}

SCHOOLS: tuple[dict[str, str] | None, ...] = (
    None,
    {"solar_time": "true", "day_boundary": "midnight", "yin_yangin": "eumin", "goegang": "classical"},
    {"solar_time": "civil", "hidden_stems": "inwon", "earth_stages": "with_water", "jonggeok": "lenient"},
    {
        "yin_stages": "with_yang",
        "sinsal_base": "day",
        "gongmang_base": "day_and_year",
        "gwimun": "variant",
        "hongyeom": "variant",
        "ohmi": "fire",
    },
    {
        "yongsin_priority": "eokbu_first",
        "johu_table": "circulated",
        "huisin": "second_useful",
        "daewoon_rounding": "floor",
        "jonggeok": "lenient",
    },
)
PLACES: tuple[Any, ...] = (
    None,
    "부산",
    "New York",
    {"name": "Null Island", "latitude_deg": 0.0, "longitude_deg": 0.0, "zone": "UTC"},
)


def births(count: int) -> Iterator[dict[str, Any]]:
    """Solar and lunar dates of 1910-2026, clocks, double hours and unknown hours, each sex and none."""
    draw = random.Random(20260101)
    for _ in range(count):
        day = date(1910, 1, 1) + timedelta(days=draw.randrange(116 * 365))
        lunar = draw.random() < 0.2
        yield {
            "calendar": "lunar" if lunar else "solar",
            "date": day.replace(day=min(day.day, 29)).isoformat() if lunar else day.isoformat(),
            "time": draw.choice(
                (f"{draw.randrange(24):02}:{draw.randrange(60):02}",) * 8 + (None, draw.choice(BRANCHES).hanja)
            ),
            "sex": draw.choice(("male", "female", "male", "female", None)),
            "place": draw.choice(PLACES),
            "fold": 0,
            "school": draw.choice(SCHOOLS),
        }


def test_no_chart_changes_within_a_calculation_version() -> None:
    digest = hashlib.sha256()
    charts = 0
    for obj in births(800):
        try:
            birth, school = birth_from_json(obj, date(2026, 11, 23))
            chart = cast_chart(birth, school)
        except Rejected as rejected:  # an hour that summer time skipped, a lunar day that a month does not have
            digest.update(rejected.code.encode())
            continue
        digest.update(orjson.dumps(chart_to_json(analyse(chart))))
        charts += 1
    assert charts > 780
    assert digest.hexdigest() == DIGESTS[CALCULATION_VERSION]
