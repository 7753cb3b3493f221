"""A place is shown in the language of the conversation, however it was typed; the birth keeps the typed name."""

from __future__ import annotations

import pytest

from tests.fakes import World, agreed


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("en", "통영", "Tongyeong"),
        ("en", "Tongyeong", "Tongyeong"),
        ("ko", "Tongyeong", "통영"),
        ("ko", "통영", "통영"),
    ],
)
async def test_the_chart_names_the_place_as_the_conversation_does(language: str, typed: str, shown: str) -> None:
    world = World(language=language)
    seeker = await agreed(world)
    await seeker.says("1990-05-15 14:30 female")
    assert world.step == "place"
    await seeker.says(typed)
    card = seeker.text
    await seeker.presses("confirm:yes")
    other = {"Tongyeong": "통영", "통영": "Tongyeong"}[shown]
    for text in (card, seeker.text):
        assert (shown in text, other in text) == (True, False)
    assert world.state["answers"]["place"] == typed


async def test_a_city_chosen_by_its_button_is_named_so_too() -> None:
    world = World(language="en")
    seeker = await agreed(world)
    await seeker.says("1990-05-15 14:30 female")
    await seeker.presses("place:daegu")
    await seeker.presses("confirm:yes")
    assert ("for Daegu" in seeker.text, "대구" in seeker.text) == (True, False)


async def test_places_to_choose_from_are_named_so_too() -> None:
    world = World(language="en")
    seeker = await agreed(world)
    await seeker.says("1990-05-15 14:30 female 고성")
    labels = [choice.label for reply in seeker.replies for choice in reply.choices]
    assert labels[:2] == ["Goseong, Gangwon", "Goseong, Gyeongnam"]
    await seeker.presses("place:c1")
    assert "Goseong, Gyeongnam" in seeker.text
    assert world.state["answers"]["place"] == "경남 고성"
