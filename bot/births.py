"""From what a command was given (free words, or a JSON birth) to an analysed chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from core.birth_json import birth_from_json
from core.chart_json import chart_to_json
from core.saju.analysis import Analysis, analyse
from core.saju.casting import cast_chart
from core.saju.school import DayBoundary, School, SolarTime


def analysis_of(given: object, today: date, **convention: str | None) -> Analysis:
    """`given` is a JSON birth (INTERFACES). Raises Rejected with a documented code."""
    birth, school = birth_from_json(given, today)
    return analyse(cast_chart(birth, with_convention(school, **convention)))


def chart_of(given: object, today: date, **convention: str | None) -> dict[str, Any]:
    """The chart of a JSON birth as JSON (INTERFACES). Raises Rejected with a documented code."""
    return chart_to_json(analysis_of(given, today, **convention))


def analysis_of_words(words: str, today: date, **convention: str | None) -> Analysis:
    return analysis_of({"text": words}, today, **convention)


def with_convention(school: School, *, solar_time: str | None = None, day_boundary: str | None = None) -> School:
    """`school` with the options of the command line in place; None leaves an option as it is."""
    changes: dict[str, Any] = {}
    if solar_time is not None:
        changes["solar_time"] = SolarTime(solar_time)
    if day_boundary is not None:
        changes["day_boundary"] = DayBoundary(day_boundary.replace("-", "_"))
    return replace(school, **changes) if changes else school
