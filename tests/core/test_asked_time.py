"""Which year a question is about."""

from __future__ import annotations

import pytest

from core.asked_time import year_asked


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("내년은?", 2027),
        ("내후년엔 어때", 2028),
        ("작년에 왜 힘들었지", 2025),
        ("재작년은", 2024),
        ("올해 이직해도 될까?", 2026),
        ("10년 뒤는?", 2036),
        ("십 년 후 나는", 2036),
        ("3년 있다가 어때", 2029),
        ("2031년 운세", 2031),
        ("2031 운세 알려줘", 2031),
        ("what about next year", 2027),
        ("in ten years", 2036),
        ("5 years from now", 2031),
        ("재물운 어때?", None),
        ("1990년생이야", None),
        ("2005년 3월 2일생 남자", None),
        ("2005년생인데 연애운은", None),
        ("2005-03-02", None),
        ("돈 2000만원 벌까", None),
        ("대운이 10년마다 바뀌어?", None),
    ],
)
def test_a_year_is_found_where_one_is_meant(words: str, year: int | None) -> None:
    assert year_asked(words, 2026) == year
