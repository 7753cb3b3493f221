"""택일: the gods of a day by its month, and what each occasion seeks or shuns.

- 건제십이신 (建除十二神) and what they suit: 協紀辨方書 義例, 用事; for the rest the verse
  「建滿平收黑 除危定執黃 成開皆可用 閉破不相當」 (玉匣記, 天機大要).
- 황도 and 흑도 (黃道黑道): 協紀辨方書 義例
  「寅申須加子 卯酉卻在寅 辰戌龍位上 巳亥午中行 子午臨申地 丑未戌上尋」.
- 천덕 월덕 and what combines with them, 천사, 사폐, 십악대패: the tables of `sinsal_tables`, here for the day. In
  the months of 子 卯 午 酉 천덕 is a corner (坤乾艮巽), which no day bears.
- 역마 of the month (驛馬), 월파 and 세파 (月破 歲破): 協紀辨方書 義例. 월기일 (月忌日): 天機大要.
- 亥 shuns weddings and 巳 journeys: 彭祖百忌.
Points are ours.
"""

from __future__ import annotations

from enum import Enum

from core.saju import sinsal_tables
from core.saju.ganji import PILLAR_BY_GANJI
from core.saju.relation_tables import STEM_CHARACTERS


class Occasion(Enum):
    """결혼, 이사, 개업, 계약, 여행."""

    WEDDING = "wedding"
    MOVE = "move"
    OPENING = "opening"
    CONTRACT = "contract"
    TRAVEL = "travel"


_W, _M, _O, _C, _T = Occasion

GEONJE = "建除滿平定執破危成收開閉"
GEONJE_HANGUL = "건 제 만 평 정 집 파 위 성 수 개 폐".split()
GEONJE_VERSE = "協紀辨方書 義例 建除十二神; 玉匣記 「建滿平收黑 除危定執黃 成開皆可用 閉破不相當」"
GEONJE_POINTS = (-3.0, 6.0, -3.0, -3.0, 6.0, 6.0, -12.0, 6.0, 8.0, -3.0, 8.0, -10.0)

OCCASIONS = "協紀辨方書 用事"
# god → (occasions it suits, occasions that shun it); 破 shuns all and is 월파
SUITS: dict[str, tuple[frozenset[Occasion], frozenset[Occasion]]] = {
    god: (frozenset(good), frozenset(bad))
    for god, good, bad in (
        ("建", (_T,), ()),
        ("除", (), ()),
        ("滿", (_O, _C), ()),
        ("平", (), tuple(Occasion)),
        ("定", (), ()),
        ("執", (), ()),
        ("破", (), tuple(Occasion)),
        ("危", (), ()),
        ("成", (_M, _O, _C), ()),
        ("收", (), tuple(Occasion)),
        ("開", (_M, _O, _T), ()),
        ("閉", (), (_W, _M, _O, _T)),
    )
}
SUIT_POINTS = 8.0

HWANGDO = "靑龍 明堂 天刑 朱雀 金匱 天德 白虎 玉堂 天牢 玄武 司命 勾陳".split()
HWANGDO_HANGUL = "청룡 명당 천형 주작 금궤 천덕 백호 옥당 천뢰 현무 사명 구진".split()
YELLOW = frozenset("靑龍 明堂 金匱 天德 玉堂 司命".split())
HWANGDO_SOURCE = "協紀辨方書 義例 黃道黑道"
YELLOW_POINTS, BLACK_POINTS = 8.0, -5.0

SON_SOURCE = "Korean practice (손 없는 날, 한국민속대백과사전)"
SON_POINTS: dict[Occasion, tuple[float, float]] = {_W: (6.0, 0.0), _M: (12.0, -6.0), _O: (6.0, 0.0)}  # free, not
WOLGI_DAYS = frozenset((5, 14, 23))
WOLGI_SOURCE = "天機大要 (月忌日); Korean practice"
WOLGI_POINTS: dict[Occasion, float] = {_W: -5.0, _M: -5.0, _T: -5.0}

# Stems that are the star of a month, "" where it is no stem; [month branch]
_BY_NAME = {rule.star.name: rule for rule in sinsal_tables.BY_MONTH}
VIRTUES: tuple[tuple[str, tuple[str, ...], float, str], ...] = tuple(
    (
        key,
        tuple("".join(c for c in target if c in STEM_CHARACTERS) for target in _BY_NAME[name].targets),
        points,
        _BY_NAME[name].star.source + "; 協紀辨方書 義例",
    )
    for key, name, points in (
        ("cheondeok", "천덕귀인", 8.0),
        ("woldeok", "월덕귀인", 8.0),
        ("cheondeokhap", "천덕합", 5.0),
        ("woldeokhap", "월덕합", 5.0),
    )
)


def _pillars_of_season(name: str) -> tuple[frozenset[int], ...]:
    words = next(words for star, words in sinsal_tables.DAYS_OF_SEASONS if star.name == name)
    return tuple(frozenset(PILLAR_BY_GANJI[ganji].index for ganji in season.split()) for season in words)


CHEONSA = _pillars_of_season("천사일")  # [season][…], spring first
CHEONSA_SOURCE = "協紀辨方書 義例 天赦 「春戊寅 夏甲午 秋戊申 冬甲子」"
CHEONSA_POINTS = 10.0
SAPYE = _pillars_of_season("사폐일")
SAPYE_SOURCE = "協紀辨方書 義例 四廢"
SAPYE_POINTS = -12.0
SIPAKDAEPAE = frozenset(
    PILLAR_BY_GANJI[ganji].index
    for star, words in sinsal_tables.PILLARS_THAT_ARE
    if star.name == "십악대패"
    for ganji in words.split()
)
SIPAKDAEPAE_SOURCE = "三命通會 論十惡大敗"
SIPAKDAEPAE_POINTS = -6.0

YEOKMA_SOURCE = "協紀辨方書 義例 驛馬"
YEOKMA_POINTS: dict[Occasion, float] = {_M: 5.0, _T: 6.0}
SEPA_SOURCE = "協紀辨方書 義例 歲破"
SEPA_POINTS = -10.0
WOLPA_SOURCE = "協紀辨方書 義例 月破"
TABOO_BRANCH: dict[Occasion, str] = {_W: "亥", _T: "巳"}
TABOO_SOURCE = "彭祖百忌 「亥不嫁娶 巳不遠行」"
TABOO_POINTS = -5.0


def blue_dragon(month_branch: int) -> int:
    """The branch of the day that is 靑龍 in a month: 子 for 寅 and 申, then two further each month."""
    return 2 * (month_branch - 2) % 12


def month_horse(month_branch: int) -> int:
    """역마 of a month: opposite the birth of its 삼합, so 申 for 寅午戌 months."""
    return (2, 11, 8, 5)[month_branch % 4]
