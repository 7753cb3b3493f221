"""Births remembered on purpose: asked twice, offered to who comes back, and never kept by themselves."""

from __future__ import annotations

import pytest

from tests.fakes import World, agreed, with_chart
from tests.people_talk import MOTHER, labels, opened, remembers, sets_up

DAYS_PILLAR = "庚 경 辛 신 庚 경"


async def test_nothing_is_kept_without_the_press_and_the_yes_to_what_it_means(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/people")
    assert "people:remember" in seeker.buttons
    assert world.store.rows("saved_births") == []
    await seeker.presses("people:remember")
    assert "/people" in seeker.text
    assert "/delete" in seeker.text
    assert world.store.rows("saved_births") == []
    await seeker.presses("remember:no")
    assert world.store.rows("saved_births") == []

    await seeker.commands("/me")
    await remembers(seeker)

    (kept,) = world.store.rows("saved_births")
    assert (kept["label"], kept["birth"]["year"], kept["birth"]["clock"]) == ("self:", 1990, "14:30")
    await seeker.commands("/me")
    assert "people:remember" not in seeker.buttons, "it is remembered"


async def test_who_comes_back_goes_on_with_what_was_remembered(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await seeker.says("성격 알려줘")
    world.clock.advance(minutes=31)
    world.restart()

    await seeker.says("안녕")
    assert "30분" in seeker.replies[0].text
    assert "그대로" in seeker.replies[0].text
    await seeker.presses("people:go_on")

    assert DAYS_PILLAR in seeker.text
    assert world.state["phase"] == "consulting"
    await seeker.presses("topic:wealth")
    assert seeker.sources


async def test_what_was_not_remembered_is_gone_after_the_session(world: World) -> None:
    seeker = await with_chart(world)
    world.clock.advance(minutes=31)
    await seeker.says("안녕")
    assert "people:go_on" not in seeker.buttons
    await seeker.commands("/people")
    assert labels(seeker) == []
    assert "14:30" not in world.store.everything


@pytest.mark.parametrize("words", ["네", "이어서 하기", "계속할게요", "내 사주", "본인"])
async def test_going_on_may_be_said(world: World, words: str) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    world.clock.advance(minutes=31)
    await seeker.commands("/start")
    assert "people:go_on" in seeker.buttons
    await seeker.says(words)
    assert DAYS_PILLAR in seeker.text


@pytest.mark.parametrize("command", ["/start", "/me", "/year", "/help", "/cancel"])
async def test_where_there_is_no_chart_what_is_remembered_is_offered(world: World, command: str) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await seeker.commands("/cancel")
    assert "그대로" in seeker.text
    assert "people:go_on" in seeker.buttons
    await seeker.commands(command)
    assert seeker.buttons == ("people:go_on", "begin")


async def test_start_beside_an_open_chart_offers_to_go_on_with_that(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/start")
    await seeker.presses("people:go_on")
    assert DAYS_PILLAR in seeker.text
    assert len(world.store.rows("sessions")) == 1, "nothing of it was erased"


async def test_a_button_of_yesterday_offers_to_go_on_instead_of_a_new_form(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    world.clock.advance(minutes=31)
    await seeker.presses_an_old_button("topic:wealth")
    assert seeker.buttons == ("people:go_on", "begin")


async def test_a_new_birth_after_the_session_is_taken_at_once(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    world.clock.advance(minutes=31)
    await seeker.says("1985년 3월 2일 오전 9시 대전 남자")
    assert world.step == "confirm"


async def test_another_persons_birth_is_kept_only_after_asking_whether_they_agree(world: World) -> None:
    seeker = await agreed(world)
    await sets_up(seeker, *MOTHER)
    assert "대화가 끝날 때 지워요" in seeker.text
    await seeker.presses("people:remember")
    assert "그분도 괜찮다고" in seeker.text
    await seeker.says("네")
    assert [row["label"] for row in world.store.rows("saved_births")] == ["other:mother"]

    world.clock.advance(minutes=31)
    await seeker.commands("/people")
    assert labels(seeker) == ["어머니"]
    await opened(seeker)
    assert "어머니 사주예요" in seeker.text
    assert "지워요" not in seeker.text, "it is not erased with the conversation"


async def test_a_childs_birth_is_never_kept_whoever_presses_what(world: World) -> None:
    seeker = await agreed(world)
    await sets_up(seeker, "우리 딸", "네", "양력", "2018년 5월 5일", "모름", "서울", "여자")
    assert "대화가 끝나면 지워요" in seeker.text
    assert "people:remember" not in seeker.buttons
    await seeker.presses_an_old_button("people:remember")
    assert "14세" in seeker.text
    await seeker.presses_an_old_button("remember:yes")
    await seeker.commands("/people")
    assert "people:remember" not in seeker.buttons
    assert world.store.rows("saved_births") == []


async def test_a_yes_to_another_question_or_of_yesterday_keeps_nothing(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.presses("people:remember")
    await sets_up(seeker, *MOTHER)
    await seeker.presses_an_old_button("remember:yes")
    assert world.store.rows("saved_births") == [], "the question was about another chart"
    await seeker.presses_an_old_button("people:remember")
    await seeker.says("성격 알려줘")
    await seeker.says("네")
    assert world.store.rows("saved_births") == []


async def test_cancel_answers_the_question_and_leaves_the_chart(world: World) -> None:
    seeker = await with_chart(world)
    for how in (seeker.commands("/cancel"), seeker.says("취소")):
        await seeker.presses_an_old_button("people:remember")
        await how
        assert world.state["phase"] == "consulting"
        assert not world.state["asks_to_remember"]
    assert world.store.rows("saved_births") == []
