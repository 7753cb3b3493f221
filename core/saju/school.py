"""Where the books disagree: one field an option, the default first, each with its source.

A `School` is passed as an argument and listed whole in every result; nothing is read from a global.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum


class Option(Enum):
    """Members are equal only to themselves, so their address will do for a hash: a school's options are the keys of
    many tables, and the hash of `Enum` is a slow one."""

    __hash__ = object.__hash__


class SolarTime(Option):
    """Which clock gives the day and the hour. The default follows Korean practice since the 1960s, when zone
    time at 135°E began to run half an hour ahead of the sun over Seoul."""

    MEAN = "mean"  # mean solar time of the birthplace: longitude only
    CIVIL = "civil"  # the wall clock, summer-time hour removed
    TRUE = "true"  # mean + equation of time (진태양시)


class DayBoundary(Option):
    """When the day changes: 三命通會 begins it with 子時 (23:00); 야자시 (夜子時) keeps the day until midnight
    and takes the hour stem of the next day."""

    RAT_HOUR = "rat_hour"
    MIDNIGHT = "midnight"


class EarthStages(Option):
    """십이운성 of 戊己: with fire (火土同法: 戊寅 己酉 are 長生, usual) or with water (水土同法: 戊申 己卯)."""

    WITH_FIRE = "with_fire"
    WITH_WATER = "with_water"


class YinStages(Option):
    """십이운성 of yin stems: backward (陰生陽死, 淵海子平) or together with their yang (滴天髓闡微 argues so)."""

    BACKWARD = "backward"
    WITH_YANG = "with_yang"


class YinYangin(Option):
    """양인 of yin stems: none (子平真詮, 論陽刃: yang stems only), the branch after 祿 (三命通會, 論羊刃: 祿前一位,
    so 乙辰 丁未 己未 辛戌 癸丑), or 陰刃 at 帝旺 of the backward cycle (乙寅 丁巳 己巳 辛申 癸亥). 비인 follows."""

    NONE = "none"
    AFTER_ROK = "after_rok"
    EUMIN = "eumin"


class Goegang(Option):
    """괴강 days: 庚辰 庚戌 壬辰 壬戌 (the usual Korean list), to which many Korean books add 戊戌 and some 戊戌
    and 戊辰; the verse of 三命通會, 論魁罡 (壬辰庚戌與庚辰 戊戌魁罡四座神) has 戊戌 in the place of 壬戌."""

    FOUR = "four"
    CLASSICAL = "classical"
    WITH_MUSUL = "with_musul"
    WITH_MUSUL_MUJIN = "with_musul_mujin"


class Hongyeom(Option):
    """홍염: the verse 多情多欲少人知 of 神峰通考, 紅艶殺 (甲午 乙申 …), or the Korean list that gives 乙 午 too."""

    STANDARD = "standard"
    VARIANT = "variant"


class Gwimun(Option):
    """귀문관살: the Korean pairs 子酉 丑午 寅未 卯申 辰亥 巳戌, or, with those who take it and 원진 for one, the
    six pairs of 원진 (子未 and 寅酉 in the place of 子酉 and 寅未)."""

    STANDARD = "standard"
    VARIANT = "variant"


class HiddenStemTable(Option):
    """지장간: the Korean 월률분야 (月律分野), the regular form of the days in 節氣歌 of 淵海子平, with the
    residue of the past month in every branch; or the shorter 인원용사 (人元用事) set of 地支藏遁歌 there."""

    WOLLYUL = "wollyul"
    INWON = "inwon"


class OhMi(Option):
    """午未 육합: no transformation (三命通會, 論支元六合: 午 is the sun, 未 the moon), or fire, or earth (both are
    found in Korean books)."""

    NONE = "none"
    FIRE = "fire"
    EARTH = "earth"


class SinsalBase(Option):
    """십이신살 counted from the 삼합 of the year branch (三命通會, the old way) or of the day branch (modern)."""

    YEAR = "year"
    DAY = "day"


class GongmangBase(Option):
    """공망 from the day pillar (子平), or from the day and the year (the old method took the year)."""

    DAY = "day"
    DAY_AND_YEAR = "day_and_year"


class DaewoonRounding(Option):
    """대운수 = days / 3: rounded half up (Korean almanacs), cut off, or one day remaining dropped, two raised
    (同 half up on whole days)."""

    HALF_UP = "half_up"
    FLOOR = "floor"
    WHOLE_DAYS = "whole_days"


class JonggeokRule(Option):
    """The special 격: strict, as 滴天髓 從象 has it ("絶無一毫生扶之意": no root and no helper), or lenient, which
    also takes what 滴天髓 假從 假化 順局 let follow: a weak root, a helper without power, an incomplete frame."""

    STRICT = "strict"
    LENIENT = "lenient"


class YongsinPriority(Option):
    """Which need is heard first in an extreme month: 조후 (窮通寶鑑; "調候爲急" is its annotator's phrase), or the
    balance of strength (滴天髓闡微 衰旺), where 조후 is only named beside it."""

    JOHU_FIRST = "johu_first"
    EOKBU_FIRST = "eokbu_first"


class JohuTable(Option):
    """조후 where the sources of the 120 cells differ (11 cells): the majority of the circulated summary and two
    readings of 窮通寶鑑, or the circulated summary that Korean almanacs print."""

    MAJORITY = "majority"
    CIRCULATED = "circulated"


class Huisin(Option):
    """희신: the element that feeds the 용신 (usual in Korea), or the second useful one. 滴天髓闡微 閒神 knows both:
    "如用木 … 木不足，以水為喜神", "木有餘，以火為喜神"."""

    FEEDS_YONGSIN = "feeds_yongsin"
    SECOND_USEFUL = "second_useful"


@dataclass(frozen=True, slots=True)
class School:
    """One consistent set of readings. The first member of each enum is the default of this project."""

    solar_time: SolarTime = SolarTime.MEAN
    day_boundary: DayBoundary = DayBoundary.RAT_HOUR
    earth_stages: EarthStages = EarthStages.WITH_FIRE
    yin_stages: YinStages = YinStages.BACKWARD
    yin_yangin: YinYangin = YinYangin.NONE
    goegang: Goegang = Goegang.FOUR
    hongyeom: Hongyeom = Hongyeom.STANDARD
    gwimun: Gwimun = Gwimun.STANDARD
    hidden_stems: HiddenStemTable = HiddenStemTable.WOLLYUL
    ohmi: OhMi = OhMi.NONE
    sinsal_base: SinsalBase = SinsalBase.YEAR
    gongmang_base: GongmangBase = GongmangBase.DAY
    daewoon_rounding: DaewoonRounding = DaewoonRounding.HALF_UP
    jonggeok: JonggeokRule = JonggeokRule.STRICT
    yongsin_priority: YongsinPriority = YongsinPriority.JOHU_FIRST
    johu_table: JohuTable = JohuTable.MAJORITY
    huisin: Huisin = Huisin.FEEDS_YONGSIN

    def as_json(self) -> dict[str, str]:
        """Every option with the value in force, as listed in a result."""
        return {f.name: getattr(self, f.name).value for f in fields(self)}


DEFAULT_SCHOOL = School()
