"""Spelled numbers of dates and hours as digits: 천구백구십년 -> 1990년, 삼월 십오일 -> 3월 15일, 열두시 -> 12시.

Only where a unit follows (년, 월, 일, 시, 분), and for single syllables only where no other word is likely: 오시
and 사시 are double hours (시진), 일일 운세 is no first day of a month, 십시 ends polite imperatives.
"""

from __future__ import annotations

import re

_SINO = {c: n for n, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6, "0": 0}
_UNITS = {"십": 10, "백": 100, "천": 1000}

_HOURS = "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두".split()
_HOURS += [f"열{word}" for word in _HOURS[2:9]]  # the clock of 24 hours read aloud: 열세 시, 스물두 시
_HOURS += "스무 스물한 스물두 스물세 스물네".split()
_HOURS_SPACED = [*_HOURS, *(f"열 {word}" for word in _HOURS[:9]), *(f"스물 {word}" for word in _HOURS[:4])]
_NATIVE_HOURS = {word: n for n, word in enumerate(_HOURS, 1)}
_DAYS = {
    **{f"초{word}": n for n, word in enumerate("하루 이틀 사흘 나흘 닷새 엿새 이레 여드레 아흐레 열흘".split(), 1)},
    **{f"열{word}": n for n, word in enumerate("하루 이틀 사흘 나흘 닷새 엿새 이레 여드레 아흐레".split(), 11)},
    **{
        f"스무{word}": n for n, word in enumerate("날 하루 이틀 사흘 나흘 닷새 엿새 이레 여드레 아흐레".split(), 20)
    },
    "초파일": 8,
    "보름": 15,
    "대보름": 15,
    "열흘": 10,
}
_MONTHS = {
    "정월": 1,
    "일월": 1,
    "이월": 2,
    "삼월": 3,
    "사월": 4,
    "오월": 5,
    "유월": 6,
    "육월": 6,
    "칠월": 7,
    "팔월": 8,
    "구월": 9,
    "시월": 10,
    "십월": 10,
    "십일월": 11,
    "십이월": 12,
    "동짓달": 11,
    "동지달": 11,
    "섣달": 12,
}
# Year 1 of each is the year after this number. 단기 counts from 2333 BC; the others stood in Japanese papers.
_ERAS = {
    **dict.fromkeys(("단기", "檀紀"), -2333),
    **dict.fromkeys(("메이지", "명치", "明治"), 1867),
    **dict.fromkeys(("다이쇼", "대정", "大正"), 1911),
    **dict.fromkeys(("쇼와", "소화", "昭和"), 1925),
    **dict.fromkeys(("헤이세이", "평성", "平成"), 1988),
    **dict.fromkeys(("레이와", "令和"), 2018),
}
# Feasts that name a day where a year stands before them: 1980년 추석.
_FEASTS = {
    **dict.fromkeys(("설날", "구정"), "음력 1월 1일"),
    "단오": "음력 5월 5일",
    **dict.fromkeys(("추석", "한가위"), "음력 8월 15일"),
    **dict.fromkeys(("크리스마스", "성탄절"), "12월 25일"),
    "신정": "1월 1일",
}
_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()

