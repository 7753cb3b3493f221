"""조사: which of two forms of a particle follows a word, by the sound the word ends in.

The word is judged as it is read aloud: in front of a bracketed gloss (`목(木)` as 목), without closing quotes,
numbers by their Sino-Korean reading, the 22 stems and branches and the five elements in Hanja by their reading,
Latin letters by their Korean names (표준국어대사전 spellings: 엘, 엠, 엔, 알 end in a consonant).
Templates write `{slot:은}`; either form of a pair may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

_PAIRS = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이나", "나"),
    ("이라", "라"),
    ("이란", "란"),
    ("이며", "며"),
    ("이에요", "예요"),
    ("이었", "였"),
    ("아", "야"),
)
PARTICLES: Mapping[str, tuple[str, str]] = {form: pair for pair in _PAIRS for form in pair}
"""Either form of a pair -> (form after a consonant, form after a vowel)."""

_NONE, _RIEUL, _OTHER = 0, 8, 1  # a final consonant as its index among the 28 finals of Unicode; 8 is ㄹ
_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_ROUND = {1: "십", 2: "백", 3: "천", 8: "억", 9: "억", 10: "억", 11: "억", 12: "조"}  # by trailing zeros; else 만
_HANJA = dict(
    zip(
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥木火土金水",
        "갑을병정무기경신임계자축인묘진사오미신유술해목화토금수",
        strict=True,
    )
)
_LETTERS = {"l": _RIEUL, "r": _RIEUL, "m": _OTHER, "n": _OTHER}
_GLOSS = re.compile(r"(?<=[^\s(])\s?\([^()]*\)$|(?<=[^\s\[])\s?\[[^\[\]]*\]$")
_CLOSING = "'\"’”」』〉》)]}*_ "
_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?$")


def _final(word: str) -> int:
    """Index of the final consonant of the last sound, 0 when it ends in a vowel."""
    stripped = _GLOSS.sub("", word.rstrip("'\"’”」』〉》*_ ")).rstrip(_CLOSING)
    if not stripped:
        return _NONE
    last = stripped[-1]
    if number := _NUMBER.search(stripped):
        last = _spoken_end(number.group())
    last = _HANJA.get(last, last)
    if "가" <= last <= "힣":
        return (ord(last) - 0xAC00) % 28
    if stripped.lower().endswith("ng"):
        return _OTHER
    return _LETTERS.get(last.lower(), _NONE)  # %, ℃ and ° are read 퍼센트, 도: a vowel


def _spoken_end(number: str) -> str:
    """Last syllable of a number as it is read: 10 is 십, 1,000 is 천, 2.0 is 이 점 영."""
    digits = number.replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if "." in digits or zeros in (0, len(digits)):
        return _DIGITS[digits[-1]]
    return _ROUND.get(zeros, "만")


def particle(word: str, form: str) -> str:
    """The form that follows `word`; `form` is either member of a pair. KeyError for an unknown particle."""
    after_consonant, after_vowel = PARTICLES[form]
    final = _final(word)
    if after_consonant == "으로" and final == _RIEUL:
        return after_vowel
    return after_consonant if final else after_vowel


def attach(word: str, form: str) -> str:
    """`attach("경금(庚金)", "은")` is `경금(庚金)은`."""
    return word + particle(word, form)


class _ParticleFormatter(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec in PARTICLES:
            return attach(str(value), format_spec)
        return str(format(value, format_spec))


_FORMATTER = _ParticleFormatter()


def fill(template: str, slots: Mapping[str, object]) -> str:
    """A template with its slots filled and their particles chosen. KeyError when a slot has no value."""
    return _FORMATTER.vformat(template, (), slots)


_BOTH_FORMS = re.compile(r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로|\(이\)")
_BARE = re.compile(r"\}(은|는|이|가|을|를|과|와|으로|로|이나|나|이라|라|이란|란|이에요|예요)(?![가-힣])")


def template_faults(template: str) -> tuple[str, ...]:
    """What a template does wrong: both forms written out, or a particle glued to a slot without a choice."""
    return tuple(m.group() for pattern in (_BOTH_FORMS, _BARE) for m in pattern.finditer(template))
