"""Answers in pieces: together they are the answer, nothing more and nothing less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pieces import in_pieces
from tests.fakes import World, with_chart


@pytest.mark.parametrize("asked", ["편재가 뭐예요?", "올해 운은?", "대운 알려줘", "왜 용신이 그거야?", "고마워요"])
async def test_the_pieces_of_every_answer_are_the_answer(asked: str) -> None:
    seeker = await with_chart(World())
    for reply in await seeker.says(asked):
        assert "".join(reply.pieces) in (reply.text, "")


@given(st.text(alphabet=st.sampled_from("가나 \n\t.!?…1aZ\"'~\r한😀"), max_size=80) | st.text(max_size=80))
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = in_pieces(text)
    assert "".join(pieces) == (text if pieces else "")
    assert all(pieces)
    assert len(pieces) != 1


def test_a_sentence_and_a_line_are_pieces_and_a_number_is_none() -> None:
    assert in_pieces("제목\n\n1. 첫째예요. 둘째예요! 3.5점이에요.") == (
        "제목\n\n",
        "1. 첫째예요. ",
        "둘째예요! ",
        "3.5점이에요.",
    )
