"""The date in a person's words, as written: without knowing its calendar; only the order of its parts is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.birth_numerals import AGE
from core.scraps import Scraps


@dataclass(frozen=True, slots=True)
class DateWords:
    """What was said of the date. `short_year`: two digits, whose century is still open.

    `vague_year`: the words name a year without fixing it (용띠, 35살, 89년인가 90년). `sex` only from the seventh
    digit of a resident number.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    leap: bool = False
    short_year: bool = False
    vague_year: bool = False
    sex: str | None = None

    @property
    def said(self) -> bool:
        return self.vague_year or not (self.year is None and self.month is None and self.day is None)

    @property
    def whole(self) -> bool:
        return self.year is not None and self.month is not None and self.day is not None


_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME = (
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_TH = r"(?:st|nd|rd|th)?"
_NO_CLOCK = r"(?!\d| ?:\d| ?[ap]\.?m(?!\.? ?\d{1,2}(?!\d)|[a-z])|시(?![간각모])|분|월|살)"
_LEAP = r"(윤 ?(?:달 ?)?)?"
_DAY = r"(?:일(?!곱)| 일(?![가-힣])| 일(?=생|에|날|이[ 에었고라]|요|입|인|임|출))?"  # not the 일 of "15 일산"

_RESIDENT = re.compile(
    r"(?<!\d)(\d{6})(?:(?: ?- ?| )?(\d)\d{6}(?!\d)| ?- ?(\d)[x#?.○●◯]{0,6}(?![\dx]| ?[:시월])|(\d)(?!\d| ?시))"
)
_YMD = re.compile(
    r"(?<![\d:])(')?(\d{4}|\d{2})( ?년(?:도|생)? ?| ?[./-] ?| )"
    rf"{_LEAP}(\d{{1,2}})( ?월 ?| ?[./-] ?| )(\d{{1,2}}){_NO_CLOCK}{_DAY}[./-]?"
)
_COMPACT = re.compile(r"(?<![\d-])(\d{14}|\d{12}|\d{10}|\d{8}|\d{6})(?!\d)(?: ?[./-] ?(?=\d{4}(?!\d)))?")
_YEAR_MMDD = re.compile(r"(?<!\d)((?:18|19|20)\d{2})[ ./-](\d{2})(\d{2})(?!\d)")
_YEAR_LAST = re.compile(
    rf"(?<!\d){_LEAP}(\d{{1,2}}) ?([./-]) ?(\d{{1,2}})(?: ?[./-] ?| )((?:18|19|20)\d{{2}}|'\d{{2}})(?!\d)"
)
_SHORT_YEAR_LAST = re.compile(rf"(?<![\d./-]){_LEAP}(\d{{1,2}})([/.-])(\d{{1,2}})[/.-]'?(\d{{2}}){_NO_CLOCK}")
_MONTH_DAY_YEAR = re.compile(
    rf"(윤 ?)?{_NAME}[ /-]?(?:the )?(\d{{1,2}}){_TH}(?!\d)(?:[ /-](?:of )?'?(\d{{4}}|\d{{2}}){_NO_CLOCK})?"
)
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d:])(\d{{1,2}}){_TH}(?: of | |-|/|\. ?)?{_NAME}(?:[ -/]'?(\d{{4}}|\d{{2}}){_NO_CLOCK})?"
)
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})[ ./-]?{_NAME}[ ./-]?(\d{{1,2}}){_TH}(?!\d)")
_MONTH_YEAR = re.compile(rf"{_NAME}[ -](\d{{4}})(?!\d)")

