"""신살: the stars, where each is read from, and its book.

A row reads: Hangul name, Hanja, group, source, table. Tables are words in the order of the base (ten stems
甲-癸, or twelve branches 子-亥); a word lists every character, stem or branch, that is the star for that base,
`-` where there is none. 「verse」 quotes the line the table is read from. Groups: `noble` (귀인, helpers), `twelve`
(십이신살), `day` (the day pillar itself), `sal` (the rest). What two books say differently is an option of School.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.saju.school import Goegang, Gwimun, Hongyeom, YinYangin

KOREAN = "Korean practice"
_ALL_STARS = "三命通會 總論諸神煞"


@dataclass(frozen=True, slots=True)
class Star:
    """A name and its book. `where` is the mask of places (see places_in_chart) at which the star counts."""

    name: str
    hanja: str
    group: str
    source: str
    where: int = 0xFF


@dataclass(frozen=True, slots=True)
class Rule:
    """`targets[base value]` are the characters that are the star."""

    star: Star
    base: str  # day_stem, month_branch, year_branch, day_branch
    targets: tuple[str, ...]


DAY = 0b0011_0000
DAY_AND_HOUR = 0b1111_0000
_SAMHAP = "三命通會 論劫煞亡神 · 論驛馬 (by 三合)"


def _by(base: str, star: Star, table: str) -> Rule:
    words = tuple("" if word == "-" else word for word in table.split())
    if len(words) != (10 if base == "day_stem" else 12):
        raise ValueError(f"the table of {star.name} has {len(words)} words")
    return Rule(star, base, words)


def _noble(name: str, hanja: str, source: str, where: int = 0xFF) -> Star:
    return Star(name, hanja, "noble", source, where)


def _sal(name: str, hanja: str, source: str, where: int = 0xFF) -> Star:
    return Star(name, hanja, "sal", source, where)


BY_DAY_STEM: tuple[Rule, ...] = (
    _by(
        "day_stem",
        _noble("천을귀인", "天乙貴人", "三命通會 論天乙貴人 「甲戊庚牛羊」"),
        "丑未 子申 亥酉 亥酉 丑未 子申 丑未 寅午 卯巳 卯巳",
    ),
    _by(
        "day_stem",
        _noble("태극귀인", "太極貴人", "三命通會 論太極貴"),
        "子午 子午 卯酉 卯酉 辰戌丑未 辰戌丑未 寅亥 寅亥 巳申 巳申",
    ),
    _by(
        "day_stem", _noble("문창귀인", "文昌貴人", f"{KOREAN} 「甲乙巳午報君知」"), "巳 午 申 酉 申 酉 亥 子 寅 卯"
    ),
    _by("day_stem", _noble("문곡귀인", "文曲貴人", f"{KOREAN} (opposite 문창)"), "亥 子 寅 卯 寅 卯 巳 午 申 酉"),
    _by(
        "day_stem",
        _noble("학당귀인", "學堂貴人", "三命通會 論學堂詞館 (長生 of the day stem)"),
        "亥 午 寅 酉 寅 酉 巳 子 申 卯",
    ),
    _by(
        "day_stem",
        _noble("관귀학관", "官貴學館", "淵海子平 官貴學館 (長生 of the officer's element)"),
        "巳 巳 申 申 亥 亥 寅 寅 申 申",
    ),
    _by(
        "day_stem",
        _noble("복성귀인", "福星貴人", f"{_ALL_STARS} (福星貴: the hour whose stem is 食神)"),
        "寅 丑 子 酉 申 未 午 巳 辰 卯",
    ),
    _by("day_stem", _noble("천복귀인", "天福貴人", f"{KOREAN} (祿 of 正官)"), "酉 申 子 亥 卯 寅 午 巳 午 巳"),
    _by("day_stem", _noble("국인귀인", "國印貴人", f"{KOREAN} (祿後四位)"), "戌 亥 丑 寅 丑 寅 辰 巳 未 申"),
    _by("day_stem", _noble("건록", "建祿", "淵海子平 十干祿"), "寅 卯 巳 午 巳 午 申 酉 亥 子"),
    _by("day_stem", _noble("암록", "暗祿", f"{KOREAN} (六合 of 祿)"), "亥 戌 申 未 申 未 巳 辰 寅 丑"),
    _by("day_stem", _noble("금여", "金輿", "三命通會 論金輿 (祿前二辰)"), "辰 巳 未 申 未 申 戌 亥 丑 寅"),
    _by(
        "day_stem",
        _sal("낙정관살", "落井關殺", f"星平會海 小兒關煞; {KOREAN}", DAY_AND_HOUR),
        "巳 子 申 戌 卯 巳 子 申 戌 卯",
    ),
    _by(
        "day_stem",
        _sal("유하살", "流霞殺", f"{_ALL_STARS} 「甲鷄乙犬丙羊加」 as circulated"),
        "酉 戌 未 申 巳 午 辰 卯 亥 寅",
    ),
)

BY_MONTH: tuple[Rule, ...] = (
    _by(
        "month_branch",
        _noble("천덕귀인", "天德貴人", "淵海子平 天德 「正丁二申中」"),
        "巳 庚 丁 申 壬 辛 亥 甲 癸 寅 丙 乙",
    ),
    _by(
        "month_branch",
        _noble("천덕합", "天德合", "三命通會 論天月德 (what combines with 천덕)"),
        "申 乙 壬 巳 丁 丙 寅 己 戊 亥 辛 庚",
    ),
    _by(
        "month_branch",
        _noble("월덕귀인", "月德貴人", "淵海子平 月德 「寅午戌月在丙」"),
        "壬 庚 丙 甲 壬 庚 丙 甲 壬 庚 丙 甲",
    ),
    _by(
        "month_branch",
        _noble("월덕합", "月德合", "三命通會 論天月德 (what combines with 월덕)"),
        "丁 乙 辛 己 丁 乙 辛 己 丁 乙 辛 己",
    ),
    _by("month_branch", _noble("월공", "月空", f"{KOREAN} (opposite 월덕)"), "丙 甲 壬 庚 丙 甲 壬 庚 丙 甲 壬 庚"),
    _by(
        "month_branch",
        _noble("천의성", "天醫星", f"{KOREAN} (the branch before the month's)"),
        "亥 子 丑 寅 卯 辰 巳 午 未 申 酉 戌",
    ),
    _by(
        "month_branch", _noble("황은대사", "皇恩大赦", KOREAN, DAY_AND_HOUR), "申 未 戌 丑 寅 巳 酉 卯 子 午 亥 辰"
    ),
    _by(
        "month_branch",
        _sal("급각살", "急脚殺", KOREAN),
        "丑辰 丑辰 亥子 亥子 亥子 卯未 卯未 卯未 寅戌 寅戌 寅戌 丑辰",
    ),
)

BY_YEAR: tuple[Rule, ...] = (
    _by(
        "year_branch",
        _noble("홍란성", "紅鸞星", f"{KOREAN} (from 卯 of a 子 year, backward)"),
        "卯 寅 丑 子 亥 戌 酉 申 未 午 巳 辰",
    ),
    _by(
        "year_branch",
        _noble("천희성", "天喜星", f"{KOREAN} (opposite 홍란)"),
        "酉 申 未 午 巳 辰 卯 寅 丑 子 亥 戌",
    ),
    _by("year_branch", _sal("고신살", "孤辰殺", "三命通會 論孤辰寡宿"), "寅 寅 巳 巳 巳 申 申 申 亥 亥 亥 寅"),
    _by("year_branch", _sal("과숙살", "寡宿殺", "三命通會 論孤辰寡宿"), "戌 戌 丑 丑 丑 辰 辰 辰 未 未 未 戌"),
    _by(
        "year_branch",
        _sal("상문살", "喪門殺", f"{_ALL_STARS} (two before the year)"),
        "寅 卯 辰 巳 午 未 申 酉 戌 亥 子 丑",
    ),
    _by(
        "year_branch",
        _sal("조객살", "弔客殺", f"{_ALL_STARS} (two behind the year)"),
        "戌 亥 子 丑 寅 卯 辰 巳 午 未 申 酉",
    ),
)

BY_DAY_BRANCH: tuple[Rule, ...] = (
    _by(
        "day_branch",
        _sal("탕화살", "湯火殺", f"{KOREAN} (寅 with 巳申, 午 with 辰丑, 丑 with 午未戌)"),
        "- 午未戌 巳申 - - - 辰丑 - - - - -",
    ),
)

# From 겁살, the branch after the 庫 of the base's 삼합, round to 화개살. 도화살 is 연살 (年殺, 咸池).
TWELVE: tuple[Star, ...] = tuple(
    Star(name, hanja, "twelve", _SAMHAP)
    for name, hanja in zip(
        "겁살 재살 천살 지살 도화살 월살 망신살 장성살 반안살 역마살 육해살 화개살".split(),
        "劫殺 災殺 天殺 地殺 桃花殺 月殺 亡身殺 將星殺 攀鞍殺 驛馬殺 六害殺 華蓋殺".split(),
        strict=True,
    )
)

# The star stands on a whole pillar: (star, pillars). `where` DAY asks for the day pillar.
PILLARS_THAT_ARE: tuple[tuple[Star, str], ...] = (
    (_sal("백호살", "白虎殺", f"{KOREAN} (九宮 중궁)"), "甲辰 乙未 丙戌 丁丑 戊辰 壬戌 癸丑"),
    (_sal("현침살", "懸針殺", "三命通會 釋六十甲子 notes (both characters)"), "甲午 甲申 辛卯"),
    (
        Star("음양차착살", "陰陽差錯殺", "day", f"{_ALL_STARS} (陰陽差錯)", DAY),
        "丙子 丁丑 戊寅 辛卯 壬辰 癸巳 丙午 丁未 戊申 辛酉 壬戌 癸亥",
    ),
    (Star("고란살", "孤鸞殺", "day", KOREAN, DAY), "甲寅 乙巳 丁巳 戊申 辛亥"),
    (
        Star("십악대패", "十惡大敗", "day", "三命通會 論十惡大敗 (祿 falls void)", DAY),
        "甲辰 乙巳 丙申 丁亥 戊戌 己丑 庚辰 辛巳 壬申 癸亥",
    ),
    (
        Star("효신살", "梟神殺", "day", f"{KOREAN} (the day sits on its 인성)", DAY),
        "甲子 乙亥 丙寅 丁卯 戊午 己巳 庚辰 庚戌 辛丑 辛未 壬申 癸酉",
    ),
    (
        Star("간여지동", "干與支同", "day", f"{KOREAN} (stem and branch of one element)", DAY),
        "甲寅 乙卯 丙午 丁巳 戊辰 戊戌 己丑 己未 庚申 辛酉 壬子 癸亥",
    ),
    (Star("일덕", "日德", "day", "淵海子平 論日德", DAY), "甲寅 丙辰 戊辰 庚辰 壬戌"),
    (Star("일귀", "日貴", "day", "淵海子平 論日貴 (the day sits on its 천을)", DAY), "丁酉 丁亥 癸巳 癸卯"),
    (Star("육수일", "六秀日", "day", "circulated list (六秀)", DAY), "丙午 丁未 戊子 戊午 己丑 己未"),
    (Star("팔전", "八專", "day", f"{_ALL_STARS} (八專)", DAY), "甲寅 乙卯 丁未 戊戌 己未 庚申 辛酉 癸丑"),
    (Star("진신", "進神", "day", f"{_ALL_STARS} (進神)", DAY), "甲子 甲午 己卯 己酉"),
)

# The day pillar in a season: spring, summer, autumn, winter by the month branch.
DAYS_OF_SEASONS: tuple[tuple[Star, tuple[str, str, str, str]], ...] = (
    (
        Star("천사일", "天赦日", "day", f"{_ALL_STARS} 「春戊寅 夏甲午 秋戊申 冬甲子」", DAY),
        ("戊寅", "甲午", "戊申", "甲子"),
    ),
    (
        Star("사폐일", "四廢日", "day", f"{_ALL_STARS} (四廢)", DAY),
        ("庚申 辛酉", "壬子 癸亥", "甲寅 乙卯", "丙午 丁巳"),
    ),
)

HYEOPROK = _noble("협록", "夾祿", "三命通會 論十干祿 (夾祿: both neighbours of 祿 stand in the chart)")
SAMGI = _noble("삼기귀인", "三奇貴人", "三命通會 論三奇 (甲戊庚, 乙丙丁, 壬癸辛 side by side in order)")
GEUMSIN = Star("금신", "金神", "sal", "淵海子平 論金神 (甲己 days, hours 乙丑 己巳 癸酉)")
NET = _sal("천라지망", "天羅地網", "三命通會 論天羅地網 (戌 with 亥, 辰 with 巳)")
WONJIN = _sal("원진살", "怨嗔殺", KOREAN)
GWIMUN = _sal("귀문관살", "鬼門關殺", f"{KOREAN}; as a pair with the year in 星平會海 小兒關煞")
GONGMANG = _sal("공망", "空亡", "淵海子平 論空亡")
YANGIN_STAR = _sal("양인살", "羊刃殺", "淵海子平 論陽刃; 三命通會 論羊刃")
BIIN_STAR = _sal("비인살", "飛刃殺", "三命通會 論羊刃 (飛刃: opposite 양인)")
HONGYEOM_STAR = _sal("홍염살", "紅艶殺", "神峰通考 紅艶殺 「多情多欲少人知」")
GOEGANG_STAR = Star("괴강살", "魁罡殺", "day", "三命通會 論魁罡", DAY)

YANGIN: dict[YinYangin, str] = {
    YinYangin.NONE: "卯 - 午 - 午 - 酉 - 子 -",
    YinYangin.AFTER_ROK: "卯 辰 午 未 午 未 酉 戌 子 丑",
    YinYangin.EUMIN: "卯 寅 午 巳 午 巳 酉 申 子 亥",
}
HONGYEOM: dict[Hongyeom, str] = {
    Hongyeom.STANDARD: "午 申 寅 未 辰 辰 戌 酉 子 申",
    Hongyeom.VARIANT: "午 午 寅 未 辰 辰 戌 酉 子 申",
}
GOEGANG: dict[Goegang, str] = {
    Goegang.FOUR: "庚辰 庚戌 壬辰 壬戌",
    Goegang.CLASSICAL: "庚辰 庚戌 壬辰 戊戌",
    Goegang.WITH_MUSUL: "庚辰 庚戌 壬辰 壬戌 戊戌",
    Goegang.WITH_MUSUL_MUJIN: "庚辰 庚戌 壬辰 壬戌 戊戌 戊辰",
}
# The partner of each branch.
WONJIN_PARTNER = "未午酉申亥戌丑子卯寅巳辰"
GWIMUN_PARTNER: dict[Gwimun, str] = {
    Gwimun.STANDARD: "酉午未申亥戌丑寅卯子巳辰",
    Gwimun.VARIANT: WONJIN_PARTNER,
}
