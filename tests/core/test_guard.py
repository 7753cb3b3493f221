"""What stops a reading, what does not, and what may be logged."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from core.guard import MAX_CHARACTERS, Alarm, alarm_in, clean, helplines, helplines_for
from core.scrub import scrub

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "words",
    [
        "죽고 싶어요",
        "죽 고 싶 다",
        "죽.고.싶.어",
        "그냥 차라리 죽는 게 낫겠어",
        "자살하고 싶어",
        "ㅈㅅ 하고 싶다",
        "요즘 살기 싫어요",
        "살고 싶지가 않아요",
        "목숨을 끊으려고요",
        "자해했어요",
        "극단적 선택을 생각해요",
        "배고파 죽겠는데 진짜 죽고 싶다",
        "다 같이 죽자",
        "번개탄 사 왔어요",
        "I want to die",
        "i wanna kill myself",
        "I don't want to live anymore",
        "thinking about suicide",
    ],
)
def test_words_of_suicide_are_heard(words: str) -> None:
    assert alarm_in(clean(words)) is Alarm.SUICIDE


@pytest.mark.parametrize(
    "words", ["힘들어서 죽겠어요", "사라지고 싶어", "더는 못 버티겠어요", "왜 사는지 모르겠어", "I feel hopeless"]
)
def test_doubtful_words_are_asked_about_softly(words: str) -> None:
    assert alarm_in(clean(words)) is Alarm.UNSURE


@pytest.mark.parametrize(
    "words",
    [
        "남편이 저를 때려요",
        "아빠한테 맞고 살아요",
        "부모님이 때려요",
        "스토킹을 당하고 있어요",
        "my husband hits me",
    ],
)
def test_words_of_abuse_get_other_help(words: str) -> None:
    assert alarm_in(clean(words)) is Alarm.ABUSE


@pytest.mark.parametrize("words", ["그 사람을 죽여버리고 싶어", "살해하고 싶다", "I want to kill him"])
def test_words_of_violence_get_other_help(words: str) -> None:
    assert alarm_in(clean(words)) is Alarm.VIOLENCE


@pytest.mark.parametrize(
    "words",
    [
        "배고파 죽겠다",
        "웃겨서 죽겠어 ㅋㅋ",
        "더워 죽겠네",
        "보고 싶어 죽겠어",
        "궁금해 죽을 것 같아",
        "회사가 죽을 맛이에요",
        "이 노래 죽여주네",
        "전복죽 먹고 싶다",
        "주식 투자 살까요?",
        "부자 살림",
        "여자 살기 좋은 사주인가요",
        "몇 살 해에 결혼하나요",
        "풀이 죽었어요",
        "기가 죽어요",
        "이유서 쓰는 중",
        "사주 이유서를 주세요",
        "재물운이 어때요?",
        "1990년 5월 15일 오후 2시 반 부산 여자",
        "남편 복이 있나요",
        "오빠는 맞고 저는 틀려요",
        "아빠가 맞았네요",
        "회사 때려치우고 싶어요",
        "끝내주는 사주네요",
        "나는 언제 죽나요",
        "I'm dying to know my year",
        "just killing time",
        "How is my love life?",
    ],
)
def test_idioms_and_everyday_words_are_left_alone(words: str) -> None:
    assert alarm_in(clean(words)) is None


def test_every_alarm_has_a_number_to_call_and_every_number_a_date() -> None:
    for alarm in Alarm:
        assert helplines_for(alarm), alarm
    assert helplines_for(Alarm.SUICIDE)[0].number == "109"
    for line in helplines():
        assert set(line.names) == {"ko", "en"}
        assert date(2026, 1, 1) <= line.checked_on <= date(2027, 12, 31)


def test_no_telephone_number_stands_anywhere_else() -> None:
    files = [*ROOT.glob("core/*.py"), *ROOT.glob("core/locale/*.toml"), ROOT / "core/lexicon.toml"]
    numbers = [line.number for line in helplines()]
    pattern = re.compile(r"(?<![\d.\-])(?:" + "|".join(map(re.escape, numbers)) + r")(?![\d.\-])")
    told = {f.name: pattern.findall(f.read_text("utf-8")) for f in files}
    assert {name: found for name, found in told.items() if found} == {}


def test_control_and_invisible_characters_are_taken_out() -> None:
    assert clean("  1990\u200b년\u202e 5월\x00\x07\n15일\ud800 ") == "1990년 5월 15일"


def test_decomposed_hangul_is_put_together() -> None:
    assert clean("\u1109\u1161\u110c\u116e") == "사주"


@pytest.mark.parametrize(
    ("words", "traces"),
    [
        ("1990년 5월 15일 오후 2시 반생이에요", ["1990", "15일", "2시"]),
        ("음력 1990.5.15 14:30", ["1990", "15", "14:30"]),
        ("900515-2123456", ["900515", "2123456"]),
        ("900515생 여자", ["900515"]),
        ("90년생이고 010-1234-5678로 전화 주세요", ["90년", "1234", "5678"]),
        ("제 이름은 김철수예요", ["김철수"]),
        ("my name is Kim and I was born on May 15, 1990 at 2:30 pm", ["Kim", "15", "1990", "2:30"]),
        ("born 15th of May 1990", ["15th", "1990"]),
        ("메일은 a.b@example.co.kr", ["example", "a.b"]),
        ("4111 1111 1111 1111", ["4111", "1111"]),
        ("천구백구십년 오월 십오일", ["구십년", "십오일"]),
        ("새벽 두시쯤, 묘시에 태어남", ["두시", "묘시"]),
        ("庚午년 辛巳월 경진일주 癸未시", ["庚午", "辛巳", "경진", "癸未"]),
        ("19900515", ["1990", "0515"]),
    ],
)
def test_what_identifies_a_person_is_not_logged(words: str, traces: list[str]) -> None:
    logged = scrub(words)
    assert [trace for trace in traces if trace in logged] == []


@pytest.mark.parametrize(
    "words", ["재물운이 어때요?", "편재가 뭐야?", "올해 이직해도 될까요?", "How is my love life?"]
)
def test_an_ordinary_question_is_logged_as_it_is(words: str) -> None:
    assert scrub(words) == words


def test_a_long_run_of_digits_is_scrubbed_whole() -> None:
    logged = scrub(("1 " * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert sum(c.isdigit() for c in logged) < 19