_YEAR_UNIT = re.compile(r"(?<!\d)'?(\d{2,4}) ?년(?:도|생)?(?!대| ?전(?!후)| ?뒤| ?후| ?동안|간|째|차)")
_BARE_YEAR = re.compile(r"(?<![\d:.-])((?:18|19|20)\d{2})(?![\d:-])")
_SHORT_YEAR_BEFORE_MONTH = re.compile(r"(?<![\d:])'?(\d{2}) (?=윤? ?\d{1,2} ?월)")
_MONTH_UNIT = re.compile(rf"{_LEAP}(?<!\d)(\d{{1,2}}) ?월(?!급)(?:생)?(?: ?(\d{{1,3}})(?!\d| ?시| ?:| ?분){_DAY})?")
_DAY_UNIT = re.compile(r"(?<!\d)(\d{1,2}) ?일(?!\d| ?곱|째| ?동안| ?전| ?뒤| ?후|간)")
_MONTH_SLASH_DAY = re.compile(
    rf"(?<![\d:./-]){_LEAP}(\d{{1,2}})(?: ?[./] ?|-)(\d{{1,2}})(?![\d:]| ?[./-] ?\d| ?시){_DAY}"
)

_OR = r" ?(?:생 ?)?(?:인가|인지|이나|이던가|아니면|또는|혹은|이거나|일까|인데|~|-|/|\?|or)"
_TWO_YEARS = re.compile(
    rf"(?<![\d:])'?(\d{{4}}|\d{{2}})(?: ?년(?:도|생)?)?{_OR}{{1,2}} ?'?(\d{{4}}|\d{{2}}) ?년(?:도|생)?(?: ?{_OR})?"
    r"|(?<![\d-])((?:18|19|20)\d{2}) ?(?:or|~|-|/) ?((?:18|19|20)\d{2})(?![\d-])"
)
_ABOUT = re.compile(
    r"(?<!\d)'?(\d{4}|\d{2}) ?(?:년대|년도? ?(?:생 ?)?"
    r"(?:쯤|경(?!기|[남북주산]|[자인진오신술](?:년|생|에))|무렵|즈음|전후))"
    r"|(?<!\d)(\d{4}|\d{2})'?s(?![a-z])|(?<![a-z])(?:around|about|circa|approximately) (\d{4})(?! ?[\d./:-])"
)
_ZODIAC = re.compile(
    r"(?<![가-힣])(?:황금 ?|백|흑|청|적|붉은 ?|푸른 ?|하얀 ?|검은 ?)?"
    r"(?:쥐|소|호랑이|범|토끼|용|룡|뱀|말|양|원숭이|잔나비|닭|개|돼지) ?띠"
    r"|(?<![a-z])year of the (?:rat|ox|tiger|rabbit|dragon|snake|horse|goat|sheep|monkey|rooster|dog|pig)"
)
_GANJI_YEAR = re.compile(
    r"(?<![가-힣])[갑을병정무기경신임계][자축인묘진사오미신유술해] ?(?:년|해에|해 |생(?![가-힣]))"
)


def find_date(scraps: Scraps, *, both_calendars: bool = False) -> DateWords:
    """Takes the first date out of the text. Where another whole date follows, what stands behind that is another
    person's and goes too; only a date that was taken back (아니고) or is today's gives way to the one after it.

    `both_calendars`: both were named, so a second date some weeks from the first is the same day in the other.
    """
    found = _resident(scraps) or _with_year_in_doubt(scraps)
    return _without_another(scraps, found, both_calendars=both_calendars) if found.whole else found


def _without_another(scraps: Scraps, found: DateWords, *, both_calendars: bool) -> DateWords:
    rest = Scraps(scraps.text)
    second = _whole(rest)
    if second is None or not second.whole or not _likely(second.month or 0, second.day or 0):
        return found
    at = next(i for i, pair in enumerate(zip(scraps.text, rest.text, strict=False)) if pair[0] != pair[1])
    if _LOOSE.match(scraps.text, at):
        return found
    apart = abs(_rough_day(second) - _rough_day(found))
    if apart == 0 or (both_calendars and apart in _BETWEEN_CALENDARS):
        scraps.text = rest.text
        return found
    if _TAKEN_BACK.search(scraps.text, 0, at):
        scraps.text = rest.text
        return second
    scraps.text = _NEXT_PERSON.sub("", scraps.text[:at])
    return found


