"""Calendar, sex and birthplace in a person's words, and whether the words are about a birth at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.birth_numerals import digits
from core.places import Mention, find_in_text
from core.scraps import GONE, Scraps


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """`said` is "solar", "lunar" or None; `leap` None = not mentioned; `likely` lunar by its day names (초사흘);
    `both` when the other calendar was named too."""

    said: str | None = None
    leap: bool | None = None
    likely: str | None = None
    both: bool = False


_NOT = r" ?(?:이 |은 |는 |가 )?(?:말고|아니고|아니라|아니|아님|이 아닌|아닌)"
_LUNAR = r"음력|구력|(?<![a-z])lunar(?: calendar)?(?![a-z])"
_SOLAR = r"양력|신력|그레고리력|(?<![a-z])(?:solar(?: calendar)?|gregorian(?: calendar)?)(?![a-z])"
_DENIED = re.compile(rf"(?:{_LUNAR}|{_SOLAR})(?:{_NOT})|(?<![a-z])not (?:{_LUNAR}|{_SOLAR})")
_UNSURE = re.compile(
    rf"(?:{_LUNAR}|{_SOLAR})(?:인지|인가|이나|인진|일까| 인지) ?(?:{_LUNAR}|{_SOLAR})?(?:인지|인가|은|는)?"
    r" ?(?:잘 |정확히 |확실히 )?(?:몰라[가-힣]{0,2}|모르[가-힣]{0,4}|모름|헷갈[가-힣]{0,4})?"
)


def _short(word: str) -> str:
    """음 and 양 alone are calendars beside a date or between slashes; 음... is a person thinking."""
    before_date, after_date = r"(?=[.: /']{0,2}윤? ?\d)", r"(?:(?![가-힣.,~])|(?=\.$))"
    return (
        rf"(?<![가-힣]){word}{before_date}|(?<=[\d일생][ /]){word}{after_date}|(?<=[\d일생]){word}{after_date}"
        rf"|(?<=[남여자성][ /]){word}(?=\.?$|/)|(?<![가-힣]){word}(?=[/ ]?[평윤](?![가-힣]))"
    )


_CALENDAR = re.compile(rf"({_LUNAR}|{_short('음')})|({_SOLAR}|{_short('양')})")
# 1990.5.15(음 4.21): the same day once more, in the other calendar. Its name belongs to it and not to the first.
_DATE_BEFORE = re.compile(
    r"\d ?월 ?\d|\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?\d|(?<!\d)(?:\d{6}|\d{8})(?!\d)|\d{4} \d{1,2} \d"
)
_DATE_AGAIN = re.compile(
    rf"(?:{_LUNAR}|{_SOLAR}|(?<![가-힣])[음양])(?: ?생일)?(?:으로)?(?:[은는이])?[ :.]{{0,2}}(?:\d{{4}} ?[년./-] ?)?"
    r"(?:윤 ?(?:달 ?)?)?(?:0?[1-9]|1[0-2]) ?[월./-] ?\d{1,2}(?! ?시|\d|:)"
    r"(?: 일(?![가-힣])|일)?(?:이에요|예요|입니다|이고)?"
)
_NO_LEAP = re.compile(
    r"평달|(?<![가-힣])평(?![가-힣])|윤달(?:이|은|도)? ?(?:아니|아님|아닌|없|말고)[가-힣]{0,4}"
    r"|(?<![a-z])(?:not (?:a )?leap(?: month)?|no leap(?: month)?)"
)
_LEAP_UNSURE = re.compile(
    r"윤달(?:인지|인가|이나| 여부)(?:는|은|도|를)? ?(?:평달인지(?:는|은|도)? ?)?(?:잘 |정확히 )?"
    r"(?:몰라[가-힣]{0,2}|모르[가-힣]{0,4}|모름)?"
)
_LEAP_ENGLISH = re.compile(r"(?<![a-z])(?:leap|intercalary)(?: month(?! \d))?(?![a-z])(?! ?year)(?: of)?")
_LEAP = re.compile(r"윤달|(?<![가-힣])윤(?![가-힣])")
_LUNAR_DAYS = re.compile(
    r"동짓달|동지달|섣달|초하루|초이틀|초사흘|초나흘|초닷새|초엿새|초이레|초여드레|초아흐레|초열흘|열나흗"
)


def find_calendar(scraps: Scraps) -> CalendarWords:
    """Takes calendar words out, and a date given a second time in the other calendar. The first one named counts;
    윤 before a month stays for the reader of dates. Spelled numbers come out as digits."""
    likely = "lunar" if scraps.find(_LUNAR_DAYS) else None
    scraps.text = digits(scraps.text)
    first = scraps.find(_DATE_BEFORE)
    again = _DATE_AGAIN.search(scraps.text, first.end()) if first else None
    if again:
        scraps.drop(again)
    scraps.take_all(_DENIED, " ")
    scraps.take_all(_UNSURE, " ")
    named = scraps.take_all(_CALENDAR, " ")
    said = None if not named else "lunar" if named[0][1] else "solar"
    scraps.take_all(_LEAP_UNSURE, " ")
    leap = False if scraps.take_all(_NO_LEAP, " ") else None
    scraps.take_all(_LEAP_ENGLISH, " 윤 ")
    scraps.text = re.sub(r" {2,}", " ", scraps.text).strip()
    return CalendarWords(said, leap, likely, both=len({bool(m[1]) for m in named}) == 2)


def find_leap(scraps: Scraps) -> bool:
    """Whether 윤달 stands apart from the month's number."""
    return scraps.take(_LEAP) is not None


