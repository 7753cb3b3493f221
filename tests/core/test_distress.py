"""After words of distress the reading rests until the person says to go on, in whatever words."""

from __future__ import annotations

import pytest

from tests.fakes import Seeker, World, with_chart


async def held() -> tuple[World, Seeker]:
    world = World()
    seeker = await with_chart(world)
    await seeker.says("죽고 싶어")
    assert seeker.buttons == ("resume",)
    return world, seeker


@pytest.mark.parametrize("words", ["계속해", "아니 괜찮아 계속해", "네 이어서 할게요", "no continue"])
async def test_a_wish_to_go_on_is_understood(words: str) -> None:
    _, seeker = await held()
    await seeker.says(words)
    assert "resume" not in seeker.buttons


@pytest.mark.parametrize("words", ["안 괜찮아", "괜찮지 않아", "네", "아니", "재물운은?"])
async def test_anything_less_keeps_the_reading_resting(words: str) -> None:
    _, seeker = await held()
    await seeker.says(words)
    assert seeker.buttons == ("resume",)


async def test_who_asks_to_be_forgotten_meanwhile_is_forgotten() -> None:
    _, seeker = await held()
    await seeker.commands("/delete")
    await seeker.says("네")
    assert "resume" not in seeker.buttons
    await seeker.commands("/me")
    assert "庚" not in seeker.text
