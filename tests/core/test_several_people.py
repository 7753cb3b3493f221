"""Several people and several messages at once, in one process."""

from __future__ import annotations

import asyncio

from tests.fakes import Seeker, World, agreed, with_chart


async def test_two_people_do_not_meet(world: World) -> None:
    await with_chart(world)
    other = Seeker(world.seeker.conversation, world.clock, "u2")
    await other.commands("/me")
    assert "庚" not in other.text


async def test_a_second_message_waits_for_the_first(world: World) -> None:
    seeker = await agreed(world)
    await asyncio.gather(seeker.says("나"), seeker.says("양력"), seeker.says("1990년 5월 15일"))
    assert world.step == "time"


async def test_a_hundred_people_at_once_each_get_their_own_chart(world: World) -> None:
    people = [Seeker(world.seeker.conversation, world.clock, f"u{n}") for n in range(100)]

    async def talk(person: Seeker, day: int) -> None:
        for words in ("/start", "사주 보기", "네", f"1990년 5월 {day}일 오후 2시 부산 여자"):
            await person.says(words)
        assert f"5월 {day}일" in person.text

    await asyncio.gather(*(talk(person, 1 + n % 31) for n, person in enumerate(people)))
