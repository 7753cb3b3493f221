"""Cutting long texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chunks import cut, utf16_units


def parts(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end in cut(text, limit, utf16_units)]


def test_what_fits_stays_whole() -> None:
    assert parts("안녕하세요.\n\n반가워요.", 100) == ["안녕하세요.\n\n반가워요."]


def test_an_empty_line_is_the_first_choice_then_a_line_a_sentence_a_word() -> None:
    assert parts("가나다라 마바.\n\n사아자차 카타파하", 14) == ["가나다라 마바.", "사아자차 카타파하"]
    assert parts("가나다라 마바.\n사아자차 카타파하", 14) == ["가나다라 마바.", "사아자차 카타파하"]
    assert parts("가나다라 마바. 사아자차 카타파하", 14) == ["가나다라 마바.", "사아자차 카타파하"]
    assert parts("가나다라마바 사아자차 카타파하", 14) == ["가나다라마바 사아자차", "카타파하"]


def test_no_crumb_is_cut_off_for_an_early_pause() -> None:
    assert parts("네.\n\n" + "가" * 30, 20)[0] != "네."


def test_a_syllable_of_parts_and_a_joined_emoji_stay_in_one_piece() -> None:
    han = "\u1112\u1161\u11ab"  # 한 as Apple writes it in file names
    assert all(part.count("\u1112") == part.count("\u11ab") for part in parts(han * 20, 10))
    family = "👨\u200d👩\u200d👧"
    assert set(parts(family * 6, 20)) <= {family, family * 2}


@given(st.text(alphabet=st.sampled_from("가나a1 \n.😀é"), max_size=400), st.integers(2, 60))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    found = parts(text, limit)
    assert all(0 < utf16_units(part) <= limit for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())
