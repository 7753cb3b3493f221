"""People who ask at the same time; `make campaign-flood` does the same with 200."""

from __future__ import annotations

from tests.bot.telegram.conftest import house_with
from tests.bot.telegram.crowd import flood


async def test_everybody_gets_every_answer_once_and_no_limit_is_met() -> None:
    async with house_with(2.0) as house:
        outcome = await flood(house, people=8, patience_s=40)
    assert outcome.is_flawless, outcome
    assert outcome.drafts, "there was time to show answers growing"
