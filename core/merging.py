"""What a message tells, put into the answers that are there: what it replaces, what it opens anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core import lexicon
from core.answers import Answers, without
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


def merged(answers: Answers, words: str, today: date) -> Answers:
    """`answers` with all that the words tell of a birth.

    Raises Rejected("again") when they tell nothing, and PartlyAccepted when something they tell cannot be.
    """
    fields, error = told(words, today, lunar=answers.calendar == "lunar")
    if not fields and error is None:
        raise Rejected("again")
    found = _with_night(replace(answers, **_kept(answers, fields)), fields, words)
    if answers.subject is None or "day" in fields:
        found = _with_who(found, words)
    if error is None:
        return found
    step = str(error.params["step"]) if "step" in error.params else STEP_OF.get(error.code)
    raise PartlyAccepted(without(found, error.code), error, step)


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
    if fields.keys() & {"clock", "branch"} and on_midnight and named:
        return replace(answers, night="open")
    return answers


def _with_who(answers: Answers, words: str) -> Answers:
    """Whose chart it is, where the words say so in passing: 우리 딸, 엄마."""
    if lexicon.mentions(words, "child"):
        return replace(answers, subject="child")
    if label := lexicon.mentions(words, "label"):
        return replace(answers, subject="other", label=label)
    return answers
