"""Conversations from the person's side: what is said and pressed, and where it leads."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

import pytest

from core.conversation import Conversation
from core.errors import Unavailable
from core.facts import Facts
from core.ports import Passage
from tests.fakes import FakeClock, MemoryStore, Seeker, ShelfLibrary

WHOLE_BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
PYEONJAE = Passage("t.pyeonjae", "saju_knowledge", "편재는 넓은 곳의 재물이에요.", "淵海子平, 論偏財", "편재")
LOVE = Passage(
    "t.love", "saju_knowledge", "사랑은 천천히 자라요.", "practice", "love", {"hour_known": ["yes", "no"]}
)


class World:
    """A store, a clock, a shelf of passages and one person who talks."""

    def __init__(self, language: str | None = None, library: ShelfLibrary | None = None) -> None:
        self.store, self.clock = MemoryStore(), FakeClock()
        self.library = library or ShelfLibrary((PYEONJAE, LOVE))
        self.seeker = Seeker(self.conversation(), self.clock, language=language)

    def conversation(self) -> Conversation:
        return Conversation(self.store.open, self.library, self.clock, operator="홍길동, help@example.org")

    def restart(self) -> None:
        """Everything in memory is dropped."""
        self.seeker.conversation = self.conversation()

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.store.rows("sessions")[-1]["state"]
        return state

    @property
    def step(self) -> str | None:
        step: str | None = self.state["step"]
        return step


@pytest.fixture
def world() -> World:
    return World()


async def agreed(world: World) -> Seeker:
    """A person who has agreed and is asked the first question."""
    await world.seeker.commands("/start")
    await world.seeker.presses("begin")
    await world.seeker.presses("consent:yes")
    return world.seeker


async def with_chart(world: World, birth: str = WHOLE_BIRTH) -> Seeker:
    seeker = await agreed(world)
    await seeker.says(birth)
    await seeker.presses("confirm:yes")
    assert world.state["phase"] == "consulting"
    return seeker


async def test_a_whole_journey_by_buttons_and_short_answers(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    assert "(2/6)" in seeker.text
    await seeker.presses("calendar:solar")
    await seeker.says("1990-05-15")
    await seeker.presses("time:mi")
    await seeker.presses("place:busan")
    await seeker.presses("sex:female")
    assert world.step == "confirm"
    assert "1990년 5월 15일" in seeker.text
    assert "4월 21일" in seeker.text, "the card shows the lunar date too"
    await seeker.presses("confirm:yes")
    assert "癸" in seeker.text
    assert "庚" in seeker.text
    assert {"topic:character", "topic:wealth", "topic:love", "why"} <= set(seeker.buttons)
    await seeker.presses("topic:wealth")
    assert seeker.sources


async def test_one_sentence_that_holds_everything_goes_straight_to_the_card(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    assert world.step == "confirm"
    assert "부산" in seeker.text
    assert "−24분" in seeker.text, "the card tells by how many minutes the clock was corrected"


async def test_a_sentence_that_lacks_something_is_asked_only_for_that(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 부산 여자")
    assert world.step == "time"


async def test_a_birth_told_before_the_consent_is_not_stored_and_asked_for_again(world: World) -> None:
    seeker = world.seeker
    await seeker.says(WHOLE_BIRTH)
    assert set(seeker.buttons) == {"consent:yes", "consent:no"}
    assert "1990" not in world.store.everything
    await seeker.says("네")
    assert "다시 보내" in seeker.text
    await seeker.says(WHOLE_BIRTH)
    assert world.step == "confirm"


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


async def test_a_wrong_date_is_refused_with_its_reason_and_the_rest_is_kept(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 2월 30일 오후 2시 반 부산 여자")
    assert "28일까지" in seeker.text
    assert world.step == "date"
    await seeker.says("1990년 2월 28일")
    assert world.step == "confirm"
    assert "14:30" in seeker.text
    assert "부산" in seeker.text


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("1990년 13월 1일 오후 2시 서울 남자", "date"),
        ("2030년 1월 1일 오후 2시 서울 남자", "date"),
        ("음력 1990년 윤3월 3일 오후 2시 서울 남자", "date"),
        ("1700년 1월 1일 오후 2시 서울 남자", "date"),
        ("1988년 5월 8일 오전 2시 30분 서울 남자", "time"),
        ("1988년 10월 9일 오전 2시 30분 서울 남자", "fold"),
        ("1990년 5월 15일 오후 2시 광주 남자", "place"),
        ("89년인가 90년 5월 5일 오후 2시 서울 남자", "date"),
    ],
)
async def test_what_cannot_be_is_asked_where_it_is_mended(world: World, words: str, step: str) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.says(words)
    assert world.step == step
    assert world.state["answers"]["sex"] == "male"


async def test_a_skipped_summer_time_names_both_readings(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1988년 5월 8일 오전 2시 30분 서울 남자")
    assert "01:30" in seeker.text
    assert "03:30" in seeker.text
    await seeker.says("3시 30분")
    assert world.step == "confirm"


async def test_a_repeated_summer_time_is_asked_and_either_reading_can_be_chosen(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1988년 10월 9일 오전 2시 30분 서울 남자")
    await seeker.presses("fold:first")
    first = seeker.text
    await seeker.presses("back")
    await seeker.presses("fold:second")
    assert "−92분" in first
    assert "−32분" in seeker.text


async def test_two_cities_of_one_name_are_asked_with_buttons(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 오후 2시 고성 남자")
    assert {"place:c0", "place:c1"} <= set(seeker.buttons)
    await seeker.presses("place:c1")
    assert "경남 고성" in seeker.text


async def test_a_leap_month_is_asked_only_in_a_month_that_came_twice(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses("calendar:lunar")
    await seeker.says("1990년 4월 10일")
    assert world.step == "time"
    await seeker.presses("back")
    await seeker.says("1990년 5월 10일")
    assert world.step == "leap"
    await seeker.presses("leap:yes")
    assert world.step == "time"


async def test_a_midnight_in_words_asks_which_night_and_the_date_follows(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 14일 밤 12시 서울 여자")
    assert world.step == "night"
    labels = [c.label for c in seeker.replies[-1].choices]
    assert "14일에서 15일로 넘어가는 밤" in labels
    await seeker.presses("night:after")
    assert "5월 15일" in seeker.text
    await seeker.presses("back")
    await seeker.presses("night:before")
    assert "5월 14일" in seeker.text


async def test_the_night_is_forgotten_with_the_time_that_asked_for_it(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 14일 자시 서울 여자")
    await seeker.presses("night:after")
    await seeker.says("시간은 오후 3시예요")
    assert world.step == "confirm"
    assert "5월 14일" in seeker.text


async def test_midnight_on_a_lunar_month_end_moves_into_the_next_month(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("음력 1990년 4월 29일 자시 서울 여자")
    await seeker.presses("night:after")
    assert "음력 1990년 5월 1일" in seeker.text


async def test_two_digit_years_are_confirmed_on_the_card(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("900515 오후 2시 서울 여자")
    assert "두 자리" in seeker.text
    assert "1990년" in seeker.text


async def test_one_field_is_corrected_in_words_at_the_card(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    await seeker.says("아니, 대구에서 태어났어")
    assert world.step == "confirm"
    assert "대구" in seeker.text
    assert "14:30" in seeker.text


async def test_starting_over_forgets_what_was_given(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    await seeker.presses("restart")
    assert world.step == "subject"
    assert "14:30" not in world.store.everything


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


async def test_an_old_button_is_told_so_and_the_question_stands(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses_an_old_button("subject:other")
    assert "지난 버튼" in seeker.text
    assert world.step == "calendar"
    assert world.state["answers"]["subject"] == "self"


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


async def test_another_person_is_known_by_a_label(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:other")
    await seeker.says("엄마")
    await seeker.says("1962년 3월 2일 오전 9시 대전 여자")
    assert "어머니" in seeker.text


async def test_a_question_in_the_middle_of_the_form_is_answered_and_the_form_goes_on(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.says("편재가 뭐야?")
    assert PYEONJAE.source in seeker.sources
    assert world.step == "calendar"
    assert "calendar:lunar" in seeker.buttons


async def test_free_questions_get_the_section_of_their_topic_and_terms_the_books(world: World) -> None:
    seeker = await with_chart(world)
    seen = set()
    for words in ("제 성격은 어때요?", "돈은 언제 벌까요?", "직업운 알려줘", "연애운은?", "건강은?", "올해 어때?"):
        await seeker.says(words)
        assert seeker.sources, words
        seen.add(seeker.text)
    assert len(seen) == 6
    await seeker.says("편재가 뭐야?")
    assert PYEONJAE.text in seeker.text
    assert seeker.sources == (PYEONJAE.source,)


async def test_why_shows_the_grounds_and_sources_of_the_last_answer(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.presses("topic:wealth")
    sources = seeker.sources
    await seeker.says("왜?")
    assert "•" in seeker.text
    assert seeker.sources == sources
    assert all(source in seeker.text for source in sources)


async def test_ten_year_luck_marks_the_running_period(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.commands("/daewoon")
    assert seeker.text.count("지금") == 1


async def test_who_does_not_tell_the_sex_hears_why_there_is_no_ten_year_luck(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 오후 2시 부산")
    await seeker.presses("sex:declined")
    await seeker.presses("confirm:yes")
    await seeker.presses("topic:luck")
    assert "성별" in seeker.text


@pytest.mark.parametrize(
    "words",
    [
        "저는 몇 살까지 살아요?",
        "로또 번호 알려줘",
        "비트코인 지금 사도 돼요?",
        "수술 날짜 잡아줘",
        "부적 써야 할까?",
    ],
)
async def test_some_questions_are_declined_kindly(world: World, words: str) -> None:
    seeker = await with_chart(world)
    await seeker.says(words)
    assert not seeker.sources
    assert "topic:character" in seeker.buttons


async def test_small_talk_is_never_met_with_silence(world: World) -> None:
    seeker = await with_chart(world)
    for words in ("ㅋㅋㅋ", "오늘 점심 뭐 먹지", "🙂", "asdf", "고마워", "안녕"):
        await seeker.says(words)
        assert seeker.text
        assert "topic:character" in seeker.buttons


async def test_another_birth_begins_another_form(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("1985년 3월 2일 오전 9시 대전 남자")
    assert world.step == "confirm"
    assert "14:30" not in world.store.everything


async def test_a_question_about_a_day_is_no_birth(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("2026년 12월 3일 운세 어때?")
    assert world.state["phase"] == "consulting"


async def test_settings_are_kept_and_an_open_chart_follows_them(world: World) -> None:
    seeker = await with_chart(world, "1990년 5월 15일 23시 50분 서울 여자")
    before = seeker.replies[0].text
    await seeker.commands("/settings")
    await seeker.presses("set:day_boundary:midnight")
    after = seeker.replies[1].text
    assert before.split("\n")[4] != after.split("\n")[4], "another day stem"
    (user,) = world.store.rows("users")
    assert user["preferences"] == {"school": {"day_boundary": "midnight"}}
    world.clock.advance(hours=2)
    await seeker.commands("/settings")
    assert "자정" in seeker.text


async def test_a_chosen_language_wins_over_the_messenger(world: World) -> None:
    seeker = await agreed(world)
    await seeker.commands("/settings")
    await seeker.presses("set:language:en")
    assert "Whose chart" in seeker.text
    await seeker.says("me")
    assert "solar or in the lunar" in seeker.text


async def test_a_whole_journey_in_english() -> None:
    world = World(language="en-US")
    seeker = await agreed(world)
    await seeker.says("May 15 1990 2:30 pm Busan female")
    assert "1990-05-15" in seeker.text
    await seeker.presses("confirm:yes")
    await seeker.says("What about money?")
    assert seeker.sources
    await seeker.commands("/why")
    shown = "".join(c for reply in seeker.replies for c in reply.text if "가" <= c <= "힣")
    assert len(shown) < 40, "only names of terms and books are Korean"


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
    await seeker.presses("resume")
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
        patched.setattr("core.birth_form.told", broken)
        await seeker.says(WHOLE_BIRTH)
    (incident,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    code = incident.getMessage().split()[1].rstrip(":")
    assert code in seeker.text
    assert "1990" not in caplog.text
    await seeker.says("양력")
    assert world.step == "date"


async def test_a_library_that_is_down_is_admitted_and_nothing_is_lost() -> None:
    class Down(ShelfLibrary):
        async def search(
            self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
        ) -> Sequence[Passage]:
            raise Unavailable("library")

    world = World(library=Down())
    seeker = await with_chart(world)
    await seeker.says("편재가 뭐야?")
    assert "조금 뒤에" in seeker.text
    await seeker.says("성격은 어때?")
    assert seeker.sources


async def test_a_state_of_another_version_starts_anew_politely(world: World) -> None:
    seeker = await agreed(world)
    for key, row in world.store.tables["sessions"].items():
        world.store.tables["sessions"][key] = row.replace('"version": 1', '"version": 99')
    await seeker.says("양력")
    assert seeker.text
    await seeker.says(WHOLE_BIRTH)
    assert world.step == "confirm"


async def test_two_people_do_not_meet(world: World) -> None:
    await with_chart(world)
    other = Seeker(world.seeker.conversation, world.clock, "u2")
    await other.commands("/me")
    assert "庚" not in other.text
