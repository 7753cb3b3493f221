"""A particle follows the sound of the word in front of it, however that word is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.particles import PARTICLES, attach, fill, particle, template_faults
from core.saju.terms import BRANCHES, ELEMENTS, SIPSEONGS, STAGES, STEMS

SINSAL_NAMES = (
    "천을귀인 태극귀인 문창귀인 학당귀인 천덕귀인 월덕귀인 복성귀인 금여 암록 건록 도화 홍염 역마 화개 장성 반안 "
    "겁살 재살 망신 육해 년살 월살 천살 지살 양인 괴강 백호 귀문관살 원진 고신 과숙 현침 천라지망 "
    "공망 삼재 급각 탕화"
).split()
_SINGLE = [*(s.hangul for s in STEMS), *(b.hangul for b in BRANCHES), *(e.hangul for e in ELEMENTS)]
TERMS = [
    *zip("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥木火土金水", "".join(_SINGLE), strict=True),
    *((f"{t.hangul}({t.hanja})", t.hangul) for t in SIPSEONGS),
    *((f"{t.hangul}({t.hanja})", t.hangul) for t in STAGES),
    *((f"「{name}」", name) for name in SINSAL_NAMES),
]


@pytest.mark.parametrize(
    ("word", "form", "expected"),
    [
        ("목(木)", "이", "이"),
        ("甲木", "은", "은"),
        ("丙火(병화)", "은", "는"),
        ("물", "으로", "로"),
        ("서울", "으로", "로"),
        ("금", "으로", "으로"),
        ("3", "을", "을"),
        ("2", "을", "를"),
        ("7", "으로", "로"),
        ("10", "이", "이"),
        ("1,000", "은", "은"),
        ("100", "과", "과"),
        ("20000", "이", "이"),
        ("2.0", "이", "이"),
        ("40%", "이", "가"),
        ("36℃", "을", "를"),
        ("AI", "은", "는"),
        ("LLM", "은", "은"),
        ("URL", "으로", "로"),
        ("“경금”", "과", "과"),
        ("나무", "이에요", "예요"),
        ("바위", "이라", "라"),
        ("지민", "아", "아"),
        ("(경금)", "은", "은"),
    ],
)
def test_particle_follows_the_word_as_it_is_read(word: str, form: str, expected: str) -> None:
    assert particle(word, form) == expected


@pytest.mark.parametrize("form", sorted(PARTICLES))
def test_every_term_of_the_field_takes_the_particle_of_its_reading(form: str) -> None:
    after_consonant, after_vowel = PARTICLES[form]
    for written, read in TERMS:
        final = (ord(read[-1]) - 0xAC00) % 28
        vowel_form = final == 0 or (after_consonant == "으로" and final == 8)
        assert attach(written, form) == written + (after_vowel if vowel_form else after_consonant)


@given(st.text(max_size=30), st.sampled_from(sorted(PARTICLES)))
def test_any_text_gets_one_of_the_two_forms(word: str, form: str) -> None:
    assert particle(word, form) in PARTICLES[form]


@given(st.text(alphabet="가각갈목화토금수", min_size=1, max_size=6), st.sampled_from(sorted(PARTICLES)))
def test_a_gloss_in_brackets_changes_nothing(word: str, form: str) -> None:
    assert particle(f"{word}(漢字)", form) == particle(word, form)


def test_slots_name_the_particle_they_need() -> None:
    filled = fill("{a:은} {b:과} {n}개로 {c:이에요}", {"a": "경금", "b": "화", "n": 3, "c": "나무"})
    assert filled == "경금은 화와 3개로 나무예요"


def test_a_missing_slot_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        fill("{ilgan:은} 강해요", {})


@pytest.mark.parametrize("bad", ["화은(는)", "목이(가)", "물을(를)", "{a}은 커요", "{a}를", "{a}으로 가요"])
def test_lint_sees_a_particle_nobody_chose(bad: str) -> None:
    assert template_faults(bad)


@pytest.mark.parametrize("good", ["{a:은} 커요", "{n}개로", "{a}의 힘", "{a}에서", "{a}도"])
def test_lint_lets_chosen_particles_pass(good: str) -> None:
    assert not template_faults(good)
