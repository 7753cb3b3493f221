"""Where the books disagree: one field an option, the default first, each with its source.

A `School` is passed as an argument and listed whole in every result; nothing is read from a global.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum


class SolarTime(Enum):
    """Which clock gives the day and the hour. The default follows Korean practice since the 1960s, when zone
    time at 135°E began to run half an hour ahead of the sun over Seoul."""

    MEAN = "mean"  # mean solar time of the birthplace: longitude only
    CIVIL = "civil"  # the wall clock, summer-time hour removed
    TRUE = "true"  # mean + equation of time (진태양시)


class DayBoundary(Enum):
    """When the day changes: 三命通會 begins it with 子時 (23:00); 야자시 (夜子時) keeps the day until midnight
    and takes the hour stem of the next day."""

    RAT_HOUR = "rat_hour"
    MIDNIGHT = "midnight"


class EarthStages(Enum):
    """십이운성 of 戊己: with fire (火土同法, usual) or with water (水土同法, 三命通會 notes it)."""

    WITH_FIRE = "with_fire"
    WITH_WATER = "with_water"


class YinStages(Enum):
    """십이운성 of yin stems: backward (陰生陽死, 淵海子平) or together with their yang (滴天髓闡微 argues so)."""

    BACKWARD = "backward"
    WITH_YANG = "with_yang"


class YinYangin(Enum):
    """양인 of yin stems: none (子平真詮: 陽刃 only), 祿 + 1 (三命通會), or 陰刃 at 帝旺 of the backward cycle."""

    NONE = "none"
    AFTER_ROK = "after_rok"
    EUMIN = "eumin"


class Goegang(Enum):
    """괴강: 庚辰 庚戌 壬辰 壬戌 (三命通會); many Korean books add 戊戌, some 戊戌 and 戊辰."""

    FOUR = "four"
    WITH_MUSUL = "with_musul"
    WITH_MUSUL_MUJIN = "with_musul_mujin"


class Hongyeom(Enum):
    """홍염: the table of 三命通會 as circulated in Korea, or the variant for 乙 and 己 in other lists."""

    STANDARD = "standard"
    VARIANT = "variant"


class Gwimun(Enum):
    """귀문관살: the Korean pairs 子酉 丑午 寅未 卯申 辰亥 巳戌, or the variant 子未 丑午 寅未…"""

    STANDARD = "standard"
    VARIANT = "variant"


class HiddenStemTable(Enum):
    """지장간: the Korean 월률분야 (月律分野, with the residue of the past season in each branch), or the
    shorter 인원용사 (人元用事) set of 淵海子平."""

    WOLLYUL = "wollyul"
    INWON = "inwon"


class OhMi(Enum):
    """午未 육합: no transformation (the sun and the moon), or fire, or earth."""

    NONE = "none"
    FIRE = "fire"
    EARTH = "earth"


class SinsalBase(Enum):
    """십이신살 counted from the year branch (old) or the day branch (modern)."""

    YEAR = "year"
    DAY = "day"


class GongmangBase(Enum):
    """공망 from the day pillar, or from day and year."""

    DAY = "day"
    DAY_AND_YEAR = "day_and_year"


class DaewoonRounding(Enum):
    """대운수 = days / 3: rounded half up (Korean almanacs), cut off, or one day remaining dropped, two raised
    (同 half up on whole days)."""

    HALF_UP = "half_up"
    FLOOR = "floor"
    WHOLE_DAYS = "whole_days"


class JonggeokRule(Enum):
    """종격: strict (no root and no helper stem at all) or lenient (a weak root is allowed)."""

    STRICT = "strict"
    LENIENT = "lenient"


class YongsinPriority(Enum):
    """Which need is heard first in an extreme month: 조후 (窮通寶鑑, 調候爲急) or 억부 (滴天髓)."""

    JOHU_FIRST = "johu_first"
    EOKBU_FIRST = "eokbu_first"


class Huisin(Enum):
    """희신: the element that feeds the 용신, or the second useful one."""

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
    huisin: Huisin = Huisin.FEEDS_YONGSIN

    def as_json(self) -> dict[str, str]:
        """Every option with the value in force, as listed in a result."""
        return {f.name: getattr(self, f.name).value for f in fields(self)}


DEFAULT_SCHOOL = School()
