"""Charts as the books print them: four pillars without a birth."""

from __future__ import annotations

from datetime import date

from core.saju.birth import Birth, WrittenDate
from core.saju.chart import Chart, TermSpan
from core.saju.geok import Geok, geok
from core.saju.school import DEFAULT_SCHOOL, School
from core.saju.strength import strength
from core.saju.terms import SolarTerm
from core.saju.yongsin import Yongsin, yongsin
from tests.core.saju.star_questions import four


def chart_of(text: str, school: School = DEFAULT_SCHOOL) -> Chart:
    """`"丁卯 壬寅 庚午 丙戌"`; three pillars for an unknown hour. The dates around them mean nothing."""
    year, month, day, hour = four(text)
    return Chart(
        birth=Birth(WrittenDate(1900, 1, 1)),
        school=school,
        solar_date=date(1900, 1, 1),
        lunar=None,
        moment_s=None,
        solar_time=None,
        correction_minutes=None,
        term=TermSpan(SolarTerm.IPCHUN, 0, SolarTerm.USU, 1),
        year=year,
        month=month,
        day=day,
        hour=hour,
        warnings=(),
    )


def geok_of(text: str, school: School = DEFAULT_SCHOOL) -> Geok:
    chart = chart_of(text, school)
    return geok(chart, strength(chart))


def yongsin_of(text: str, school: School = DEFAULT_SCHOOL) -> Yongsin:
    chart = chart_of(text, school)
    power = strength(chart)
    return yongsin(chart, power, geok(chart, power))