# 2남 1녀 counts brothers and sisters.
_NO_PERSON = re.compile(
    r"\d ?남 ?\d ?[녀여]|무남독녀|\d ?남매"
    r"|(?:남자|여자) ?친구(?:랑|와|하고|이랑|한테)|남녀|남여|여친(?:이랑|과)|남친(?:이랑|과)"
)
_DENIED_SEX = re.compile(
    r"(?:남자|여자|남성|여성|아들|딸) ?(?:가|이|은|는)? ?(?:아니|말고|아님)[가-힣]{0,2}"
    r"|(?<![a-z])not (?:a )?(?:man|woman|male|female|boy|girl)"
)
# A relative whose birth is told is man or woman; not one who tells of it (엄마가 그러는데, 엄마가 저를 낳은).
_HE = "(?:외?할|친할|시)?아버[지님]|아빠|부친|오빠|형님?|(?:외|작은)?삼촌|고모부|이모부"
_HE += "|매형|매부|매제|형부|제부|처남|사위|장인"
_SHE = "(?:외?할|친할|시)?어?머[니님]|엄마|모친|누나|언니|이모|고모|며느리|장모님?|형수님?|올케|처제"
_RELATIVE = re.compile(
    rf"(?:^|우리 ?|저희 ?|제 |내 )(?:({_HE})|({_SHE}))(?:께서는?|[은는이가의])?"
    r" ?(?:생년월일|생[신일]|사주)?[은는]?[ :]*(?=\x00)"
    rf"|\x00 *(?:({_HE})|({_SHE}))(?:예요|이에요|입니다|이?요|임|사주)?[.! ]*$"
    r"|my (?:(dad|father|grandfather|grandpa|uncle)|(mom|mum|mother|grandmother|grandma|aunt))(?='s| was|:| *\x00)"
)
_TELLING = re.compile(r"낳|래[요서]|대[요서]|라[고던는며]|랬|그러|말씀|들었|says?(?![a-z])|told")
_EDGE = r"(?:(?<![가-힣])|(?<=[일시생분반력\d]))"
_END = r"(?=$|[^가-힣]|요|임|입니|이에|예요|이요|이고|아$)"
_SEX = re.compile(
    rf"(남자|썸남|남성(?![모심])|사내|아들|남아(?![가-힣])|남편|신랑|남친|남동생|소년|총각|장남|차남|손자|왕자님|형제|남학생|♂|{_EDGE}남{_END}"
    r"|(?<![a-z])(?:male|man|boy|gentleman|guy|son|husband|boyfriend|brother|he (?:was|is))(?![a-z])"
    r"|(?<![a-z'])m(?![a-z'.]))"
    rf"|(여자|썸녀|여성(?!병원|의원)|계집|딸|여아(?![가-힣])|아내|와이프|신부(?!님)|여친|여동생|소녀|아가씨|장녀|차녀|손녀|공주님|여학생|♀|{_EDGE}[여녀]{_END}"
    r"|(?<![a-z])(?:female|woman|girl|lady|daughter|wife|girlfriend|sister|she (?:was|is))(?![a-z])"
    r"|(?<![a-z'])f(?![a-z'.]))"
)


