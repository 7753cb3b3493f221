"""A chart is kept once, and shows only what is counted."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy import select

from core.chart_json import chart_to_json
from core.saju.analysis import analyse
from core.saju.birth import Birth, WrittenDate
from core.saju.casting import cast_chart
from core.saju.terms import Branch, Calendar, Sex
from storage.crypto import Cell
from storage.models import SajuAnalysis, SajuCalculation
from storage.store import Store
from tests.storage.people import begin, chart


async def test_the_same_inputs_are_one_chart(store: Store, now: datetime) -> None:
    """The leap month person, the other sex and a new rule of the engine are each another one."""
    _, session = await begin(store, now)
    charts = [
        chart(),
        dict(reversed(chart().items())),
        chart(calendar="lunar", leap_month=True),
        chart(sex="male"),
        {**chart(), "calculation_version": "2"},
        {**chart(), "school": {"solar_time": "civil", "day_boundary": "rat_hour"}},
    ]

    async with store.unit_of_work() as work:
        ids = [await work.readings.save(session, each, now) for each in charts]
        await work.commit()

    assert ids[0] == ids[1]
    assert len(set(ids)) == 5
    async with store.unit_of_work() as work:
        assert len((await work.vault.db.execute(select(SajuCalculation.calculation_id))).all()) == 5
        assert len((await work.vault.db.execute(select(SajuAnalysis.analysis_id))).all()) == 5


async def test_an_analysis_shows_only_what_is_counted(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    async with store.unit_of_work() as work:
        await work.readings.save(session, chart(), now)
        row = (await work.vault.db.execute(select(*SajuAnalysis.__table__.columns))).one()
        key = await work.vault.find(session.session_id)
    assert key is not None

    def opened(column: str) -> object:
        return key.open_json(getattr(row, column), Cell("saju_analyses", row.analysis_id, column))

    assert (row.day_gan, row.ohang_dominant, row.ohang_weakest, row.day_gan_strength) == (
        "丙",
        "wood",
        "metal",
        "strong",
    )
    assert [opened(f"ohang_{element}_count") for element in ("wood", "fire", "earth", "metal", "water")] == [
        3,
        2,
        2,
        0,
        1,
    ]
    assert (opened("day_zhi"), opened("yongshin"), opened("gishin"), opened("overall_balance")) == (
        "辰",
        "water",
        "wood",
        "neutral",
    )
    assert opened("shipsung_data") == chart()["sipseong"]
    assert opened("sinsal_list") == chart()["sinsal"]


async def test_among_equals_the_hidden_stems_decide(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    even = {
        **chart(),
        "ohang": {"wood": 2, "fire": 2, "earth": 2, "metal": 1, "water": 1},
        "ohang_shares": {"wood": 0.2, "fire": 0.21, "earth": 0.29, "metal": 0.2, "water": 0.1},
    }
    async with store.unit_of_work() as work:
        await work.readings.save(session, even, now)
        row = (await work.vault.db.execute(select(SajuAnalysis.ohang_dominant, SajuAnalysis.ohang_weakest))).one()
    assert tuple(row) == ("earth", "water")


@pytest.mark.parametrize(
    "birth",
    [
        Birth(WrittenDate(1987, 3, 8), time(14, 37), sex=Sex.FEMALE),
        Birth(WrittenDate(1987, 3, 8)),
        Birth(WrittenDate(1987, 6, 15, Calendar.LUNAR, leap_month=True), hour_branch=Branch.JA, sex=Sex.MALE),
    ],
)
async def test_the_engine_s_own_charts_are_taken(store: Store, now: datetime, birth: Birth) -> None:
    """With the hour, without it, and with an hour that was named."""
    _, session = await begin(store, now)
    printed = chart_to_json(analyse(cast_chart(birth)))
    async with store.unit_of_work() as work:
        saved = await work.readings.save(session, printed, now)
        assert await work.readings.save(session, printed, now) == saved
        key = await work.vault.find(session.session_id)
        row = (
            await work.vault.db.execute(select(SajuCalculation.day_ganji, SajuCalculation.result_encrypted))
        ).one()
    assert key is not None
    assert row.day_ganji == printed["pillars"]["day"]
    assert key.open_json(row.result_encrypted, Cell("saju_calculations", saved, "result_encrypted")) == printed


async def test_a_chart_whose_elements_do_not_add_up_is_refused(store: Store, now: datetime) -> None:
    _, session = await begin(store, now)
    wrong = {**chart(), "ohang": {"wood": -5, "fire": 2, "earth": 2, "metal": 8, "water": 1}}
    async with store.unit_of_work() as work:
        with pytest.raises(ValueError, match="add up"):
            await work.readings.save(session, wrong, now)
