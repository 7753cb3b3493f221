"""Questions about a chart, and what is answered or kindly declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.errors import Unavailable
from core.facts import Facts
from core.ports import Passage
from tests.fakes import PYEONJAE, ShelfLibrary, World, agreed, with_chart


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


async def test_why_may_be_asked_in_a_whole_sentence(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.presses("topic:wealth")
    sources = seeker.sources
    await seeker.says("왜 그렇게 보셨어요?")
    assert "•" in seeker.text
    assert seeker.sources == sources


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
        "개명하면 좋을까?",
        "저 이혼하게 될까요?",
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


async def test_why_a_judgement_was_made_is_told_by_its_grounds(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("왜 용신이 목이에요?")
    assert "용신" in seeker.text
    assert "•" in seeker.text
    assert seeker.sources


async def test_what_the_shelf_holds_only_far_off_is_not_passed_off_as_an_answer() -> None:
    class FarOff(ShelfLibrary):
        async def search(
            self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
        ) -> Sequence[Passage]:
            return [replace(PYEONJAE, score=0.2)]

    world = World(library=FarOff())
    seeker = await with_chart(world)
    await seeker.says("오늘 점심 뭐 먹지?")
    assert PYEONJAE.text not in seeker.text
    assert "topic:character" in seeker.buttons