def _rough_day(words: DateWords) -> int:
    """The days of a century gone by, months counted as 30.44 days."""
    return round((words.year or 0) % 100 * 365.25 + (words.month or 0) * 30.44) + (words.day or 0)


_BETWEEN_CALENDARS = range(14, 58)  # a lunar date names a day 17 to 53 days later than its figures say
_LOOSE = re.compile(r"'?\d{2} \d")  # three small numbers in a row need not be a second date
_TAKEN_BACK = re.compile(
    r"\x00[^\x00]{0,8}?(?:아니고|아니라|말고|아니다|아니 )[^\x00]{0,8}$|(?:오늘|지금|현재)[은이]? *\x00"
)
_NEXT_PERSON = re.compile(
    r"(?:[가-힣]{1,8}(?:[은는이가의]|이랑|랑|하고)"
    r"|(?:남자 ?|여자 ?)?친구|남친|여친|남편|아내|와이프|상대방?|배우자|아들|딸)"
    r" ?(?:생년월일|생일|사주)?[은는]?[ :]*$"
)


def _resident(scraps: Scraps) -> DateWords | None:
    m = scraps.take(_RESIDENT)
    if m is None:
        return None
    seventh = int(m[2] or m[3] or m[4])
    century = (1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800)[seventh]
    year, month, day = int(m[1][:2]), int(m[1][2:4]), int(m[1][4:])
    return DateWords(century + year, month, day, sex="male" if seventh % 2 else "female")


def _with_year_in_doubt(scraps: Scraps) -> DateWords:
    either = scraps.take(_TWO_YEARS)
    vague = either is not None and len({int(y) % 100 for y in either.groups() if y}) > 1
    about = scraps.take(_ABOUT)
    hints = [scraps.take(pattern) for pattern in (_ZODIAC, _GANJI_YEAR, AGE)]
    found = _whole(scraps) or _parts(scraps)
    if vague or about or (found.year is None and any(hints)):
        return DateWords(None, found.month, found.day, found.leap, vague_year=True)
    if either is not None and found.year is None:
        year = either[1] or either[3]
        return DateWords(int(year), found.month, found.day, found.leap, short_year=len(year) == 2)
    return found


def _whole(scraps: Scraps) -> DateWords | None:
    readers = (_year_first, _compact, _named_month, _year_then_mmdd, _year_last)
    return next((found for reader in readers if (found := reader(scraps)) is not None), None)


def _year_first(scraps: Scraps) -> DateWords | None:
    for m in _YMD.finditer(scraps.text):
        loose = not m[1] and len(m[2]) == 2 and "년" not in m[3]
        year, month, day = int(m[2]), int(m[5]), int(m[7])
        if loose and m[3] == " " and m[6] == " " and not _likely(month, day):
            continue  # three numbers in a row need not be a date
        scraps.drop(m)
        if loose and not _likely(month, day):
            year, month, day = _reordered(year, month, day)
        return DateWords(year, month, day, bool(m[4]), short_year=len(m[2]) == 2)
    return None


def _reordered(first: int, second: int, third: int) -> tuple[int, int, int]:
    """Year, month and day of 05/15/90 and 15.5.90; what fits no order stays as it was written."""
    if _likely(first, second):
        return third, first, second
    if _likely(second, first):
        return third, second, first
    return first, second, third


