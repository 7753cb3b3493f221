"""The closed sets of the field and what is intrinsic to each member.

Stems, branches and elements are integers counted as the books count them (甲 = 0, 子 = 0, wood = 0), so that
tables are tuples indexed by them. Hanja is what travels in JSON, Hangul and English are for people.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class Element(IntEnum):
    """오행, in the order of generation (상생): each feeds the next and controls the one after that."""

    WOOD, FIRE, EARTH, METAL, WATER = range(5)

    @property
    def key(self) -> str:
        """English lower-case name, as JSON writes it."""
        return _ELEMENT_KEYS[self]

    @property
    def hanja(self) -> str:
        return "木火土金水"[self]

    @property
    def hangul(self) -> str:
        return "목화토금수"[self]

    @property
    def feeds(self) -> Element:
        """상생: what this element brings forth."""
        return ELEMENTS[(self + 1) % 5]

    @property
    def controls(self) -> Element:
        """상극: what this element holds down."""
        return ELEMENTS[(self + 2) % 5]

    @property
    def fed_by(self) -> Element:
        return ELEMENTS[(self + 4) % 5]

    @property
    def controlled_by(self) -> Element:
        return ELEMENTS[(self + 3) % 5]


_ELEMENT_KEYS = ("wood", "fire", "earth", "metal", "water")
ELEMENTS: tuple[Element, ...] = tuple(Element)


class Polarity(IntEnum):
    """음양: YANG is 0 because stems and branches of even index are yang."""

    YANG, YIN = range(2)


class Stem(IntEnum):
    """천간."""

    GAP, EUL, BYEONG, JEONG, MU, GI, GYEONG, SIN, IM, GYE = range(10)

    @property
    def hanja(self) -> str:
        return "甲乙丙丁戊己庚辛壬癸"[self]

    @property
    def hangul(self) -> str:
        return "갑을병정무기경신임계"[self]

    @property
    def element(self) -> Element:
        return ELEMENTS[self // 2]

    @property
    def polarity(self) -> Polarity:
        return Polarity(self % 2)


STEMS: tuple[Stem, ...] = tuple(Stem)


class Branch(IntEnum):
    """지지. 午 is OH, 辛 and 申 are both SIN in their own enums (HOUSE §7)."""

    JA, CHUK, IN, MYO, JIN, SA, OH, MI, SIN, YU, SUL, HAE = range(12)

    @property
    def hanja(self) -> str:
        return "子丑寅卯辰巳午未申酉戌亥"[self]

    @property
    def hangul(self) -> str:
        return "자축인묘진사오미신유술해"[self]

    @property
    def element(self) -> Element:
        return _BRANCH_ELEMENTS[self]

    @property
    def polarity(self) -> Polarity:
        """By position in the cycle (體); what 십성 uses is the main hidden stem's polarity (用)."""
        return Polarity(self % 2)


BRANCHES: tuple[Branch, ...] = tuple(Branch)
_BRANCH_ELEMENTS = tuple(
    ELEMENTS[e] for e in (4, 2, 0, 0, 2, 1, 1, 2, 3, 3, 2, 4)
)  # 子水 丑土 寅木 卯木 辰土 巳火 午火 未土 申金 酉金 戌土 亥水 (淵海子平, 論地支所屬)