_ERA = re.compile(rf"(?<![가-힣])({'|'.join(_ERAS)}) ?(?:(\d{{1,4}})(?= ?년)|元(?=년))")
_FEAST = re.compile(rf"(?<=\d년 )(?:음력 ?)?({'|'.join(_FEASTS)})(?:날)?")
_DOUBLED = re.compile(r"(?<=\d)([./-])\1+(?=\d)")  # a finger that stayed: 1990..5..15
_N = "[일이삼사오육륙칠팔구]"
_TENS = f"(?:{_N}?십)"
# Digit by digit (일구구공년) or by its units; 이천 before a whole year is the town.
_YEAR = re.compile(
    rf"(?:(?<![가-힣\d])|(?<=음력|양력|구력))(?=[^년]{{2,12}}년)"
    rf"((?:[0영공일이삼사오육륙칠팔구]{{2}}){{1,2}}|(?:[일이]?천 ?)?(?:{_N}?백 ?)?(?:{_N}?십 ?)?{_N}?) ?(?=년)"
)
# 신사월 names a month by its ganji (辛巳), not the fourth.
_MONTH = re.compile(
    "(?<![갑을병정무기경신임계])(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")(?![동산리급])"
)
_MONTH_APART = re.compile(rf"(?<=년 )(십 ?[일이]|십|{_N}|유|시) (?=월(?!요))")  # as dictation writes: 구십 년 오 월
_DAY_WORD = re.compile("(?:(?<=월)|(?<=월 )|(?=초))(" + "|".join(sorted(_DAYS, key=len, reverse=True)) + ")(?:날)?")
_DAY = re.compile(
    rf"(?:(?<=월)|(?<=월 ))(?:초 ?)?([이삼]?십 ?{_N}|[이삼]?십|{_N})"
    r"(?:(?=일)| (?=일(?:$|[^가-힣]|[에생이요입날임])))"
)
_LONE_DAY = re.compile(rf"(?<![가-힣])([이삼]?십 ?{_N}|[이삼]?십) ?(?=일(?:생|에|날|이|요|$| ))")
_NATIVE_HOUR = re.compile(
    "("
    + "|".join(sorted(_HOURS_SPACED, key=len, reverse=True))
    + r") ?(?=시(?!간|작|절|도|름|선|민|장|내|청|군|구|집))"
)
_SINO_HOUR = re.compile(
    rf"(?:(?<![가-힣])|(?<=오전|오후|새벽|아침|저녁))(이십[일이삼사]?|십{_N}|[영공]) ?(?=시(?!간|오|작|절))"
)
_MINUTE = re.compile(rf"(?<=시)( ?)({_TENS}{_N}?|{_N}) ?(?=분)")
_ENGLISH_HOUR = re.compile(
    r"(?<![a-z])(half past |quarter past |quarter to )?(" + "|".join(_ENGLISH) + r")"
    r"(?: (ten|fifteen|twenty|thirty|forty|forty[- ]five|fifty))?"
    r"(?= ?(?:am|pm|a\.m|p\.m|o'?clock|in the (?:morning|afternoon|evening)|at night))"
)
_ENGLISH_PAST = re.compile(r"(?<![a-z])(half past|quarter past|quarter to) (" + "|".join(_ENGLISH) + r")(?![a-z])")
_ENGLISH_MINUTES = dict(
    zip("ten fifteen twenty thirty forty forty-five fifty".split(), (10, 15, 20, 30, 40, 45, 50), strict=True)
)
_ANIMALS = "rat ox tiger rabbit dragon snake horse sheep monkey rooster dog pig".split()
_ENGLISH_BRANCH = re.compile(
    rf"(?<![a-z])(?:hour of the ({'|'.join(_ANIMALS)}|goat)|({'|'.join(_ANIMALS)}|goat) hour)(?![a-z])"
)
_ENGLISH_UNITS = {"year": "년", "month": "월", "day": "일"}
_ENGLISH_PART = re.compile(
    r"(?<![a-z])(year|month|day):? (\d{1,4})(?!\d)|(?<!\d)(\d{1,2})(?:st|nd|rd|th) (month|day)(?![a-z])"
)
_TENS_OF_AGE = "스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔"
_ONES_OF_AGE = " ?(?:하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)"
# 35 is no number of hours or days in "35살"; a native one never gives a date.
AGE = re.compile(
    r"(?<![\d가-힣])(?:만 ?)?(?:\d{1,3} ?(?:살|세(?![가-힣])|세(?=인|이|예|입|여|남|요))"
    r"|(?:열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔)(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)? ?살"
    rf"|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉) ?살|{_TENS}{_N}? ?세(?=$| |인|이|예|입|요))"
    r"|(?:나이|연세)(?:는|가|도)? ?(?:만 ?)?(?:\d{1,3}|열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)"
    r"|(?<!\d)[1-9]0대(?![가-힣])"
    rf"|(?:올해|이제) ?(?:{_TENS_OF_AGE})(?:{_ONES_OF_AGE})?|^(?:{_TENS_OF_AGE})(?:{_ONES_OF_AGE})?$"
    rf"|(?<![가-힣])(?:{_TENS_OF_AGE})(?:{_ONES_OF_AGE})?(?=이에요|예요|입니다|이야|이요|이고)"
    r"|(?<![a-z])i'?m \d{2}(?=[.! ]*$| and| fe?male| wo?man)"
    r"|(?<!\d)\d{1,3}[ -]?(?:years?[ -]old|yrs? old|yo(?![a-z]))|(?<![a-z])aged? \d{1,3}(?!\d)"
    r"|(?<![a-z])in (?:my|his|her) (?:late |early |mid )?(?:twen|thir|for|fif|six|seven|eigh|nine)ties(?![a-z])"
    rf"|(?<![a-z])(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -](?:{'|'.join(_ENGLISH[:9])}))?[ -]years?[ -]old"
)


