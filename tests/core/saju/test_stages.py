"""십이운성 by the printed table, and the other readings by their own rule."""

from __future__ import annotations

import csv
from datetime import time
from pathlib import Path

import pytest

from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.ganji import PILLAR_BY_GANJI
from core.saju.school import DEFAULT_SCHOOL, EarthStages, HiddenStemTable, School, YinStages
from core.saju.stages import luck_stage, stage, stages, stages_of_pillars
from core.saju.terms import BRANCHES, STEMS, Stage
from tests.core.saju.star_questions import four


def printed_table() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "stages.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [(row["stem"], branch, name) for row in rows for name, branch in row.items() if name != "stem"]


def test_every_stem_passes_the_stages_as_the_book_prints_them() -> None:
    table = printed_table()
    assert len(table) == 120
    for stem_hanja, branch_hanja, name in table:
        stem = STEMS["甲乙丙丁戊己庚辛壬癸".index(stem_hanja)]
        branch = BRANCHES["子丑寅卯辰巳午未申酉戌亥".index(branch_hanja)]
        assert stage(stem, branch, DEFAULT_SCHOOL).hanja == name, stem_hanja + branch_hanja


def test_yin_is_born_where_yang_dies() -> None:
    """陽死陰生: 甲 dies on 午, where 乙 is born; so with all five pairs."""
    for yang in range(0, 10, 2):
        for branch in BRANCHES:
            yang_dies = stage(STEMS[yang], branch, DEFAULT_SCHOOL) is Stage.SA
            yin_is_born = stage(STEMS[yang + 1], branch, DEFAULT_SCHOOL) is Stage.JANGSAENG
            assert yang_dies == yin_is_born


def test_earth_with_water_is_born_on_monkey_and_rabbit() -> None:
    """水土同法: 戊 goes as 壬 does, 己 as 癸; the other stems do not notice."""
    school = School(earth_stages=EarthStages.WITH_WATER)
    for branch in BRANCHES:
        assert stage(STEMS[4], branch, school) is stage(STEMS[8], branch, school)
        assert stage(STEMS[5], branch, school) is stage(STEMS[9], branch, school)
        for other in (0, 1, 2, 3, 6, 7, 8, 9):
            assert stage(STEMS[other], branch, school) is stage(STEMS[other], branch, DEFAULT_SCHOOL)


@pytest.mark.parametrize("earth", EarthStages)
def test_yin_with_yang_makes_each_pair_one(earth: EarthStages) -> None:
    """陰陽同生同死 (滴天髓闡微): 乙 is born on 亥 as 甲 is."""
    school = School(yin_stages=YinStages.WITH_YANG, earth_stages=earth)
    for yang in range(0, 10, 2):
        for branch in BRANCHES:
            assert stage(STEMS[yang], branch, school) is stage(STEMS[yang + 1], branch, school)
    assert stage(STEMS[1], BRANCHES[11], school) is Stage.JANGSAENG


def test_the_four_readings_of_a_chart() -> None:
    """庚午 辛巳 庚辰 癸未: 庚 over its branches, each stem over its own, hidden stems seated and drawn."""
    found = stages_of_pillars(four("庚午 辛巳 庚辰 癸未"), DEFAULT_SCHOOL)
    assert [s.hangul for s in found["bong"].values() if s is not None] == ["목욕", "장생", "양", "관대"]
    assert [s.hangul for s in found["geo"].values() if s is not None] == ["목욕", "사", "양", "묘"]
    # 巳 holds 戊 庚 丙: seated on 巳 they are 건록, 장생, 건록; drawn to 辰 관대, 양, 관대
    seated, drawn = found["jwa"]["month"], found["in"]["month"]
    assert seated is not None
    assert drawn is not None
    assert [s.hangul for s in seated] == ["건록", "장생", "건록"]
    assert [s.hangul for s in drawn] == ["관대", "양", "관대"]


def test_hidden_stems_follow_the_table_of_the_school() -> None:
    """In 人元用事 子 holds 癸 alone, in 월률분야 also 壬."""
    pillars = four("甲子 丙寅 甲子 甲子")
    inwon = stages_of_pillars(pillars, School(hidden_stems=HiddenStemTable.INWON))["jwa"]["year"]
    assert inwon == (Stage.GEONROK,)
    assert stages_of_pillars(pillars, DEFAULT_SCHOOL)["jwa"]["year"] == (Stage.JEWANG, Stage.GEONROK)


def test_an_unknown_hour_has_no_stage() -> None:
    found = stages_of_pillars(four("庚午 辛巳 庚辰"), DEFAULT_SCHOOL)
    assert found["bong"]["time"] is None
    assert found["geo"]["time"] is None
    assert found["jwa"]["time"] is None
    assert found["in"]["time"] is None
    assert found["bong"]["day"] is Stage.YANG


def test_a_luck_pillar_has_the_stage_of_the_day_master() -> None:
    assert luck_stage(STEMS[6], PILLAR_BY_GANJI["壬午"], DEFAULT_SCHOOL) is Stage.MOKYOK


def test_a_birth_from_the_calendar_has_the_stages_of_its_pillars() -> None:
    chart = cast_chart(Birth(WrittenDate(1990, 5, 15), time(14, 30)))
    assert stages(chart) == stages_of_pillars(chart.pillars, chart.school)
