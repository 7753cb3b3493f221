"""The list of remembered births: opened, named anew, forgotten one by one, and nobody else's."""

from __future__ import annotations

import json
import re

from core.guard import MAX_CHOICE_BYTES
from tests.fakes import WHOLE_BIRTH, Seeker, World, agreed, with_chart
from tests.people_talk import MOTHER, labels, opened, remembers, sets_up


async def test_several_are_buttons_without_anything_of_the_births(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    for day in (8, 9):
        await sets_up(seeker, "친구", "양력", f"1987년 3월 {day}일", "14:37", "통영", "여자")
        await remembers(seeker)
    world.clock.advance(minutes=31)

    await seeker.commands("/start")
    await seeker.presses("people:go_on")

    assert labels(seeker) == ["본인", "친구", "친구 2"]
    sent = " ".join(seeker.buttons)
    assert not any(trace in sent for trace in ("198", "1990", "14:", "통영", "friend", "친구", "self"))
    assert all(len(value.encode()) <= MAX_CHOICE_BYTES - 13 for value in seeker.buttons), (
        "room for a messenger's own"
    )
    await opened(seeker, 2)
    assert "친구 사주예요" in seeker.text
    assert world.store.rows("sessions")[-1]["birth"]["date"] == "1987-03-09"


async def test_the_eleventh_is_kindly_refused_and_welcome_once_one_is_forgotten(world: World) -> None:
    seeker = await agreed(world)
    for day in range(1, 12):
        await sets_up(seeker, "친구", "양력", f"1987년 3월 {day}일", "14:37", "서울", "여자")
        if day <= 10:
            await remembers(seeker)
    await seeker.presses("people:remember")
    assert "10개" in seeker.text
    assert len(world.store.rows("saved_births")) == 10

    await seeker.presses("people:forget")
    await seeker.presses([value for value in seeker.buttons if value.startswith("forget:")][3])
    await remembers(seeker)

    days = [row["birth"]["day"] for row in world.store.rows("saved_births")]
    assert days == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11]


async def test_the_same_birth_in_another_calendar_under_another_name_is_one(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await sets_up(seeker, "친구", "음력", "1990년 4월 21일", "14:30", "부산", "여자")
    await remembers(seeker)

    (kept,) = world.store.rows("saved_births")
    assert (kept["label"], kept["birth"]["calendar"]) == ("other:friend", "lunar")
    await seeker.commands("/people")
    assert labels(seeker) == ["친구"]


async def test_one_is_forgotten_and_the_others_stay(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await sets_up(seeker, *MOTHER)
    await remembers(seeker)
    await seeker.commands("/people")
    stale = seeker.buttons[1]
    await seeker.presses("people:forget")
    assert labels(seeker, "forget:") == ["본인 지우기", "어머니 지우기"]
    await seeker.presses([value for value in seeker.buttons if value.startswith("forget:")][1])

    assert "지금 열려 있는 것도" in seeker.text
    assert labels(seeker) == ["본인"]
    assert [row["label"] for row in world.store.rows("saved_births")] == ["self:"]
    await seeker.presses_an_old_button(stale)
    assert "이미 지워" in seeker.text
    await seeker.commands("/me")
    assert "people:remember" in seeker.buttons, "it may be remembered again"


async def test_the_chart_that_is_opened_follows_the_settings_of_today(world: World) -> None:
    seeker = await with_chart(world, "1990년 5월 15일 밤 11시 50분 부산 여자")
    await remembers(seeker)
    await seeker.commands("/settings")
    assert "people:page" in seeker.buttons
    before = world.store.rows("readings")[-1]["chart"]["pillars"]["day"]
    await seeker.presses("set:day_boundary:midnight")
    world.clock.advance(minutes=31)

    await seeker.commands("/people")
    await opened(seeker)

    after = world.store.rows("readings")[-1]["chart"]["pillars"]["day"]
    assert (before, after) == ("辛巳", "庚辰")


async def test_my_data_lists_them_and_delete_erases_them(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await seeker.commands("/mydata")
    shown = json.loads(seeker.text[seeker.text.index("{") :])
    assert shown["remembered"][0]["label"] == "본인"
    assert shown["remembered"][0]["birth"]["year"] == 1990

    await seeker.commands("/delete")
    await seeker.says("네")

    assert world.store.rows("saved_births") == []
    assert seeker.buttons == ("begin",)
    await seeker.commands("/start")
    assert seeker.buttons == ("begin",)


async def test_looking_at_the_list_disturbs_no_form(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await sets_up(seeker, *MOTHER)
    await seeker.commands("/saju")
    await seeker.says("나")
    await seeker.commands("/people")
    assert world.step == "calendar"
    await seeker.says("양력")
    assert world.step == "date"
    await seeker.commands("/people")
    await opened(seeker)
    assert world.state["phase"] == "consulting"


async def test_the_log_names_nobody(world: World) -> None:
    seeker = await agreed(world)
    await sets_up(seeker, "다른 사람", "민지 언니", "양력", "1987년 3월 8일", "14:37", "통영", "여자")
    await remembers(seeker)
    await seeker.commands("/people")
    assert labels(seeker) == ["민지 언니"]
    await opened(seeker)
    log = "\n".join(row["content"] for row in world.store.rows("messages"))
    assert "people:open" in log
    assert not any(trace in log for trace in ("민지", "1987", "14:37", "통영"))


async def test_two_people_do_not_see_each_others(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    await seeker.commands("/people")
    theirs = seeker.buttons[0]
    other = Seeker(world.seeker.conversation, world.clock, "u2")
    for words in ("/start", "사주 보기", "네", "/people"):
        await other.says(words)
    assert labels(other) == []
    await other.presses_an_old_button(theirs)
    assert "庚" not in other.text
    await other.presses_an_old_button(theirs.replace("people:open", "forget"))
    assert len(world.store.rows("saved_births")) == 1


async def test_what_another_version_wrote_is_told_and_keeps_nobody_from_the_rest(world: World) -> None:
    seeker = await with_chart(world)
    await remembers(seeker)
    table = world.store.tables["saved_births"]
    for key, row in table.items():
        table[key] = row.replace('"version": 1', '"version": 99')
    await seeker.commands("/people")
    await opened(seeker)
    assert "읽지 못해요" in seeker.text
    await seeker.presses("people:forget")
    await seeker.presses(seeker.buttons[0])
    assert world.store.rows("saved_births") == []


async def test_it_is_all_there_in_english() -> None:
    world = World(language="en")
    seeker = await with_chart(world, "May 15 1990 2:30pm Busan female")
    await seeker.says("remember this chart")
    await seeker.says("yes")
    world.clock.advance(minutes=31)
    await seeker.says("hello")
    assert "still here" in seeker.text
    await seeker.says("go on")
    assert "The chart (you)" in seeker.text
    for words in ("/people", "/help", "/privacy", "/settings"):
        await seeker.says(words)
        assert not any("가" <= c <= "힣" for c in re.sub("한국어|홍길동", "", seeker.text)), words


async def test_who_never_agreed_is_told_how_it_would_be(world: World) -> None:
    await world.seeker.commands("/people")
    assert world.seeker.buttons == ("begin",)
    await world.seeker.presses_an_old_button("people:remember")
    assert world.seeker.buttons == ("begin",)
    assert WHOLE_BIRTH not in world.store.everything
