"""The form filled and corrected in a person's own words, out of order and in passing."""

from __future__ import annotations

import pytest

from tests.fakes import WHOLE_BIRTH, World, agreed, with_chart


async def test_a_correction_at_the_card_is_taken_as_people_say_it(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    await seeker.says("어? 아니 대구요")
    assert "• 태어난 곳: 대구" in seeker.text
    await seeker.says("성별 남자로 바꿔줘")
    assert "남성" in seeker.text
    await seeker.says("엄마 사주예요")
    assert "어머니" in seeker.text
    await seeker.says("제 거예요")
    assert "본인" in seeker.text
    await seeker.says("시간은 까먹었어요")
    assert "시주 없이" in seeker.text
    assert world.step == "confirm"


async def test_a_time_of_day_that_is_none_is_told_so_and_nothing_else_is_lost(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 25시 부산 여자")
    assert world.step == "time"
    assert "23시 59분" in seeker.text
    await seeker.says("14:30")
    assert world.step == "confirm"
    assert "1990년 5월 15일" in seeker.text


@pytest.mark.parametrize(
    ("words", "who", "told"),
    [
        ("엄마 1962년 음력 8월 15일 오후 3시 부산", "어머니", "음력 1962년 8월 15일"),
        ("친구가 1991년 12월 2일 오전 9시생 여자예요 서울", "친구", "양력 1991년 12월 2일"),
        (
            "저는 1990년 5월 15일 오후 2시 서울 여자, 남자친구는 1988년 3월 2일이에요",
            "본인",
            "양력 1990년 5월 15일",
        ),
        ("할머니 1935년 음력 8월 15일 시간 모름 평양", "할머니", "음력 1935년 8월 15일"),
        ("시어머니는 55년 음력 2월 2일 인시생이고 전주 분이세요", "시어머니", "음력 1955년 2월 2일"),
        ("엄마가 그러는데 저는 90년 5월 15일 새벽 두시에 부산에서 태어난 남자래요", "본인", "양력 1990년 5월 15일"),
    ],
)
async def test_a_birth_told_with_a_word_for_its_person_is_not_lost(
    world: World, words: str, who: str, told: str
) -> None:
    seeker = await agreed(world)
    await seeker.says(words)
    assert world.step == "confirm"
    assert f"• 누구: {who}" in seeker.text
    assert told in seeker.text


async def test_what_is_told_beside_the_question_is_taken_without_a_reproach(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("나")
    await seeker.says("양력")
    await seeker.says("1990년")
    assert "1990년이시군요" in seeker.text
    await seeker.says("5월 15일")
    await seeker.says("서울")
    assert world.step == "time"
    assert "알아듣지 못했어요" not in seeker.text
    await seeker.says("14:30")
    assert world.step == "sex"


async def test_a_shared_name_is_told_apart_by_its_province(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1990년 5월 15일 14:30 광주 여자")
    assert world.step == "place"
    await seeker.says("전라도")
    assert "• 태어난 곳: 광주광역시" in seeker.text


async def test_the_second_of_two_equal_times_in_words(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("1988년 10월 9일 새벽 2시 30분 서울 남자")
    assert world.step == "fold"
    await seeker.says("뒤의 것이요")
    assert world.step == "confirm"


async def test_a_correction_in_english(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says("May 15 1990 2:30pm Busan female")
    await seeker.says("actually 3:30 pm")
    assert "15:30" in seeker.text
    await seeker.says("change the place to Daegu")
    assert "대구" in seeker.text
    await seeker.says("male, sorry")
    assert "남성" in seeker.text
    await seeker.says("it's for my father")
    assert "아버지" in seeker.text


async def test_a_correction_said_over_the_chart_opens_the_card(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("시간을 새벽 3시로 바꿔줘")
    assert world.step == "confirm"
    assert "• 시간: 03:00" in seeker.text


async def test_a_wish_to_change_ones_life_is_no_correction(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("직장을 바꿔도 될까요?")
    assert world.step is None


@pytest.mark.parametrize("wrong", ["2030.1.1", "1990-02-30"])
async def test_back_passes_over_a_question_about_a_date_that_is_gone(world: World, wrong: str) -> None:
    """The night, the leap month and the card are about a date; without one there is nothing to ask of them."""
    seeker = await agreed(world)
    await seeker.says("음력 1990년 5월 3일")
    await seeker.says("윤달")
    await seeker.says("밤 12시")
    await seeker.presses("night:before")
    await seeker.says("양력 " + wrong)
    assert world.step == "date"
    for _ in range(6):
        await seeker.presses_an_old_button("back")
        assert world.step not in ("night", "leap", "confirm")
        assert "None" not in seeker.text


async def test_back_from_a_card_whose_date_was_taken_back(world: World) -> None:
    seeker = await agreed(world)
    await seeker.says(WHOLE_BIRTH)
    await seeker.presses("confirm:fix")
    await seeker.presses("fix:date")
    await seeker.says("2030.1.1")
    await seeker.presses("back")
    assert world.step == "subject"
