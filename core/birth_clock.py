"""The time of birth in a person's words. The rules are those of INTERFACES ("What was understood of a text").

새벽/아침/오전 = AM, 오후/저녁 = PM, 밤 6-11 = PM, 밤 1-4 = AM and 밤 12시/자정 = 00:00 of the written date,
정오/낮 12시 = 12:00; a 시진 (double hour) gives its midpoint and its branch. Words without a number give no hour; a
range of hours neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.saju.terms import BRANCHES
from core.scraps import Scraps


@dataclass(frozen=True, slots=True)
class ClockWords:
    """What was said of the time. `hour` may be above 23 and `minute` above 59 when that was written."""

    hour: int | None = None
    minute: int | None = None
    branch: str | None = None
    unknown: bool = False
    wrong: bool = False

    @property
    def said(self) -> bool:
        return self.hour is not None or self.unknown


_AM, _PM, _NIGHT, _DAY = "am", "pm", "night", "day"
_PERIODS = {
    **dict.fromkeys(("오전", "새벽", "아침", "am", "in the morning"), _AM),
    **dict.fromkeys(("오후", "저녁", "pm", "in the afternoon", "in the evening"), _PM),
    **dict.fromkeys(("밤", "자정", "at night", "midnight"), _NIGHT),
    **dict.fromkeys(("낮", "점심", "정오", "noon"), _DAY),
}
_PERIOD = (
    r"(오전|새벽|아침|오후|저녁|자정|정오|점심|(?<![가-힣])낮|(?<=[한대])낮|밤"
    r"|(?<![a-z])[ap]\.?m\.?(?![a-z])|[ap]\.?m\.?(?= ?\d))"
)
_FILL = r"(?: |에는|에|녘|때|일찍|늦게|한|약|쯤|경|정도|즈음|무렵|중|먹고|:|-){0,5}"
_LEAD = rf"(?:{_PERIOD}{_FILL})?"
_AFTER = r"(?: ?([ap]\.?m\.?(?![a-z])|in the (?:morning|afternoon|evening)|at night|midnight|noon|오전|오후))?"
_HOUR_UNIT = r"시(?!간|작|절|대|진)"

_RANGE = re.compile(
    rf"(?<![\d:]){_LEAD}(\d{{1,2}})(?: ?:\d\d| ?{_HOUR_UNIT}(?: ?\d{{1,2}} ?분| ?반)?)?"
    r" ?(?:~|-|에서|부터|인가|인지|이나|나|아니면|또는|혹은|or|to) ?"
    rf"{_LEAD}(\d{{1,2}}) ?(?::\d\d(?!\d)|{_HOUR_UNIT}(?: ?\d{{1,2}} ?분| ?반)?)(?: ?사이)?"
)
_COLON = re.compile(
    rf"{_LEAD}(?<!\d)(?<!\d\.)(\d{{1,2}}) ?: ?(\d{{1,2}})(?!\d)(?::\d\d(?:\.\d{{1,6}})?)?"
    rf"(?:z|[+-]\d\d:?\d\d)?{_AFTER}"
)
_UNIT = re.compile(
    rf"{_LEAD}(?<!\d)(\d{{1,2}}) ?{_HOUR_UNIT}"
    rf"(?:(?: |에서|하고|:){{0,2}}(\d{{1,2}})(?: ?분( ?전)?(?!기)|(?! ?[\d월년일살시/.:-]))| ?(반)(?!드))?{_AFTER}"
)
_MERIDIEM = re.compile(
    r"(?:(half past|quarter past|quarter to) )?(?<![\d.:])(\d{1,2})(?:[.: ](\d{2}))? ?(?:o'?clock ?)?"
    r"(am(?![a-z])|pm(?![a-z])|a\.m\.?|p\.m\.?|in the (?:morning|afternoon|evening)|at night)"
)
_PAST = re.compile(r"(half past|quarter past|quarter to) (\d{1,2})(?!\d)")
_OCLOCK = re.compile(r"(?<!\d)(\d{1,2}) ?o'?clock(?![a-z])")
_PERIOD_NUMBER = re.compile(
    r"(오전|오후|새벽|아침|저녁|밤|(?<![a-z])[ap]\.?m\.?) ?(\d{1,2})( ?반)?(?! ?[\d.,/:월일년살세개띠-])"
)
_BRANCH_NAME = "[자축인묘진사오미신유술해]"
# 임자시: a double hour may be called by its ganji; a yang stem goes with a yang branch, so 정오시 is none.
_GANJI = "(?:[갑병무경임](?=[자인진오신술])|[을정기신계](?=[축묘사미유해]))?"
_BRANCH = re.compile(
    rf"(?:(?<![가-힣])|(?<=[일생월밤낮벽침녁전후력자]))(?:(야|조) ?|{_GANJI})({_BRANCH_NAME})시"
    r"(?=$|[^가-힣]|생|에(?!요)|경|쯤|정도|무렵|즈음|요|이|예|입|출생|태어|태생|로|초(?!등)|중|말|여|남|인[데지가]|였)"
)
# As others told it: 묘시래요, 오시라고 들었어요. Without a date, 오시라고 asks somebody to come.
_BRANCH_QUOTED = re.compile(rf"(?<![가-힣])()({_BRANCH_NAME})시(?=래|랍|라[고는던며])")
_BRANCH_RANGE = re.compile(
    rf"(?<![가-힣])({_BRANCH_NAME})시 ?(?:~|-|에서|부터|인가|인지|이나|나|아니면|또는|혹은) ?"
    rf"(?!\1)({_BRANCH_NAME})시"
)
_NOON = re.compile(r"정오|(?<![a-z])(?:noon|midday)(?![a-z])")
_MIDNIGHT = re.compile(r"자정|(?<![a-z])midnight(?![a-z])")
_BARE = re.compile(r"(?<![\d./-])(?<!\d:)([01]\d|2[0-4])([0-5]\d)(?![\d:])(?! ?[년./-])")
_DOTTED = re.compile(r"(?<![\d./-])([01]?\d|2[0-3])(?:\.|h)([0-5]\d)(?![\d./-])")
_SPACED = re.compile(r"(?<=\x00) {1,2}(\d{1,2}) (\d{2})(?!\d| ?[:시분년월일])")

_UNKNOWN = re.compile(
    r"(?:모름|모르|몰라|모릅|몰랐|모른)(?:겠(?:어요|습니다|음|네요)|어요|니다|지만|는데|요)?|미상"
    r"|기억(?:이|은|도)? ?(?:안|못|없|나지)|알 ?수 ?(?:가 )?없|불명|알지 ?못"
    r"|unknown|don'?t (?:know|remember)|do not (?:know|remember)|not sure|no (?:idea|clue)|unsure|forgot|not known"
    r"|(?<![a-z])idk(?![a-z])"
)
# What counts only when said of the time itself: one also forgets people, and has no time for lunch.
_TIME_IS_GONE = re.compile(
    r"(?:시간|시각|생시|태어난 ?시|출생 ?시|몇 ?시(?:인지|였는지|에 태어났는지))(?:은|는|을|를|이|도|만)? ?[:-]? ?"
    r"(?:잘 |그만 |다 |완전히 )?(?:까먹|잊어|잊었|못 ?들|안 ?적혀|적혀 ?있지 ?않|없음|모룸|몰름|x(?![a-z])|n/a)"
    r"[가-힣]{0,5}|(?<![a-z])time:? ?n/?a(?![a-z])"
)
_TIME_SUBJECT = re.compile(
    r"시간|시각|생시|태어난 ?때|태어난 ?시|(?<![가-힣\d])시(?:는|도|를|가|만)?(?![가-힣])|몇 ?시|time|hour"
)
_EXACTLY = re.compile(r"정확|확실|exact")
_OTHER_SUBJECT = re.compile(
    r"날짜|생일|생년|양력|음력|출생지|장소|곳|어디|고향|년도|연도|해는|해가|윤달|성별|띠|사주|place|date|birthday|year|where|calendar|lunar|solar"
)


def find_clock(scraps: Scraps, *, date_known: bool, year_in_doubt: bool = False) -> ClockWords:
    """Takes the time out of the text. Four bare digits are a time only beside a date, or when they are no year.

    `year_in_doubt`: a bare 모르겠어요 then speaks of the year.
    """
    unknown = _unknown(scraps)
    in_doubt = scraps.take(_RANGE) is not None or scraps.take(_BRANCH_RANGE) is not None
    branch = scraps.take(_BRANCH) or (scraps.take(_BRANCH_QUOTED) if date_known else None)
    clock = None if in_doubt else _clock(scraps, date_known=date_known)
    if unknown == "time" or (unknown == "about" and clock is None):
        return ClockWords(unknown=True)
    if clock is not None:
        named = "자축인묘진사오미신유술해".index(branch[2]) if branch else None
        agrees = named is not None and clock.hour is not None and ((clock.hour + 1) // 2 - named) % 12 in (0, 1, 11)
        return ClockWords(
            clock.hour,
            clock.minute,
            BRANCHES[named].hanja if agrees and named is not None else None,
            wrong=clock.wrong,
        )
    if branch is not None:
        return _midpoint(branch)
    return ClockWords(unknown=unknown == "open" and not in_doubt and not year_in_doubt)


def _midpoint(branch: re.Match[str]) -> ClockWords:
    index = "자축인묘진사오미신유술해".index(branch[2])
    hanja = BRANCHES[index].hanja
    if index == 0 and branch[1]:  # 야자시 ends the written date, 조자시 begins it: half an hour on each side
        return ClockWords(23 if branch[1] == "야" else 0, 30, hanja)
    return ClockWords(index * 2, 0, hanja)


def _clock(scraps: Scraps, *, date_known: bool) -> ClockWords | None:
    if m := scraps.find(_MERIDIEM):
        scraps.drop(m)
        return _past(m[1], _told(_key(m[4]), int(m[2]), int(m[3] or 0)))
    if m := scraps.find(_PAST):
        scraps.drop(m)
        return _past(m[1], _told(None, int(m[2]), 0))
    if m := scraps.find(_COLON):
        return _taken(scraps, m, m[1] or m[4], int(m[2]), int(m[3]))
    if m := scraps.find(_UNIT):
        minute = 30 if m[5] else int(m[3] or 0)
        told = _taken(scraps, m, m[1] or m[6], int(m[2]), minute)
        return _before(told) if m[4] else told
    if m := scraps.find(_PERIOD_NUMBER):
        return _taken(scraps, m, m[1], int(m[2]), 30 if m[3] else 0)
    if m := scraps.find(_OCLOCK):
        return _taken(scraps, m, None, int(m[1]), 0)
    return _digits_only(scraps, date_known=date_known) or _noon_or_midnight(scraps)


def _digits_only(scraps: Scraps, *, date_known: bool) -> ClockWords | None:
    beside_date = (_DOTTED, _SPACED) if date_known else ()
    m = next((m for pattern in (_BARE, *beside_date) if (m := scraps.find(pattern)) is not None), None)
    if m is None or not (date_known or len(scraps.text.strip()) == 4):
        return None
    return _taken(scraps, m, None, int(m[1]), int(m[2]))


def _noon_or_midnight(scraps: Scraps) -> ClockWords | None:
    if scraps.take(_NOON):
        return ClockWords(12, 0)
    return ClockWords(0, 0) if scraps.take(_MIDNIGHT) else None


def _taken(scraps: Scraps, m: re.Match[str], period: str | None, hour: int, minute: int) -> ClockWords:
    """The clock of a match whose own words may lack 오전/오후; then the nearest such word before it counts, or one
    told right behind it (2시 반이고 오후예요)."""
    if period is None and 1 <= hour <= 12:
        earlier = list(_ANY_PERIOD.finditer(scraps.text, max(0, m.start() - 40), m.start()))
        later = _LATER_PERIOD.match(scraps.text, m.end())
        period = earlier[-1][0] if earlier else later[1] if later else None
    scraps.drop(m)
    return _told(_key(period) if period else None, hour, minute)


_ANY_PERIOD = re.compile(_PERIOD)
_LATER_PERIOD = re.compile(
    r"(?:쯤|경)?(?:이?고|이었고|였고|인데|이?요)?[ .]{0,2}(오전|오후|새벽|저녁|밤)"
    r"(?:예요|이에요|이?요|입니다|쪽|임|이고|$)"
)


def _key(word: str) -> str:
    return _PERIODS[word.replace(".", "")]


def _told(period: str | None, hour: int, minute: int) -> ClockWords:
    if hour > 24 or minute > 59 or (hour == 24 and minute > 0):
        return ClockWords(hour, minute, wrong=True)
    if period == _AM:
        hour = 0 if hour == 12 else hour
    elif period == _PM:
        hour += 12 if hour < 12 else 0  # 오후 0시 30분 is half an hour after noon
    elif period == _NIGHT:
        hour = 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    elif period == _DAY:
        hour += 12 if 1 <= hour <= 6 else 0
    return ClockWords(0 if hour == 24 else hour, minute)


def _past(words: str | None, clock: ClockWords) -> ClockWords:
    if words == "half past":
        return ClockWords(clock.hour, 30, wrong=clock.wrong)
    if words == "quarter past":
        return ClockWords(clock.hour, 15, wrong=clock.wrong)
    return _before(ClockWords(clock.hour, 15, wrong=clock.wrong)) if words else clock


def _before(clock: ClockWords) -> ClockWords:
    """두 시 십 분 전 is 1:50."""
    minutes = ((clock.hour or 0) * 60 - (clock.minute or 0)) % (24 * 60)
    return ClockWords(minutes // 60, minutes % 60, wrong=clock.wrong)


def _unknown(scraps: Scraps) -> str | None:
    """ "time" when the person says that the time is not known, "open" when only that something is not."""
    if scraps.take(_TIME_IS_GONE):
        return "time"
    for m in scraps.take_all(_UNKNOWN):
        before = m.string[max(0, m.start() - 24) : m.start()]
        after = m.string[m.end() : m.end() + 16]
        time = [t.end() for t in _TIME_SUBJECT.finditer(before)]
        other = [t.end() for t in _OTHER_SUBJECT.finditer(before)]
        if (time and (not other or time[-1] > other[-1])) or (m[0].isascii() and _TIME_SUBJECT.search(after)):
            return "about" if _EXACTLY.search(before) else "time"
        if not other and not (m[0].isascii() and _OTHER_SUBJECT.search(after)):
            return "open"
    return None
