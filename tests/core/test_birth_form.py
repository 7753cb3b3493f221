"""The form from the person's side: what is said and pressed, and where it leads."""

from __future__ import annotations

import pytest

from tests.fakes import PYEONJAE, WHOLE_BIRTH, World, agreed, with_chart


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


async def test_an_old_button_is_told_so_and_the_question_stands(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.presses_an_old_button("subject:other")
    assert "지난 버튼" in seeker.text
    assert world.step == "calendar"
    assert world.state["answers"]["subject"] == "self"


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


async def test_who_names_both_days_of_the_night_is_not_asked_again(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 14일에서 15일로 넘어가는 밤 12시 서울 여자")
    assert world.step == "confirm"
    assert "14일에서 15일로" in seeker.text
    assert "양력 1990년 5월 15일" in seeker.text


async def test_not_knowing_the_calendar_is_no_answer_about_the_time(world: World) -> None:
    seeker = await agreed(world)
    await seeker.presses("subject:self")
    await seeker.says("잘 모르겠어요")
    assert world.step == "calendar"
    assert world.state["answers"]["time_unknown"] is False


async def test_another_persons_birth_in_the_middle_takes_nothing_from_the_first(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("음력 1990년 4월 10일 오전 8시 부산 여자")
    await seeker.says("엄마는 1962년 3월 2일생이에요")
    answers = world.state["answers"]
    assert (answers["label"], answers["calendar"], answers["clock"], answers["place"]) == (
        "mother",
        None,
        None,
        None,
    )


async def test_a_city_that_nobody_knows_is_asked_again_with_a_way_out(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 오후 2시 여자")
    await seeker.says("뷁뷁시")
    assert world.step == "place"
    await seeker.presses("place:unknown")
    assert world.step == "confirm"


async def test_a_typed_label_is_a_press(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 14일 자시 고성 여자")
    for value in ("place:c0", "night:after"):
        (label,) = [c.label for reply in seeker.replies for c in reply.choices if c.value == value]
        await seeker.says(label)
    assert world.step == "confirm"


async def test_a_chart_is_opened_again_to_correct_a_field(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.presses("amend")
    await seeker.presses("fix:time")
    await seeker.says("오전 9시")
    assert world.step == "confirm"
    await seeker.presses("confirm:yes")
    assert world.store.rows("sessions")[-1]["birth"]["time"] == "09:00"


async def test_an_impossible_date_given_for_the_time_is_asked_for_again(world: World) -> None:
    """음력 was said before, so what is wrong with the date is seen only when it is put together."""
    seeker = await agreed(world)
    for words in ("나", "음력 1990년 2월 30일", "0년 0월 0일"):
        await seeker.says(words)
    assert "문의 번호" not in seeker.text
    assert world.step == "date"


async def test_a_day_that_no_month_has_is_told_without_a_year_that_was_not_said(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("윤2월 31일")
    assert "None" not in seeker.text
    assert world.state["answers"]["day"] is None