def find_sex(scraps: Scraps) -> str | None:
    """ "male", "female" or None: not said, or both were."""
    scraps.take_all(_NO_PERSON)
    scraps.take_all(_DENIED_SEX)
    found = {"male" if m[1] else "female" for m in scraps.take_all(_SEX)}
    if not found and (relative := scraps.find(_RELATIVE)) and not scraps.find(_TELLING):
        return "male" if relative[1] or relative[3] or relative[5] else "female"
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """`mention`: a known or shared name. `unknown`: a word that clearly means a birthplace we do not know."""

    mention: Mention | None = None
    unknown: str | None = None


_BORN = r"(?:출생|출신|태생|에서 ?(?:태어|출생|낳|났|났어|생)|에서 ?$| ?태어)"
_UNIT_PLACE = re.compile(rf"(?<![가-힣])([가-힣]{{1,8}}(?:시|군|읍|면|동|구|리|섬|도)) ?(?={_BORN})")
_BORN_PLACE = re.compile(
    r"(?<![가-힣])([가-힣]{2,8}) ?"
    r"(?:(?:출생|태생|출신)(?!지|신고|증명|년|일|시|한|했|하|의|연)|(?=에서 ?(?:태어|출생|낳)))"
)
_ASKED_PLACE = re.compile(r"(?:출생지|태어난 ?곳|고향|출생 ?장소)(?:은|는|이|가)? ?:? ?([가-힣]{2,10})(?![가-힣])")
_BORN_IN = re.compile(
    r"(?:(?<![a-z])(?:born|birth ?place|from)(?: (?:in|at|is|was))?|(?:출생지|태어난 ?곳)[은는]?):? (?:the )?"
    r"([a-z]{2,20})(?![a-z])"
)
_DENIED_PLACE = re.compile(r"(?<![가-힣])[가-힣]{2,6} ?(?:아니고|아니라|말고)(?![가-힣])")
_DISTRICTS = re.compile(r"(?: ?[가-힣]{1,5}[구동읍면리](?![가-힣])){0,3}")
_NO_PLACE = re.compile(
    r"병원|산부인과|없음|없[어는]|집|자택|조산|친정|외가|시골|본가|우리|동네|한국|대한민국|국내|해외|외국|지방|여기|거기|저기|어디|모르|모름|몰라"
    r"|제가|저는|나는|아이|아기|새벽|아침|오전|오후|저녁|낮|양력|음력|자연|분만|정확|다시|먼저|처음|당시|이후|이전|시간|날짜|생일"
    r"|남자|여자|남성|여성|아들|딸|쌍둥이|장남|차남|막내|[자축인묘진사오미신유술해]시$|언제|무렵|정도|으로|에요|예요|있어|없어|이?라고|댁|띠|달|해$"
    r"|의원|보건소|조리원|구급차|택시|차안|산속|길거리|할머니|할아버지|엄마|가정|가족|사이|환경|시대|[아밑위앞옆뒤안속밖]$|아래|바닷가"
)
_NO_PLACE_EN = re.compile(
    r"(?:the|evening|afternoon|middle|car|city|country|countryside|village|town|same|it|am|pm|year|or|by|an?|my|his|her|our|year|month|time|at|in|on|of|to|and|male|female|man|woman|boy|girl|around|about|before|after|early"
    r"|late|early|here|there|home|hospital|korea|south|north|spring|summer|autumn|fall|winter|lunar|solar|leap|morning|night|noon"
    r"|midnight|unknown|born|as|with|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july"
    r"|august|september|october|november|december|what|when|me|you|it|this|that|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|a)"
)


