"""Takes out of a text what may not be logged: births, names, numbers that identify, ganji."""

from __future__ import annotations

import re

# Order matters: what is longer and surer comes first, so that a resident number is not read as a date.
_PRIVATE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("[resident number]", re.compile(r"\d{6}\s?[-~–]\s?\d{1,7}|(?<!\d)\d{13}(?!\d)")),
    (
        "[phone]",
        re.compile(
            r"(?<!\d)(?:\+82[\s-]?)?0?1[016789][\s.-]?\d{3,4}[\s.-]?\d{4}|(?<!\d)0\d{1,2}[\s.-]\d{3,4}[\s.-]\d{4}"
        ),
    ),
    ("[number]", re.compile(r"(?<!\d)\d(?:[\s-]?\d){9,18}(?!\d)")),
    (
        "[date]",
        re.compile(
            r"(?:음력|양력|윤달?|lunar|solar)?\s*\d{1,4}\s*[년./-]\s*(?:윤)?\s*\d{1,2}\s*[월./-]\s*\d{1,2}\s*일?",
            re.I,
        ),
    ),
    (
        "[date]",
        re.compile(
            r"\d{2,4}\s*년(?:\s*생)?|\d{1,2}\s*월(?:\s*\d{1,2}\s*일)?|(?<!\d)\d{1,2}\s*일(?=\s|$|에|생|날|은|이)"
        ),
    ),
    ("[date]", re.compile(r"(?<!\d)(?:19|20)?\d{6}(?!\d)|(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)\d{2}년?생")),
    (
        "[date]",
        re.compile(
            r"[영공일이삼사오육칠팔구십백천]{2,}\s*년|[일이삼사오육칠팔구십유시]{1,2}\s*월(?:\s*[일이삼사오육칠팔구십]{1,4}\s*일)?"
        ),
    ),
    (
        "[date]",
        re.compile(
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s*\d{2,4})?"
            r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,?\s*\d{2,4})?",
            re.I,
        ),
    ),
    ("[time]", re.compile(r"\d{1,2}\s*:\s*\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\b\.?", re.I)),
    (
        "[time]",
        re.compile(
            r"(?:오전|오후|새벽|아침|저녁|밤|낮)?\s*(?:\d{1,2}|열한|열두|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s*시"
            r"(?:\s*(?:반|\d{1,2}\s*분|[일이삼사오육칠팔구십]+\s*분))?"
        ),
    ),
    ("[time]", re.compile(r"(?:야|조)?[자축인묘진사오미신유술해]시(?=에|생|\s|$|요|쯤)|자정|정오")),
    (
        "[name]",
        re.compile(
            r"(?:(?<=이름은)|(?<=이름이))\s*[가-힣a-z]{2,}|(?<=name is)\s+[a-z가-힣]+(?:\s+[a-z]+)?",
            re.I,
        ),
    ),
    ("[ganji]", re.compile(r"[甲乙丙丁戊己庚辛壬癸]\s?[子丑寅卯辰巳午未申酉戌亥]")),
    (
        "[ganji]",
        re.compile(r"(?:[갑병무경임][자인진오신술]|[을정기신계][축묘사미유해])(?=\s?(?:년|월|일|시|주|생|[(\[]))"),
    ),
)


def scrub(text: str) -> str:
    """`text` as it may be logged: births, names, numbers and ganji replaced by what kind of thing stood there."""
    for placeholder, pattern in _PRIVATE:
        text = pattern.sub(placeholder, text)
    return text