def _likely(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _compact(scraps: Scraps) -> DateWords | None:
    """900515, 19900515 and the same with HHMM or HHMMSS behind it, which is left for the clock."""
    m = scraps.find(_COMPACT)
    if m is None:
        return None
    run = m[1]
    short = len(run) in (6, 10) and not (run[:2] in ("19", "20") and not _likely(int(run[2:4]), int(run[4:6])))
    if len(run) == 6 and not short:
        scraps.drop(m)
        return DateWords(int(run[:4]), int(run[4:6])) if _likely(int(run[4:6]), 1) else _six(run)
    size = 6 if short else 8
    date_part, clock = run[:size], run[size : size + 4]
    if clock and not _likely(int(date_part[-4:-2]), int(date_part[-2:])):
        return None  # a telephone or account number
    scraps.drop(m, f" {clock[:2]}:{clock[2:] or '00'} " if clock else "")
    return _six(date_part) if short else DateWords(int(run[:4]), int(run[4:6]), int(run[6:8]))


def _six(run: str) -> DateWords:
    return DateWords(int(run[:2]), int(run[2:4]), int(run[4:6]), short_year=True)


def _year_then_mmdd(scraps: Scraps) -> DateWords | None:
    m = scraps.find(_YEAR_MMDD)
    if m is None or not _likely(int(m[2]), int(m[3])):
        return None
    scraps.drop(m)
    return DateWords(int(m[1]), int(m[2]), int(m[3]))


def _year_last(scraps: Scraps) -> DateWords | None:
    """5/15/1990 as Americans write it, 15.5.1990 as Europeans do; a number above 12 settles it."""
    m = scraps.take(_YEAR_LAST) or scraps.take(_SHORT_YEAR_LAST)
    if m is None:
        return None
    first, second, year = int(m[2]), int(m[4]), m[5].lstrip("'")
    month, day = (first, second) if m[3] == "/" or m[1] else (second, first)
    if not _likely(month, day) and _likely(day, month):
        month, day = day, month
    return DateWords(int(year), month, day, bool(m[1]), short_year=len(year) == 2)


def _named_month(scraps: Scraps) -> DateWords | None:
    if m := scraps.take(_YEAR_MONTH_DAY):
        return DateWords(int(m[1]), _month(m[2]), int(m[3]))
    if m := scraps.take(_DAY_MONTH_YEAR):
        return _dated(scraps, m[3], _month(m[2]), int(m[1]))
    if m := scraps.take(_MONTH_DAY_YEAR):
        return _dated(scraps, m[4], _month(m[2]), int(m[3]), leap=bool(m[1]))
    if m := scraps.take(_MONTH_YEAR):
        return DateWords(int(m[2]), _month(m[1]))
    return None


def _dated(scraps: Scraps, year: str | None, month: int, day: int, *, leap: bool = False) -> DateWords:
    """`year` as it stood beside the day, else any year that the text names."""
    apart = None if year else scraps.take(_YEAR_UNIT) or scraps.take(_BARE_YEAR)
    year = apart[1] if apart else year
    return DateWords(int(year) if year else None, month, day, leap, short_year=bool(year) and len(year or "") == 2)


def _month(name: str) -> int:
    return _NAMES.index(name[:3]) + 1


def _parts(scraps: Scraps) -> DateWords:
    """A date in pieces, or a piece of one: 1990년생 … 5월 15일; 5/15; 1990."""
    year = scraps.take(_YEAR_UNIT) or scraps.take(_SHORT_YEAR_BEFORE_MONTH)
    month, day, leap = _month_and_day(scraps)
    year = year or scraps.take(_BARE_YEAR)
    return DateWords(
        int(year[1]) if year else None, month, day, leap, short_year=year is not None and len(year[1]) == 2
    )


def _month_and_day(scraps: Scraps) -> tuple[int | None, int | None, bool]:
    month = scraps.take(_MONTH_UNIT)
    if month is not None and month[3]:
        return int(month[2]), int(month[3]), bool(month[1])
    day = scraps.take(_DAY_UNIT)
    if month is not None or day is not None:
        return int(month[2]) if month else None, int(day[1]) if day else None, bool(month and month[1])
    both = scraps.take(_MONTH_SLASH_DAY)
    if both is None:
        return None, None, False
    first, second = int(both[2]), int(both[3])
    return (second, first, bool(both[1])) if first > 12 >= second else (first, second, bool(both[1]))
