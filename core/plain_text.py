"""What a person typed, as plain text of a bounded length: the one form that every reader of words works on.

Full-width digits, decomposed Hangul, Hanja units (1990年 5月), accents, dashes, invisible marks and controls
come out as one spelling each, so that the readers need only know one.
"""

from __future__ import annotations

import re
import unicodedata

from core.birth_numerals import number

# A birth is told within a few lines; what follows is not read. This bounds the work for any input.
MAX_CHARS = 600

_HANJA = str.maketrans(
    {
        **dict(zip("甲乙丙丁戊己庚辛壬癸", "갑을병정무기경신임계", strict=True)),
        **dict(zip("子丑寅卯辰巳午未申酉戌亥", "자축인묘진사오미신유술해", strict=True)),
        **dict(zip("〇零一二三四五六七八九十百千", "영영일이삼사오육칠팔구십백천", strict=True)),
        **dict(zip("年月日時时分半男女生閏闰初", "년월일시시분반남여생윤윤초", strict=True)),
        **dict(zip("陰阴陽阳曆暦历", "음음양양력력력", strict=True)),
    }
)
# 五時 is five o'clock; read as 오시 it would be the double hour of the horse.
_HANJA_HOUR = re.compile("[〇零一二三四五六七八九十]{1,4}(?=[時时])")
_HANJA_WORDS = (
    ("農曆", "음력"),
    ("农历", "음력"),
    ("旧暦", "음력"),
    ("舊曆", "음력"),
    ("正月", "정월"),
    ("午前", "오전"),
    ("午後", "오후"),
    ("下午", "오후"),
    ("上午", "오전"),
    ("凌晨", "새벽"),
    ("正午", "정오"),
    ("子正", "자정"),
    ("夜子", "야자"),
    ("朝子", "조자"),
)
# What NFKC would make a letter or a digit of: 1990ㆍ5ㆍ15, and ①1990 as 11990.
_BEFORE_FOLDING = str.maketrans(dict.fromkeys("ㆍ·", ".") | dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩", " "))
_MARKS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣ー", "-"),
        **dict.fromkeys("〜∼～", "~"),
        **dict.fromkeys("’‘`´ʼ′", "'"),
        **dict.fromkeys("。・·ㆍ•‧。", "."),
        **dict.fromkeys('、,()[]{}<>"“”「」『』《》【】;|_*=', " "),
        **dict.fromkeys("⁄∕", "/"),
        **dict.fromkeys("∶:", ":"),
    }
)


def plain(text: str) -> str:
    """At most `MAX_CHARS` characters in lower case, single spaces, no control characters."""
    composed = unicodedata.normalize("NFKC", text[:MAX_CHARS].translate(_BEFORE_FOLDING))[:MAX_CHARS]
    for hanja, hangul in _HANJA_WORDS:
        composed = composed.replace(hanja, hangul)
    composed = _HANJA_HOUR.sub(lambda m: str(number(m[0].translate(_HANJA))), composed)
    folded = "".join(map(_fold, composed.translate(_HANJA).translate(_MARKS).lower()))
    return " ".join(folded.split())[:MAX_CHARS]


def _fold(char: str) -> str:
    """The character itself, its base letter when it carries a Latin accent, or a space for what cannot be read."""
    if char.isascii():
        return char if char.isprintable() else " "
    if "가" <= char <= "힣":
        return char
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] in "CZ":
        return " "
    base = unicodedata.decomposition(char).split(" ")[0]
    return chr(int(base, 16)) if base and not base.startswith("<") else char
