"""A chart in the words of the closed vocabulary, and silence where the hour would be needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from core.chart_facts import chart_facts
from core.facts import VOCABULARY, holds
from core.saju.analysis import analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.data.calibrate import random_charts
from core.saju.terms import Sex

BIRTH = Birth(WrittenDate(1990, 5, 15), clock_time=time(14, 30), sex=Sex.FEMALE)
LUCK = {"luck_ten_god", "luck_fit"}


def test_a_whole_chart_knows_every_name_but_its_luck() -> None:
    assert set(chart_facts(analyse(cast_chart(BIRTH)))) == set(VOCABULARY) - LUCK


def test_the_birth_of_the_contract_in_words() -> None:
    """庚午 辛巳 庚辰 癸未."""
    facts = chart_facts(analyse(cast_chart(BIRTH)))
    assert holds({"day_pillar": ["庚辰"], "season": ["summer"], "gender": ["female"], "hour_known": ["yes"]}, facts)
    assert facts["element_none"] == {"wood"}
    assert facts["element_many"] == {"metal"}
    assert facts["element_most"] == {"metal"}
    assert facts["element_least"] == {"wood"}
    assert facts["ten_god_group_none"] == {"jaeseong"}
    assert facts["ten_god_none"] == {"食神", "偏財", "正財"}
    assert "month_branch:偏官" in facts["ten_god_at"]
    assert facts["time_zhi"] == {"未"}


def test_a_sex_not_told_is_not_known() -> None:
    facts = chart_facts(analyse(cast_chart(replace(BIRTH, sex=None))))
    assert "gender" not in facts
    assert not holds({"gender": ["male", "female"]}, facts)


def test_without_the_hour_absence_is_not_claimed() -> None:
    """Six characters without wood: the hour may still bring it."""
    facts = chart_facts(analyse(cast_chart(replace(BIRTH, clock_time=None))))
    assert facts["hour_known"] == {"no"}
    assert facts["gender"] == {"female"}
    assert not {"time_zhi", "element_none", "ten_god_none", "ten_god_group_none", "element_least"} & set(facts)
    assert facts["element_many"] == {"metal"}
    assert "month_branch:偏官" in facts["ten_god_at"]
    assert not [
        word for name in ("ten_god_at", "stage_at", "gongmang_at") for word in facts.get(name, ()) if "time" in word
    ]


def test_what_is_told_without_the_hour_is_true_with_it() -> None:
    """The promise of `core.facts`: nothing is ever told on a guess."""
    for chart in random_charts(60, seed=16):
        whole = chart_facts(analyse(chart))
        partial = chart_facts(analyse(replace(chart, hour=None)))
        for name, values in partial.items():
            if name != "hour_known":
                assert values <= whole[name], (chart.day.ganji, name)


def test_a_term_on_the_day_leaves_the_month_open() -> None:
    """입춘 of 1990 fell on 4 February: without the hour the birth has two months, so no month is told."""
    facts = chart_facts(analyse(cast_chart(Birth(WrittenDate(1990, 2, 4)))))
    assert not {"month_zhi", "year_zhi", "season"} & set(facts)
    assert facts["day_zhi"]