def digits(text: str) -> str:
    """A `plain` text in which the spelled numbers of a date and a time are digits."""
    text = _DOUBLED.sub(r"\1", text)
    text = _YEAR.sub(lambda m: _year_digits(m[1]), text)
    text = _ERA.sub(lambda m: str(_ERAS[m[1]] + int(m[2] or 1)), text)
    text = _FEAST.sub(lambda m: _FEASTS[m[1]], text)
    text = _MONTH.sub(lambda m: f"{_MONTHS[m[1]]}월", text)
    text = _MONTH_APART.sub(lambda m: str(_MONTHS[f"{m[1].replace(' ', '')}월"]), text)
    text = _DAY_WORD.sub(lambda m: f"{_DAYS[m[1]]}일", text)
    text = _DAY.sub(lambda m: str(number(m[1])), text)
    text = _LONE_DAY.sub(lambda m: str(number(m[1])), text)
    text = _NATIVE_HOUR.sub(lambda m: str(_NATIVE_HOURS[m[1].replace(" ", "")]), text)
    text = _SINO_HOUR.sub(lambda m: str(number(m[1])), text)
    text = _MINUTE.sub(lambda m: m[1] + str(number(m[2])), text)
    text = _ENGLISH_PART.sub(lambda m: (m[2] or m[3]) + _ENGLISH_UNITS[m[1] or m[4]], text)
    text = _ENGLISH_BRANCH.sub(_double_hour, text)
    text = _ENGLISH_HOUR.sub(_english_clock, text)
    return _ENGLISH_PAST.sub(lambda m: f"{m[1]} {_ENGLISH.index(m[2]) + 1}", text)


def number(word: str) -> int:
    """A Sino-Korean number below 10000: by its units (천구백구십) or digit by digit (일구구공)."""
    word = word.replace(" ", "")
    if not any(unit in word for unit in _UNITS):
        return int("".join(str(_SINO[c]) for c in word))
    total = pending = 0
    for c in word:
        if c in _UNITS:
            total += max(pending, 1) * _UNITS[c]
            pending = 0
        else:
            pending = _SINO[c]
    return total + pending


def _double_hour(m: re.Match[str]) -> str:
    animal = (m[1] or m[2]).replace("goat", "sheep")
    return "자축인묘진사오미신유술해"[_ANIMALS.index(animal)] + "시"


def _english_clock(m: re.Match[str]) -> str:
    minutes = f":{_ENGLISH_MINUTES[m[3].replace(' ', '-')]}" if m[3] else ""
    return f"{m[1] or ''}{_ENGLISH.index(m[2]) + 1}{minutes}"


def _year_digits(word: str) -> str:
    """Two or four digits: 공일년 is 01, not 1. A trailing space that the pattern took is not given back."""
    return f"{number(word):02d}"
