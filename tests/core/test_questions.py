"""Questions as people type them: each is answered about what it asks, none with a page about something else."""

from __future__ import annotations

import pytest

from core.ports import Passage
from tests.fakes import ShelfLibrary, World, with_chart


@pytest.mark.parametrize(
    ("words", "opening", "said"),
    [
        ("올해 이직해도 될까?", "이직과 변화", "병오"),
        ("회사 그만두고 싶은데 괜찮을까", "이직과 변화", "병오"),
        ("내년에 이직하면 어때", "이직과 변화", "내년 정미"),
        ("시험 붙을까?", "공부와 시험", "병오"),
        ("공부 잘할까?", "공부와 시험", "인성"),
        ("이사 가도 될까?", "이사와 이동", "방위"),
        ("외국 나가 살까?", "이사와 이동", "방위"),
        ("언제 결혼해?", "결혼의 때", "꼭 결혼한다는 뜻은 아니"),
        ("연애는 언제쯤 할까", "결혼의 때", "꼭 결혼한다는 뜻은 아니"),
        ("돈은 언제 들어와?", "돈의 때", "약속이 아니라"),
        ("자식복 있어?", "자녀", "시주"),
        ("부모님이랑은?", "부모와 형제", "월주"),
        ("남자친구랑 궁합 어때?", "궁합", "아직 준비하고 있어요"),
        ("친구 관계는 어때", "사람 사이", "비겁"),
        ("무슨 색이 좋아?", "어울리는 색과 방향", "용신"),
        ("내년은?", "2027년 운세", "정미"),
        ("10년 뒤는?", "2036년 운세", "병진"),
        ("2031년 운세 알려줘", "2031년 운세", "신해"),
        ("운이 언제 풀려?", "올해 운세", "병오"),
        ("빚이 많은데 언제 나아질까", "돈의 때", "약속이 아니라"),
        ("요즘 잠이 안 와", "건강", "진단이 아니"),
        ("유학 가도 될까", "이사와 이동", "방위"),
        ("나 어떤 사람이야?", "성격", "일간"),
        ("should I change jobs this year?", "이직과 변화", "병오"),
    ],
)
async def test_a_question_is_answered_by_name(world: World, words: str, opening: str, said: str) -> None:
    seeker = await with_chart(world)
    await seeker.says(words)
    assert seeker.text.startswith(opening), seeker.text
    assert said in seeker.text
    assert seeker.sources


async def test_the_year_stands_in_for_a_day_and_says_so(world: World) -> None:
    seeker = await with_chart(world)
    for words in ("오늘의 운세", "이번 달 운세는?", "내일 어때"):
        await seeker.says(words)
        assert seeker.text.startswith("하루나 한 달만"), seeker.text
        assert "올해 운세" in seeker.text


async def test_a_low_mood_gets_warmth_before_any_chart(world: World) -> None:
    seeker = await with_chart(world)
    for words in ("오늘 기분이 우울해", "요즘 너무 지쳐", "외로워"):
        await seeker.says(words)
        assert "이야기해 주셔서 고마워요" in seeker.text
    await seeker.says("심심해")
    assert "재미있는 걸" in seeker.text


async def test_a_why_about_life_is_no_why_about_the_last_answer(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.presses("topic:wealth")
    grounds = "방금 답은"
    for words in ("왜 자꾸 눈치를 보게 되지", "왜 이렇게 일이 안 풀리지"):
        await seeker.says(words)
        assert not seeker.text.startswith(grounds)
    await seeker.presses("topic:wealth")
    await seeker.says("왜 그렇게 나와?")
    assert seeker.text.startswith(grounds)


async def test_the_birth_year_of_a_chart_is_not_the_year_that_is_read(world: World) -> None:
    """The chart opens on words that name 1990; the year at a glance is the current one all the same."""
    seeker = await with_chart(world)
    await seeker.commands("/me")
    assert "1990년 경오" not in seeker.text


async def test_books_are_named_as_people_say_them(world: World) -> None:
    seeker = await with_chart(world)
    await seeker.says("편재가 뭐야?")
    assert seeker.sources == ("淵海子平, 論偏財",)
    await seeker.says("왜?")
    assert "연해자평(淵海子平), 論偏財" in seeker.text


async def test_the_character_is_followed_by_the_page_of_the_day_pillar() -> None:
    page = Passage("t.day", "saju_knowledge", "경진일주는 젖은 흙 속의 원석이에요.", "practice", "경진일주")
    seeker = await with_chart(World(library=ShelfLibrary((page,))))
    await seeker.says("내 성격은?")
    assert seeker.text.startswith("성격")
    assert seeker.text.endswith(page.text)
    assert page.source in seeker.sources


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("천을귀인 있어요?", "네, 있어요."),
        ("도화살 있나요?", "보이지 않아요"),
        ("올해 삼재인가요?", "2026년은"),
        ("내 띠가 뭐예요", "말띠"),
        ("내 용신은?", "목(木)"),
        ("저는 신강인가요 신약인가요", "신강(身強)"),
        ("나한테 부족한 오행은?", "드러난 오행은"),
        ("오행 뭐가 부족해", "용신은 목(木)"),
        ("너 사람이야?", "프로그램"),
        ("좋은 날 골라줘", "준비하고 있어요"),
        ("내 사주 좋은 사주야?", "한눈에 보기"),
        ("성공할 수 있을까", "직업"),
        ("아기 언제 생길까", "말씀드리지 않아요"),
    ],
)
async def test_what_stands_in_the_chart_is_said_of_the_chart(world: World, words: str, said: str) -> None:
    """Born 1990-05-15 14:00 in Busan: 庚午 辛巳 庚辰 癸未."""
    seeker = await with_chart(world)
    await seeker.says(words)
    assert said in seeker.text, seeker.text
