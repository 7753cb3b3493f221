"""Brings Korean, Hanja and English spellings of the same word together, and cuts text into search tokens."""

from __future__ import annotations

import re
import unicodedata

# Readings that differ from the character's usual one inside a term; tried before single characters.
_TERMS = {
    "十二運星": "십이운성",
    "六十甲子": "육십갑자",
    "十神": "십신",
    "十星": "십성",
    "十干": "십간",
    "六合": "육합",
    "六害": "육해",
    "龍": "용",
    "歷": "력",
    "力": "력",
    "流年": "유년",
    "陽刃": "양인",
    "羊刃": "양인",
    "祿": "록",
    "生辰": "생신",
}
_SINGLE = dict(
    zip(
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥木火土金水四柱八字命理日主干支年月時柱大運歲天地合沖冲刑破害"
        "比肩劫財食神傷官偏正印用喜忌仇閑身强強弱中和格局從化調候抑扶通關病藥專旺空亡桃花驛馬華蓋魁罡白虎刃"
        "貴人文昌乙怨嗔鬼門紅艶陰陽五行相生剋克節氣立春夏秋冬至雨水清明穀小大暑寒露霜降雪驚蟄分芒種滿處長沐浴"
        "冠帶建帝衰死墓絶絕胎養閏萬夜早眞真太宮配偶孤寡宿羅網德月福星金輿暗學堂殺煞三災方半納音支藏元本",
        "갑을병정무기경신임계자축인묘진사오미신유술해목화토금수사주팔자명리일주간지연월시주대운세천지합충충형파해"
        "비견겁재식신상관편정인용희기구한신강강약중화격국종화조후억부통관병약전왕공망도화역마화개괴강백호인"
        "귀인문창을원진귀문홍염음양오행상생극극절기입춘하추동지우수청명곡소대서한로상강설경칩분망종만처장목욕"
        "관대건제쇠사묘절절태양윤만야조진진태궁배우고과수라망덕월복성금여암학당살살삼재방반납음지장원본",
        strict=True,
    )
)
_TERM_PATTERN = re.compile("|".join(sorted(map(re.escape, _TERMS), key=len, reverse=True)))
_WORD = re.compile(r"[가-힣]+|[a-z]+|[0-9]+")
_HANJA = re.compile(r"[㐀-鿿]")


def fold(text: str) -> str:
    """NFC, lower case, Hanja read as Hangul (longest term first); what it does not know stays."""
    text = unicodedata.normalize("NFC", text).lower()
    text = _TERM_PATTERN.sub(lambda match: _TERMS[match.group()], text)
    return "".join(_SINGLE.get(character, character) for character in text)


def words(folded: str) -> list[str]:
    """Runs of Hangul, of Latin letters and of digits, in order."""
    return _WORD.findall(folded)


def tokens(text: str) -> list[str]:
    """Search tokens: bigrams of Hangul words (single syllables whole), Latin words, digits, single Hanja."""
    found: list[str] = []
    for word in words(fold(text)):
        if "가" <= word[0] <= "힣" and len(word) > 1:
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            found.append(word)
    return found + _HANJA.findall(text)
