"""Births of children under fourteen: a guardian says yes, or nothing is kept."""

from __future__ import annotations

from tests.fakes import World, agreed


async def test_oneself_under_fourteen_is_refused_and_nothing_is_kept(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.says("양력 2014년 5월 5일 오후 2시 서울 남자")
    assert "보호자" in seeker.text
    assert "2014" not in world.store.everything


async def test_a_young_birth_without_a_word_of_whose_is_asked_whose_it_is(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("2018년 5월 5일 오후 2시 서울 남자")
    assert world.step == "subject"
    await seeker.presses("subject:child")
    assert world.step == "guardian"
    await seeker.presses("guardian:yes")
    assert world.step == "confirm"


async def test_a_child_needs_a_guardian_and_hears_nothing_of_love(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("우리 딸 2018년 5월 5일 오후 2시 서울")
    assert world.step == "guardian"
    await seeker.says("네")
    await seeker.says("여자")
    await seeker.says("네")
    assert "topic:love" not in seeker.buttons
    for words in ("연애운은?", "언제 결혼해요?", "love 알려줘"):
        await seeker.says(words)
        assert not seeker.sources
        assert "사랑은" not in seeker.text


async def test_who_is_no_guardian_is_sent_away_and_nothing_is_kept(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("우리 딸 2018년 5월 5일 오후 2시 서울")
    await seeker.presses("guardian:no")
    assert "2018" not in world.store.everything