class Sipseong(IntEnum):
    """십성 (십신): how a stem stands to the day master. Pairs in the order of generation from the self."""

    BIGYEON, GEOPJAE, SIKSIN, SANGGWAN, PYEONJAE, JEONGJAE, PYEONGWAN, JEONGGWAN, PYEONIN, JEONGIN = range(10)

    @property
    def hanja(self) -> str:
        return _SIPSEONG_HANJA[self]

    @property
    def hangul(self) -> str:
        return _SIPSEONG_HANGUL[self]

    @property
    def group(self) -> SipseongGroup:
        return SIPSEONG_GROUPS[self // 2]


_SIPSEONG_HANJA = ("比肩", "劫財", "食神", "傷官", "偏財", "正財", "偏官", "正官", "偏印", "正印")
_SIPSEONG_HANGUL = ("비견", "겁재", "식신", "상관", "편재", "정재", "편관", "정관", "편인", "정인")
SIPSEONGS: tuple[Sipseong, ...] = tuple(Sipseong)


class SipseongGroup(IntEnum):
    """The five pairs: 비겁, 식상, 재성, 관성, 인성."""

    BIGYEOP, SIKSANG, JAESEONG, GWANSEONG, INSEONG = range(5)

    @property
    def key(self) -> str:
        return self.name.lower()

    @property
    def hangul(self) -> str:
        return ("비겁", "식상", "재성", "관성", "인성")[self]


SIPSEONG_GROUPS: tuple[SipseongGroup, ...] = tuple(SipseongGroup)


class Stage(IntEnum):
    """십이운성, from birth (長生) round to nourishing (養)."""

    JANGSAENG, MOKYOK, GWANDAE, GEONROK, JEWANG, SOE, BYEONG, SA, MYO, JEOL, TAE, YANG = range(12)

    @property
    def hanja(self) -> str:
        return _STAGE_HANJA[self]

    @property
    def hangul(self) -> str:
        return _STAGE_HANGUL[self]


_STAGE_HANJA = ("長生", "沐浴", "冠帶", "建祿", "帝旺", "衰", "病", "死", "墓", "絶", "胎", "養")
_STAGE_HANGUL = ("장생", "목욕", "관대", "건록", "제왕", "쇠", "병", "사", "묘", "절", "태", "양")
STAGES: tuple[Stage, ...] = tuple(Stage)


class Position(IntEnum):
    """The four pillars; `key` is what JSON calls them."""

    YEAR, MONTH, DAY, HOUR = range(4)

    @property
    def key(self) -> str:
        return ("year", "month", "day", "time")[self]


POSITIONS: tuple[Position, ...] = tuple(Position)


class SolarTerm(IntEnum):
    """The 24 terms counted from 입춘 (315° of apparent solar longitude), 15° each.

    Even members are the twelve 절 that open the months, odd ones the 중기.
    """

    IPCHUN, USU, GYEONGCHIP, CHUNBUN, CHEONGMYEONG, GOGU = 0, 1, 2, 3, 4, 5
    IPHA, SOMAN, MANGJONG, HAJI, SOSEO, DAESEO = 6, 7, 8, 9, 10, 11
    IPCHU, CHEOSEO, BAENGNO, CHUBUN, HALLO, SANGGANG = 12, 13, 14, 15, 16, 17
    IPDONG, SOSEOL, DAESEOL, DONGJI, SOHAN, DAEHAN = 18, 19, 20, 21, 22, 23

    @property
    def hanja(self) -> str:
        return _TERM_HANJA[self]

    @property
    def hangul(self) -> str:
        return _TERM_HANGUL[self]

    @property
    def longitude_deg(self) -> int:
        return (315 + 15 * self) % 360

    @property
    def opens_month(self) -> bool:
        return self % 2 == 0


_TERM_HANJA = (
    "立春 雨水 驚蟄 春分 清明 穀雨 立夏 小滿 芒種 夏至 小暑 大暑 "
    "立秋 處暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
).split()
_TERM_HANGUL = (
    "입춘 우수 경칩 춘분 청명 곡우 입하 소만 망종 하지 소서 대서 "
    "입추 처서 백로 추분 한로 상강 입동 소설 대설 동지 소한 대한"
).split()
SOLAR_TERMS: tuple[SolarTerm, ...] = tuple(SolarTerm)


class Sex(Enum):
    """As asked for the direction of 대운; a person may decline (then `None`)."""

    MALE = "male"
    FEMALE = "female"


class Calendar(Enum):
    SOLAR = "solar"
    LUNAR = "lunar"