def find_place_words(scraps: Scraps) -> PlaceWords:
    """Takes the birthplace out. A word is refused as unknown only where it is said to be a birthplace."""
    scraps.take_all(_DENIED_PLACE)
    mention = find_in_text(scraps.text)
    if mention is not None:
        text = scraps.text
        district = _DISTRICTS.match(text, mention.end)
        scraps.text = f"{text[: mention.start]}{GONE}{text[district.end() if district else mention.end :]}"
        return PlaceWords(mention)
    for pattern in (_UNIT_PLACE, _ASKED_PLACE, _BORN_PLACE):
        m = scraps.find(pattern)
        if m is not None and not _NO_PLACE.search(m[1]):
            scraps.drop(m)
            return PlaceWords(unknown=m[1])
    m = scraps.find(_BORN_IN)
    if m is not None and not _NO_PLACE_EN.fullmatch(m[1]):
        scraps.drop(m)
        return PlaceWords(unknown=m[1])
    return PlaceWords()


_OF_A_BIRTH = re.compile(
    r"태어|출생|생일|생년|생월|생시|낳|사주|팔자|[일월년시분]생|양력|음력|윤달|born|birth|\d{6}-\d|(?<![a-z])d\.?o\.?b"
)
_EVENT = (
    "(?:결혼|약혼|이혼|이사|입주|개업|창업|계약|사귀|사귄|만나|만났|헤어|입사|퇴사|면접|시험|수술|졸업|입학|입대|전역|여행|출국|이민"
    "|돌아가|사망|별세)"
)
_EVENT_DAY = (
    "(?:기념일|결혼식|약혼식|결혼 ?날짜?|이삿날|이사 ?날짜?|개업일|입사일|면접일?|시험일?|수술일?|기일|제삿날)"
)
# A day on which something else happened: 2015.5.15에 결혼했어요, 결혼기념일은 2015.5.15.
_OTHER_DAY = re.compile(
    rf"\x00 (?:에|날에?|부터) ?{_EVENT}|{_EVENT_DAY}[은는이가]? *\x00"
    r"|(?:married|wedding|anniversary)(?: (?:is|was|on|date)){0,3} *\x00"
)
# What a correction is made of: 성별을 남자로 바꿔 주세요, 시간이 잘못됐어요.
_CORRECTING = (
    r"성별|장소|태어난 ?곳|출생지|시간|날짜|생일"
    r"|(?:바꿔|고쳐|수정|변경|정정|틀렸|잘못)(?: ?(?:해|하고|드려|됐|되었|썼|적었|주|줘|싶))?[가-힣]{0,4}"
)
_CORRECTING_EN = (
    r"(?<![a-z])(?:actually|sorry|oops|change|changed?|correct|wrong|make|should|be|to|my|place|city|birth ?place"
    r"|sex|gender|hour|date|day|birthday|no|instead|of|for|that|was|were|and|the)(?![a-z])"
)
_FILLER = re.compile(
    rf"{_CORRECTING}|{_CORRECTING_EN}|"
    r"(?<![가-힣])(?:아니[요다]?|어|앗|아|참|사실은?|근데|그런데|그게|음)(?![가-힣])|시(?:는|도)|새벽|아침|오전|오후|저녁|밤|낮|무렵|(?<!어)때|넘어서?|조금|좀|저는|제가|나는|저|나|은|는|이|가|요|이요|예요|이에요|에요|입니다|임|에서|에|쯤|경|정도|무렵|즈음|시간|시각|생|도|그냥|아마|한|약|네|응|음"
    r"|태어났어요|태어났습니다|태어난|태어남|로|으로|it'?s|i'?m|i|am|is|was|a|an|the|at|in|on|around|about|please|time|[^가-힣a-z0-9]+"
)


def about_birth(text: str) -> bool:
    """Whether a `plain` text has a word of birth in it."""
    return _OF_A_BIRTH.search(text) is not None


def about_another_day(scraps: Scraps) -> bool:
    """Whether the date that was taken out is said to be the day of something else."""
    return scraps.find(_OTHER_DAY) is not None


def left_over(scraps: Scraps) -> int:
    """How many letters and digits nobody could read, particles and courtesies not counted."""
    return len(_FILLER.sub("", scraps.text))
