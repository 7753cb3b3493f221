"""The engine: a birth and a school in, a chart and its analysis out. Pure arithmetic over cited tables."""

from core.saju.birth import SEOUL, Birth, Place, WrittenDate
from core.saju.casting import cast_chart, cast_pillars
from core.saju.chart import BoundaryWarning, Chart, LunarDate, Pillars, TermSpan
from core.saju.ganji import Pillar
from core.saju.lunar_calendar import leap_month_of, lunar_date, month_length, solar_from_lunar
from core.saju.school import DEFAULT_SCHOOL, DayBoundary, School, SolarTime

__all__ = [
    "DEFAULT_SCHOOL",
    "SEOUL",
    "Birth",
    "BoundaryWarning",
    "Chart",
    "DayBoundary",
    "LunarDate",
    "Pillar",
    "Pillars",
    "Place",
    "School",
    "SolarTime",
    "TermSpan",
    "WrittenDate",
    "cast_chart",
    "cast_pillars",
    "leap_month_of",
    "lunar_date",
    "month_length",
    "solar_from_lunar",
]
