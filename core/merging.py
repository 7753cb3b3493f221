"""What a message tells, put into the answers that are there: what it replaces, what it opens anew."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from core import lexicon
from core.answers import NOTHING, Answers, without
from core.errors import Rejected
from core.form import PartlyAccepted
from core.told_birth import Fields, told

# Where a thing that cannot be is mended.
STEP_OF = {
    "invalid_date": "date",
    "future_date": "date",
    "no_such_leap_month": "date",
    "out_of_range": "date",
    "ambiguous_year": "date",
    "nonexistent_time": "time",
    "ambiguous_place": "place",
    "unknown_place": "place",
}


_BETWEEN_DAYS = re.compile(r"(\d{1,2})일에서 ?(?:\d{1,2}월 ?)?(\d{1,2})일로? ?넘어")


def merged(answers: Answers, words: str, today: date) -> Answers:
    """`answers` with all that the words tell of a birth.

    Raises Rejected("again") when they tell nothing, and PartlyAccepted when something they tell cannot be.
    """
    if lexicon.says(words, "unknown"):
        raise Rejected("again")  # where not knowing is an answer, the step has taken it already
    if _is_of_another_person(answers, words, today):
        answers = NOTHING
    fields, error = told(words, today, lunar=answers.calendar == "lunar")
    if not fields and error is None:
        return _of_whom(answers, words)
    found = _with_night(replace(answers, **_kept(answers, fields)), fields, words)
    if answers.subject is None or "day" in fields:
        found = _with_who(found, words)
    if error is None:
        return found
    step = str(error.params["step"]) if "step" in error.params else STEP_OF.get(error.code)
    raise PartlyAccepted(without(found, error.code), error, step)


def _is_of_another_person(answers: Answers, words: str, today: date) -> bool:
    """A whole date told with a word for somebody else: nothing of the first person's is theirs."""
    named = _with_who(NOTHING, words)
    if named.subject is None or (named.subject, named.label) == (answers.subject, answers.label):
        return False
    return answers.has_date and {"year", "month", "day"} <= told(words, today)[0].keys()


def _kept(answers: Answers, fields: Fields) -> Fields:
    """The fields told, with what they make void of the earlier answers: one time replaces another whole."""
    changes: Fields = dict(fields)
    if fields.keys() & {"clock", "branch", "time_unknown"}:
        changes = {"clock": None, "branch": None, "time_unknown": False, "night": None, "fold": None, **changes}
    if fields.keys() & {"year", "month", "day"}:
        changes.setdefault("leap", None)
        changes.setdefault("two_digit_year", False)
        changes["fold"] = None
        if answers.night is not None and "night" not in changes:
            changes["night"] = "open"
    if "place" in fields:
        changes["fold"] = None
    return changes


def _with_night(answers: Answers, fields: Fields, words: str) -> Answers:
    """Opens the question of the night where words, not a clock, named a midnight."""
    on_midnight = answers.branch == "子" or (answers.clock or "").startswith("00:")
    named = lexicon.mentions(words, "midnight") is not None
    if not (fields.keys() & {"clock", "branch"} and on_midnight and named):
        return answers
    if (nights := _BETWEEN_DAYS.search(words)) and answers.day in (days := tuple(map(int, nights.groups()))):
        return replace(answers, night="after" if answers.day == days[0] else "before")
    return replace(answers, night="open")


_ONESELF = re.compile(r"[^\d]{0,60}?(?<![가-힣])(?:저는|나는|제가|내가|전|난) ?(?:양력|음력|[양음])? ?[(']?\d")
# Who has no label of their own among the buttons is called as they were called.
_RELATIVE = re.compile(
    r"(?<![가-힣])(?:(?:외|친)?할머니|(?:외|친)?할아버지|시(?:어머니|아버지|부모님)|장모님|장인어른|이모|고모|(?:외|작은)?삼촌"
    r"|며느리|사위|조카|손자|손녀|사촌|처제|처남|형부|제부|올케|매형|매부|시누이|사장님|선배|후배|지인)"
)
_WHOSE = re.compile(
    r"(?:사주|팔자|꺼|거|것)(?:예요|에요|이에요|입니다|인데요?|야|임|요)?[.! ]*$"
    r"|^(?:no,? |sorry,? )?(?:it'?s|this is) (?:for |about )?my [a-z]+(?:'s)?(?: chart)?[.! ]*$",
    re.IGNORECASE,
)


def _of_whom(answers: Answers, words: str) -> Answers:
    """Words that tell nothing but whose chart it is (제 거예요, 우리 엄마 사주예요). Raises Rejected("again")."""
    if (chosen := lexicon.which(words, "subject")) in ("self", "child"):
        return replace(answers, subject=chosen, label=None, guardian=False)
    named = _with_who(NOTHING, words)
    if named.subject is None or not (lexicon.which_label(words) or _WHOSE.search(words)):
        raise Rejected("again")
    return replace(answers, subject=named.subject, label=named.label, guardian=False)


def _with_who(answers: Answers, words: str) -> Answers:
    """Whose chart it is, where the words say so in passing: 우리 딸, 엄마; 저는 before the date outweighs both."""
    if _ONESELF.match(words):
        return replace(answers, subject="self", label=None)
    if relative := _RELATIVE.search(words):
        return replace(answers, subject="other", label=relative[0])
    if lexicon.mentions(words, "child"):
        return replace(answers, subject="child")
    if label := lexicon.mentions(words, "label"):
        return replace(answers, subject="other", label=label)
    return answers
