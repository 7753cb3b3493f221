"""합충형파해: which stems and branches meet, and what becomes of them, as the books list it.

Every row names its source. Characters are written in the order of the book; rows are read once at import into
tables indexed by integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.saju.terms import Element

STEM_CHARACTERS = "甲乙丙丁戊己庚辛壬癸"
BRANCH_CHARACTERS = "子丑寅卯辰巳午未申酉戌亥"


class RelationKind(Enum):
    """The kinds; the value is what JSON and people call them."""

    STEM_COMBINATION = "천간합"
    STEM_CLASH = "천간충"
    SIX_COMBINATION = "육합"
    TRIAD = "삼합"
    HALF_TRIAD = "반합"
    DIRECTION = "방합"
    HIDDEN_COMBINATION = "암합"
    CLASH = "육충"
    PUNISHMENT = "형"
    BREAK = "파"
    HARM = "해"
    RESENTMENT = "원진"
    GHOST_GATE = "귀문"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a book: the characters, the element they turn into (if any), and the book."""

    kind: RelationKind
    characters: str
    element: Element | None
    source: str


def _rows(kind: RelationKind, entries: str, source: str) -> tuple[Row, ...]:
    """Entries are characters, with `=` and the element's character where they transform."""
    rows = []
    for entry in entries.split():
        characters, _, element = entry.partition("=")
        rows.append(Row(kind, characters, Element("木火土金水".index(element)) if element else None, source))
    return tuple(rows)


_K = RelationKind

STEM_PAIRS: tuple[Row, ...] = (
    *_rows(_K.STEM_COMBINATION, "甲己=土 乙庚=金 丙辛=水 丁壬=木 戊癸=火", "三命通會 論十干合"),
    *_rows(_K.STEM_CLASH, "甲庚 乙辛 丙壬 丁癸", "Korean practice; 五行大義 論沖破 (甲庚 乙辛 丙壬 丁癸 opposite)"),
)

# 午未 is completed by School.ohmi.
SIX_COMBINATIONS: tuple[Row, ...] = _rows(
    _K.SIX_COMBINATION, "子丑=土 寅亥=木 卯戌=火 辰酉=金 巳申=水 午未", "三命通會 論支元六合"
)

# Where one pair bears two names (寅巳 is 형 and 해) the books list both, so both are given.
BRANCH_PAIRS: tuple[Row, ...] = (
    *_rows(_K.CLASH, "子午 丑未 寅申 卯酉 辰戌 巳亥", "三命通會 論沖擊"),
    *_rows(_K.PUNISHMENT, "寅巳 巳申 申寅 丑戌 戌未 未丑 子卯 辰辰 午午 酉酉 亥亥", "三命通會 論三刑"),
    *_rows(_K.BREAK, "子酉 丑辰 寅亥 卯午 巳申 未戌", "五行大義 論沖破; Korean practice"),
    *_rows(_K.HARM, "子未 丑午 寅巳 卯辰 申亥 酉戌", "三命通會 論六害"),
    *_rows(_K.RESENTMENT, "子未 丑午 寅酉 卯申 辰亥 巳戌", "Korean practice (怨嗔)"),
)

# Half of a 삼합, with its centre (旺支): 生地 + 旺支, 旺支 + 庫地.
HALF_TRIADS: tuple[Row, ...] = _rows(
    _K.HALF_TRIAD,
    "申子=水 子辰=水 亥卯=木 卯未=木 寅午=火 午戌=火 巳酉=金 酉丑=金",
    "Korean practice (반합, with the 旺支), after 三命通會 論支元三合",
)

# Pairs whose main hidden stems combine (子癸 戌戊, 丑己 寅甲, 未己 寅甲, 卯乙 申庚, 午丁 亥壬); 子辰 and
# 巳酉 would belong here too, but are 반합.
HIDDEN_COMBINATIONS: tuple[Row, ...] = _rows(
    _K.HIDDEN_COMBINATION, "子戌 丑寅 寅未 卯申 午亥", "Korean practice (암합), by 천간합 of the main hidden stems"
)

GHOST_GATES: dict[str, tuple[Row, ...]] = {
    "standard": _rows(_K.GHOST_GATE, "子酉 丑午 寅未 卯申 辰亥 巳戌", "Korean practice (鬼門關)"),
    "variant": _rows(_K.GHOST_GATE, "子未 丑午 寅酉 卯申 辰亥 巳戌", "Korean practice (鬼門關 taken as 怨嗔)"),
}

TRIOS: tuple[Row, ...] = (
    *_rows(_K.TRIAD, "申子辰=水 亥卯未=木 寅午戌=火 巳酉丑=金", "三命通會 論支元三合"),
    *_rows(_K.DIRECTION, "寅卯辰=木 巳午未=火 申酉戌=金 亥子丑=水", "三命通會 論支元三合 (方局)"),
    *_rows(_K.PUNISHMENT, "寅巳申 丑戌未", "三命通會 論三刑"),
)

# Months in which a transformation is possible, by element (木火土金水): 三命通會 論十干化氣 names the 삼합 of the
# element, and 寅 申 巳 亥 as its seat; 土 has the four 庫.
SUPPORTING_MONTHS = ("亥卯未寅", "寅午戌巳", "辰戌丑未", "巳酉丑申", "申子辰亥")
