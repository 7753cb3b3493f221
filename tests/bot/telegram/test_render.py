"""Texts as Telegram takes them: held against the service's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.keyboards import MOST_BYTES, is_passing, markup, read_press
from bot.telegram.render import CAPTION_UNITS, as_caption, in_parts
from core.messages import Choice
from tests.telegram_double.entities import checked_text, utf16_length


@pytest.mark.parametrize("words", ["1 < 2 & 3 > 2", "<b>굵게</b>", "&lt;", '<a href="x">', "</pre>", "&amp;amp;"])
def test_what_looks_like_markup_is_shown_as_it_was_written(words: str) -> None:
    (part,) = in_parts(words)
    assert checked_text(part.html, "HTML") == (words, [])


def test_a_title_stands_out() -> None:
    (part,) = in_parts("재물운\n\n돈은 천천히 모여요.")
    text, entities = checked_text(part.html, "HTML")
    assert text == part.plain
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [("bold", 0, 3)]


def test_columns_keep_their_places() -> None:
    table = "     시주   일주   월주\n천간  癸 계   庚 경   辛 신\n지지  未 미   辰 진   巳 사"
    (part,) = in_parts(f"사주예요.\n\n{table}\n끝")
    _, entities = checked_text(part.html, "HTML")
    assert [e["type"] for e in entities] == ["pre"]


def test_marks_that_turn_or_hide_words_are_left_out() -> None:
    (part,) = in_parts("가\u202e나\u200b다\x07\ufeff라 👨\u200d👩")
    assert part.plain == "가나다라 👨\u200d👩"


def test_more_than_two_messages_are_numbered() -> None:
    two, three = in_parts("가" * 5_000), in_parts("가나다라마 " * 2_000)
    assert len(two) == 2
    assert not two[0].plain.startswith("(")
    assert [part.plain.partition("\n")[0] for part in three] == ["(1/3)", "(2/3)", "(3/3)"]


def test_a_caption_is_shorter() -> None:
    assert as_caption("가" * CAPTION_UNITS) is not None
    assert as_caption("가" * (CAPTION_UNITS + 1)) is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("가힣 \n.<>&😀a\u200d\u0301"), max_size=300), st.integers(1, 60))
def test_every_part_is_taken_by_the_service(text: str, times: int) -> None:
    for part in in_parts(text * times):
        shown, _ = checked_text(part.html, "HTML")
        assert utf16_length(shown) <= 4096


def test_buttons_stand_in_columns_and_ways_out_beneath() -> None:
    choices = [Choice(f"time:{n}", f"자시 {n}~1시") for n in range(4)] + [
        Choice("back", "뒤로"),
        Choice("restart", "처음부터"),
    ]
    keyboard = markup(choices, "0a1b2c3d")
    assert keyboard is not None
    assert [[b.text for b in row] for row in keyboard.inline_keyboard][-1] == ["뒤로", "처음부터"]
    assert len({len(row) for row in keyboard.inline_keyboard[:-1]}) == 1


def test_one_long_label_does_not_make_a_tower_of_the_others() -> None:
    labels = [*"성격 재물 일·직업 연애 건강".split(), "다른 사주 보기", "기억해 둘래요"]
    keyboard = markup([Choice(f"topic:{n}", label) for n, label in enumerate(labels)], "0a1b2c3d")
    assert keyboard is not None
    shown = [[b.text for b in row] for row in keyboard.inline_keyboard]
    assert shown == [["성격", "재물"], ["일·직업", "연애"], ["건강"], ["다른 사주 보기"], ["기억해 둘래요"]]


def test_a_press_comes_back_as_it_was_made() -> None:
    keyboard = markup([Choice("set:day_boundary:rat_hour", "밤 11시")], "0a1b2c3d")
    assert keyboard is not None
    sent = str(keyboard.inline_keyboard[0][0].callback_data)
    assert len(sent.encode()) <= MOST_BYTES
    assert read_press(sent).value == "set:day_boundary:rat_hour"
    assert not read_press("0:old:begin").is_ours
    assert not read_press(None).is_ours


def test_a_value_that_is_too_long_for_a_button_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="too long"):
        markup([Choice("place:" + "가" * 20, "긴 이름")], "0a1b2c3d")


def test_only_questions_have_buttons_that_pass() -> None:
    assert is_passing([Choice("confirm:yes", "맞아요"), Choice("restart", "처음부터")])
    assert not is_passing([Choice("topic:love", "연애"), Choice("why", "근거 보기"), Choice("again", "다른 사주")])
