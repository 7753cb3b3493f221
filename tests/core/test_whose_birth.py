"""Whose chart it is, told together with a birth: nothing that was given is asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import Seeker, World, agreed

BORN = {"year": 1962, "month": 3, "day": 8, "clock": "07:00", "place": "대구"}


def told(world: World, *names: str) -> dict[str, Any]:
    return {name: world.state["answers"][name] for name in names}


async def at_label(world: World) -> Seeker:
    seeker = await agreed(world)
    await seeker.presses("subject:other")
    assert world.step == "label"
    return seeker


@pytest.mark.parametrize(
    ("words", "label", "sex"),
    [
        ("엄마 1962년 3월 8일 오전 7시 대구", "mother", "female"),
        ("친구요, 1962년 3월 8일 아침 7시에 대구에서 태어났어요", "friend", None),
        ("my dad, March 8 1962 7am 대구", "father", "male"),
    ],
)
@pytest.mark.parametrize("step", ["subject", "label"])
async def test_a_label_with_a_birth_gives_both(
    world: World, step: str, words: str, label: str, sex: str | None
) -> None:
    """A mother is a woman; a friend is asked for it."""
    seeker = await agreed(world)
    if step == "label":
        await seeker.presses("subject:other")
    await seeker.says(words)
    assert told(world, "subject", "label", "sex", *BORN) == {"subject": "other", "label": label, "sex": sex, **BORN}
    assert world.step == ("confirm" if sex else "sex")


async def test_a_label_alone_still_asks_for_the_date(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("우리 엄마 거 보고 싶어요")
    assert (told(world, "subject", "label"), world.step) == ({"subject": "other", "label": "mother"}, "calendar")


async def test_a_part_of_a_birth_beside_a_label_is_kept_too(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("엄마 오전 7시 대구")
    assert told(world, "label", "clock", "place") == {"label": "mother", "clock": "07:00", "place": "대구"}
    assert world.step == "calendar"


async def test_what_was_told_before_it_was_said_whose_stays(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("대구 여자")
    await seeker.says("엄마 1962년 3월 8일 오전 7시")
    assert told(world, "label", "sex", *BORN) == {"label": "mother", "sex": "female", **BORN}
    assert world.step == "confirm"


async def test_a_date_that_cannot_be_leaves_the_label_and_the_rest(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("엄마 1962년 2월 30일 오전 7시 대구")
    assert "28일까지" in seeker.text
    assert world.step == "date"
    assert told(world, "label", "clock", "place") == {"label": "mother", "clock": "07:00", "place": "대구"}


async def test_another_person_told_where_the_subject_is_corrected_takes_nothing_of_the_first(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 오후 2시 반 부산 남자")
    await seeker.presses("confirm:fix")
    await seeker.presses("fix:subject")
    await seeker.says("엄마 1962년 3월 8일 오전 7시")
    assert told(world, "label", "place", "sex", "clock") == {
        "label": "mother",
        "place": None,
        "sex": "female",
        "clock": "07:00",
    }


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("딸 2015년 3월 8일 오전 7시 대구", "child"),
        ("우리 딸 2015년 3월 8일 오전 7시 대구", "child"),
        ("my daughter 2015-03-08 7am 대구", "child"),
        ("나 2009년 3월 8일 오전 7시 대구", "self"),
        ("다른 사람 1962년 3월 8일 오전 7시 대구", "other"),
    ],
)
async def test_a_first_word_says_whose_the_birth_behind_it_is(world: World, words: str, subject: str) -> None:
    seeker = await agreed(world)
    await seeker.says(words)
    assert told(world, "subject", "clock", "place") == {"subject": subject, "clock": "07:00", "place": "대구"}


async def test_a_birth_told_where_a_label_was_asked_is_kept_and_the_label_asked_again(world: World) -> None:
    seeker = await at_label(world)
    await seeker.says("1962년 3월 8일 오전 7시 대구")
    assert told(world, "subject", "label", *BORN) == {"subject": "other", "label": None, **BORN}
    assert world.step == "label"
    await seeker.says("큰고모")
    assert (told(world, "label", *BORN), world.step) == ({"label": "큰고모", **BORN}, "sex")


async def test_a_birth_told_where_a_guardian_was_asked_is_kept_and_the_guardian_asked_again(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:child")
    assert world.step == "guardian"
    await seeker.says("네 2018년 3월 8일 오전 7시 대구 여자아이예요")
    assert world.step == "guardian"
    await seeker.says("네")
    assert told(world, "year", "clock", "place", "sex") == {
        "year": 2018,
        "clock": "07:00",
        "place": "대구",
        "sex": "female",
    }
    assert world.step == "confirm"
