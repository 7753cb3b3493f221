"""Everything together, with the hour and without."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from core.saju.analysis import analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.data.calibrate import random_charts
from core.saju.terms import Sex

BIRTH = Birth(WrittenDate(1990, 5, 15), clock_time=time(14, 30), sex=Sex.MALE)
POSITIONS = {"year", "month", "day", "time"}


def test_the_birth_of_the_contract() -> None:
    found = analyse(cast_chart(BIRTH))
    assert [p.ganji for p in found.chart.pillars if p] == ["庚午", "辛巳", "庚辰", "癸未"]
    assert found.ohang == (0, 2, 2, 3, 1)
    assert "".join(b.hanja for b in found.gongmang) == "申酉"
    assert found.sipseong["year_branch"].hanja == "正官"
    assert set(found.hidden_stems) == set(found.nayin) == POSITIONS
    assert found.geok.name == "편관격"  # 庚 in 巳 with no 丙, 戊 or 庚 apart from the year's own 庚
    assert found.strength.grounds
    assert found.yongsin.grounds
    assert found.daewoon is not None


def test_without_the_hour_nothing_of_it_is_said() -> None:
    found = analyse(cast_chart(replace(BIRTH, clock_time=None)))
    assert set(found.hidden_stems) == set(found.nayin) == POSITIONS - {"time"}
    assert sum(found.ohang) == 6
    places = [*found.sipseong, *found.gongmang_places]
    places += [place for relation in found.relations for place in relation.places]
    places += [place for star in found.sinsal for place in star.places]
    assert not [place for place in places if place.startswith("time")]
    assert not [g for g in found.strength.grounds if g.points and g.detail[0].startswith("time")]
    assert not found.geok.special


def test_without_a_sex_there_is_no_daewoon() -> None:
    assert analyse(cast_chart(replace(BIRTH, sex=None))).daewoon is None


def test_the_same_chart_gives_the_same_analysis() -> None:
    for chart in random_charts(50, seed=15):
        assert analyse(chart) == analyse(replace(chart))
