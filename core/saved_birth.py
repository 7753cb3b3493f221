"""A birth that is remembered, as values: what is kept of the answers, whose it is, and which two are the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any, Final

from core.answers import CONSENT_AGE, Answers, age, checked, to_birth
from core.confirm_card import who
from core.errors import Rejected
from core.ports import SavedBirth
from core.saju.casting import solar_ordinal

VERSION: Final = 1
_FIELDS: Final = "calendar year month day leap clock branch time_unknown night fold place sex".split()


class Unreadable(Exception):
    """Another version of the program wrote it, or what it names is no longer known."""


def only_for_the_session(answers: Answers, today: date) -> bool:
    """Whether this birth may never be kept: a child's, which a guardian confirmed for one conversation (SAFETY)."""
    years = age(answers, today)
    return years is None or years < CONSENT_AGE


def label_of(answers: Answers) -> str:
    """Whose it is: `self:`, `child:` or `other:` with what the person is called."""
    return f"{answers.subject}:{answers.label or ''}"


def birth_of(answers: Answers) -> dict[str, Any]:
    """What was told of the birth, as it was told."""
    given = answers.as_json()
    return {"version": VERSION, **{name: given[name] for name in _FIELDS}}


def identity_of(answers: Answers) -> bytes:
    """Equal for two births that are the same, in whichever calendar they were told."""
    day = solar_ordinal(to_birth(answers))
    told = [day, answers.clock, answers.branch, answers.fold, answers.place, answers.sex]
    return json.dumps(told, ensure_ascii=False).encode()


def whose(saved: SavedBirth) -> Answers:
    """Subject and label alone, for what the person is called."""
    subject, _, label = saved.label.partition(":")
    return Answers(subject=subject, label=label or None)


def saved_json(saved: SavedBirth, language: str) -> dict[str, Any]:
    """For /mydata: all of it that says something."""
    told = {name: value for name, value in saved.birth.items() if name in _FIELDS and value not in (None, False)}
    return {"label": who(whose(saved), language), "birth": told}


def answers_of(saved: SavedBirth, today: date) -> Answers:
    """The answers of a form that would have gathered this birth, confirmed. Raises Unreadable."""
    if saved.birth.get("version") != VERSION:
        raise Unreadable(f"version {saved.birth.get('version')!r}")
    try:
        told = {name: saved.birth[name] for name in _FIELDS}
        return checked(replace(whose(saved), **told, confirmed=True), today)
    except (KeyError, TypeError, Rejected) as error:
        raise Unreadable(type(error).__name__) from error
