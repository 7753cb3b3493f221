"""What holds for every conversation: consent, sessions, restarts, distress, deletion, bugs."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

import pytest

from core.texts import text
from tests.fakes import WHOLE_BIRTH, World, agreed, with_chart


async def test_a_birth_told_before_the_consent_is_not_stored_and_asked_for_again(world: World) -> None:
    seeker = world.seeker
    await seeker.says(WHOLE_BIRTH)
    assert set(seeker.buttons) == {"consent:yes", "consent:no"}
    assert "1990년" not in world.store.everything  # four digits alone may stand in an id
    await seeker.says("네")
    assert "다시 보내" in seeker.text
    await seeker.says(WHOLE_BIRTH)
    assert world.step == "confirm"


async def test_another_word_before_the_consent_is_not_called_a_birth(world: World) -> None:
    seeker, lead = world.seeker, text("consent.before_birth", "ko")
    await seeker.says(WHOLE_BIRTH)
    assert lead in seeker.text
    await seeker.says("편재가 뭐예요?")
    assert lead not in seeker.text
    assert set(seeker.buttons) == {"consent:yes", "consent:no"}
    await seeker.says("네")
    assert "다시 보내" in seeker.text


async def test_the_consent_is_kept_with_its_version_before_the_first_birth(world: World) -> None:
    await agreed(world)
    (user,) = world.store.rows("users")
    assert user["consent_version"] == "1"
    assert user["consented_at"] == world.clock.now.isoformat()


async def test_who_declines_is_answered_kindly_and_may_come_back(world: World) -> None:
    await world.seeker.commands("/start")
    await world.seeker.presses("begin")
    await world.seeker.says("아니요")
    assert "begin" in world.seeker.buttons
    (user,) = world.store.rows("users")
    assert user["consent_version"] is None
    await world.seeker.presses("begin")
    assert "consent:yes" in world.seeker.buttons


LONG_TALK: Sequence[tuple[str, str]] = (
    ("text", "안녕하세요"),
    ("choice", "begin"),
    ("choice", "consent:yes"),
    ("text", "나"),
    ("choice", "calendar:solar"),
    ("text", "1990년 2월 30일"),  # there is none
    ("text", "1990년 2월 20일"),
    ("text", "뒤로"),
    ("text", "1990년 2월 21일"),
    ("text", "모름"),  # the time
    ("text", "부산에서 태어났어요"),
    ("choice", "sex:male"),
    ("choice", "confirm:fix"),
    ("choice", "fix:place"),
    ("text", "대구"),
    ("choice", "confirm:yes"),
    ("text", "편재가 뭐야?"),
    ("text", "올해 재물운은 어때요?"),
    ("command", "/why"),
)


@pytest.mark.parametrize("restarting", [False, True])
async def test_a_restart_after_every_turn_changes_nothing(restarting: bool) -> None:
    told = []
    for restarts in (False, restarting):
        world = World()
        for kind, value in LONG_TALK:
            await world.seeker._does(kind, value)  # type: ignore[arg-type]
            told.append((restarts, world.seeker.text, world.seeker.buttons))
            if restarts:
                world.restart()
        assert world.store.rows("sessions")[-1]["birth"]["date"] == "1990-02-21"
        assert world.store.rows("sessions")[-1]["birth"]["place"] == "대구"
    half = len(LONG_TALK)
    assert [t[1:] for t in told[:half]] == [t[1:] for t in told[half:]]


async def test_cancel_says_what_was_cancelled_and_erases_it(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    await seeker.commands("/cancel")
    assert "취소" in seeker.text
    assert "14:30" not in world.store.everything
    await seeker.commands("/cancel")
    assert "없어요" in seeker.text


async def test_a_session_that_ended_mid_form_says_so_and_starts_anew(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses("calendar:solar")
    world.clock.advance(minutes=31)
    await seeker.presses_an_old_button("calendar:lunar")
    assert "30분" in seeker.replies[0].text
    assert world.step == "subject"
    (user,) = world.store.rows("users")
    assert user["consent_version"] == "1", "the consent stays"


async def test_what_was_given_is_gone_after_the_session_and_a_new_birth_is_taken_at_once(world: World) -> None:
    seeker = await with_chart(world)
    world.clock.advance(minutes=31)
    await seeker.says("1985년 3월 2일 오전 9시 대전 남자")
    assert "30분" in seeker.replies[0].text
    assert world.step == "confirm"
    assert "14:30" not in world.store.everything
    assert "庚辰" not in world.store.everything


async def test_a_session_ends_after_a_day_however_lively(world: World) -> None:
    seeker = await with_chart(world)
    for _ in range(60):
        world.clock.advance(minutes=25)
        await seeker.says("고마워")
    assert len(world.store.rows("sessions")) == 2


async def test_the_same_event_is_answered_once(world: World) -> None:
    await agreed(world)
    first = await world.seeker.repeats("e1", "text", "나")
    again = await world.seeker.repeats("e1", "text", "나")
    assert first
    assert again == ()
    await world.seeker.says("양력")
    assert await world.seeker.repeats("e1", "text", "나") == (), "an older event too"
    assert world.step == "date"


async def test_a_chosen_language_wins_over_the_messenger(world: World) -> None:
    seeker = await agreed(world)
    await seeker.commands("/settings")
    await seeker.presses("set:language:en")
    assert "Whose chart" in seeker.text
    await seeker.says("me")
    assert "solar or in the lunar" in seeker.text


async def test_my_data_shows_what_is_stored_and_the_log_does_not_keep_it(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/mydata")
    shown = json.loads(seeker.text[seeker.text.index("{") :])
    assert shown["session"]["birth"]["date"] == "1990-05-15"
    assert shown["consent"]["version"] == "1"
    assert all("1990" not in row["content"] for row in world.store.rows("messages"))


async def test_delete_asks_once_and_then_nothing_is_left(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/delete")
    await seeker.presses("delete:no")
    assert world.store.rows("readings")
    await seeker.commands("/delete")
    await seeker.says("네")
    for table in ("users", "sessions", "readings", "messages"):
        assert not world.store.rows(table), table
    await seeker.commands("/me")
    assert "begin" in seeker.buttons


async def test_a_yes_long_after_delete_was_asked_erases_nothing(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/delete")
    await seeker.says("성격 알려줘")
    await seeker.says("네")
    assert world.store.rows("readings")


@pytest.mark.parametrize("command", ["/start", "/help", "/privacy", "/settings", "/me", "/why", "/mydata", "/nope"])
async def test_commands_answer_in_every_phase_and_disturb_none(world: World, command: str) -> None:
    await world.seeker.commands(command)
    assert world.seeker.text
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.commands(command)
    assert seeker.text
    assert world.step == "calendar"
    await seeker.says("양력")
    await seeker.says(WHOLE_BIRTH)
    await seeker.presses("confirm:yes")
    await seeker.commands(command)
    assert seeker.text
    assert world.state["phase"] == "consulting"


async def test_the_privacy_text_names_who_runs_the_bot(world: World) -> None:
    await world.seeker.commands("/privacy")
    assert "홍길동" in world.seeker.text


async def test_words_of_distress_stop_the_reading_until_the_person_goes_on(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.says("그냥 죽 고 싶 어")
    assert "109" in seeker.text
    assert seeker.buttons == ("resume",)
    await seeker.says("1990년 5월 15일")
    assert world.step == "calendar"
    assert seeker.buttons == ("resume",)
    await seeker.commands("/saju")
    assert seeker.buttons == ("resume",)
    await seeker.commands("/privacy")
    assert "resume" not in seeker.buttons
    await seeker.presses_an_old_button("resume")
    assert "calendar:solar" in seeker.buttons
    assert all("죽" not in row["content"] for row in world.store.rows("messages"))


async def test_the_log_holds_no_birth(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses("calendar:solar")
    await seeker.says("1990년 5월 15일")
    await seeker.says("오후 2시 반")
    await seeker.says("부산")
    await seeker.says("여자")
    await seeker.says("네")
    await seeker.says("제 이름은 김철수이고 1990년 5월 15일 14:30 부산에서 태어났는데 재물운이 어떨까요?")
    await seeker.presses("topic:year")
    log = "\n".join(row["content"] for row in world.store.rows("messages"))
    for trace in ("1990", "5월 15", "14:30", "2시 반", "김철수", "庚午", "辛巳", "癸未"):
        assert trace not in log
    assert "form:date" in log


async def test_a_bug_is_apologised_for_under_a_code_and_the_conversation_lives_on(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("1990-05-15")

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr("core.merging.told", broken)
        await seeker.says(WHOLE_BIRTH)
    (incident,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    code = incident.getMessage().split()[1].rstrip(":")
    assert code in seeker.text
    assert "1990" not in caplog.text
    await seeker.says("양력")
    assert world.step == "date"


async def test_a_state_of_another_version_starts_anew_politely(world: World) -> None:
    seeker = await agreed(world)
    for key, row in world.store.tables["sessions"].items():
        world.store.tables["sessions"][key] = row.replace('"version": 1', '"version": 99')
    await seeker.says("양력")
    assert seeker.text
    await seeker.says(WHOLE_BIRTH)
    assert world.step == "confirm"


async def test_a_yes_to_the_greeting_begins(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("취소")
    await seeker.says("네")
    assert world.step == "subject"


async def test_an_old_button_is_told_to_be_one_when_the_form_begins_anew(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("취소")
    await seeker.presses_an_old_button("topic:love")
    assert "지난 버튼" in seeker.text
    assert world.step == "subject"
