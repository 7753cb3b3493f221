"""The steps that gather a birth: what each needs, how it reads an answer, which buttons it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from core import lexicon
from core.answers import (
    ADULT_AGE,
    LABELS,
    SEX_DECLINED,
    SOMEWHERE_IN_KOREA,
    Answers,
    age,
    checked,
    leap_is_open,
    needs_guardian,
    readings_of_repeated_time,
    without,
)
from core.errors import Rejected
from core.form import PartlyAccepted, Step
from core.merging import STEP_OF, merged
from core.messages import Inbound
from core.places import find_place, narrowed
from core.saju.terms import BRANCHES
from core.told_birth import candidates_of

STAGES = 6
CITIES = ("seoul", "busan", "daegu", "incheon", "gwangju", "daejeon", "ulsan", "jeju")
_CITY_NAMES = ("서울", "부산", "대구", "인천", "광주광역시", "대전", "울산", "제주")
FIELDS = ("subject", "calendar", "date", "time", "place", "sex")
_LONGEST_LABEL = 12
_SUBJECTS = ("self", "child", "other")
_BRANCH_KEYS = tuple(branch.name.lower() for branch in BRANCHES)

Form = tuple[Step[Answers], ...]


@lru_cache(maxsize=2)
def birth_form(today: date) -> Form:
    """The form as it stands on `today` (which decides what lies in the future, and who is a child)."""

    def step(
        key: str,
        stage: int,
        needed: Callable[[Answers], bool],
        accept: Callable[[Answers, str, date], Answers],
        choices: Callable[[Answers], tuple[str, ...]],
    ) -> Step[Answers]:
        def accepted(answers: Answers, inbound: Inbound) -> Answers:
            try:
                found = accept(answers, _value(inbound, key), today)
            except PartlyAccepted as partly:
                _verified(partly.draft, today)  # what was taken of the answer may name what cannot be
                raise
            return _verified(found, today)

        return Step(key, needed, accepted, choices, stage)

    return (
        step("subject", 1, lambda a: a.subject is None, _subject, _fixed(*_SUBJECTS)),
        step("label", 1, lambda a: a.subject == "other" and a.label is None, _label, _fixed(*LABELS)),
        step("guardian", 1, lambda a: needs_guardian(a, today), _guardian, _fixed("yes", "no")),
        step("calendar", 2, lambda a: a.calendar is None and not a.has_date, _calendar, _fixed("solar", "lunar")),
        step("date", 3, lambda a: not a.has_date, _date, _fixed()),
        step("leap", 3, leap_is_open, _leap, _fixed("no", "yes")),
        step("time", 4, lambda a: not a.has_time, _time, _fixed("unknown", *_BRANCH_KEYS)),
        step("night", 4, lambda a: a.night == "open", _night, _fixed("before", "after")),
        step("place", 5, lambda a: a.place is None, _place, _place_choices),
        step("fold", 5, _fold_is_open, _fold, _fixed("first", "second")),
        step("sex", 6, lambda a: a.sex is None, _sex, _fixed("male", "female", SEX_DECLINED)),
        step("confirm", 6, lambda a: not a.confirmed, _confirm, _fixed("yes", "fix")),
        step("fix", 6, lambda a: False, _fix, _fixed(*FIELDS)),
    )


def _verified(answers: Answers, today: date) -> Answers:
    """What was accepted, unless it cannot be. An adult's birth told without a word of whose is one's own."""
    try:
        checked(answers, today)
    except Rejected as rejected:
        step = STEP_OF.get(rejected.code)
        raise PartlyAccepted(without(answers, rejected.code), rejected, step) from rejected
    if answers.subject is None and (age(answers, today) or 0) >= ADULT_AGE:
        return replace(answers, subject="self")
    return answers


def _value(inbound: Inbound, step: str) -> str:
    """The words, or the pressed choice as `=value`, so that words can never pass for a button."""
    if inbound.kind != "choice":
        return inbound.value
    return "=" + inbound.value.removeprefix(f"{step}:")


def _pressed(value: str) -> str | None:
    return value[1:] if value.startswith("=") else None


def _fixed(*values: str) -> Callable[[Answers], tuple[str, ...]]:
    return lambda _: values


def _picked(value: str, group: str, allowed: tuple[str, ...]) -> str | None:
    """The choice that was pressed or said in so many words, if it is one of `allowed`."""
    chosen = _pressed(value) or lexicon.which(value, group)
    return chosen if chosen in allowed else None


def _subject(answers: Answers, value: str, today: date) -> Answers:
    if chosen := _picked(value, "subject", _SUBJECTS):
        return _of(answers, chosen)
    if (chosen := _first_word(value)) is None:
        return _whose(answers, value, today)
    return _named(answers, value, today, chosen)


def _label(answers: Answers, value: str, today: date) -> Answers:
    if (pressed := _pressed(value)) in LABELS:
        return replace(answers, label=pressed)
    known = lexicon.which_label(value)
    if known or (0 < len(value) <= _LONGEST_LABEL and not any(c.isdigit() for c in value)):
        return replace(answers, label=known or value)
    try:
        return _of_somebody(_whose(replace(answers, subject=None), value, today))
    except PartlyAccepted as partly:
        raise PartlyAccepted(_of_somebody(partly.draft), partly, partly.step) from partly


def _of(answers: Answers, subject: str, label: str | None = None) -> Answers:
    return replace(answers, subject=subject, label=label, guardian=False, confirmed=False)


def _of_somebody(answers: Answers) -> Answers:
    """Another person's, as was said before, unless these words say whose."""
    return answers if answers.subject is not None else replace(answers, subject="other")


def _whose(answers: Answers, words: str, today: date) -> Answers:
    """What the words tell of a birth and in passing of whose it is; a label may also stand alone."""
    try:
        return merged(answers, words, today)
    except PartlyAccepted:
        raise
    except Rejected:
        if label := lexicon.mentions(words, "label"):
            return _of(answers, "other", label)
        raise


def _named(answers: Answers, words: str, today: date, subject: str) -> Answers:
    """Whose chart it is, with all that the same words tell of the birth."""
    # Before it was said whose, what was told was told of this person.
    before = _of(answers, subject) if answers.subject is None else answers
    try:
        return _of(merged(before, words, today), subject)
    except PartlyAccepted as partly:
        raise PartlyAccepted(_of(partly.draft, subject), partly, partly.step) from partly


def _first_word(words: str) -> str | None:
    """Whose chart it is, where a birth follows: "딸 2015년 3월 8일", "my daughter 2015-03-08"."""
    first = words.split()[:2]
    heads = (" ".join(first[:count]) for count in range(1, len(first) + 1))
    return next((chosen for head in heads if (chosen := lexicon.which(head, "subject")) in _SUBJECTS), None)


def _guardian(answers: Answers, value: str, today: date) -> Answers:
    if _pressed(value) == "yes" or lexicon.says(value, "yes"):
        return replace(answers, guardian=True)
    if _pressed(value) == "no" or lexicon.says(value, "no"):
        raise Rejected("not_guardian")
    return merged(answers, value, today)


def _calendar(answers: Answers, value: str, today: date) -> Answers:
    if chosen := _picked(value, "calendar", ("solar", "lunar")):
        return replace(answers, calendar=chosen, leap=None)
    return merged(answers, value, today)


def _date(answers: Answers, value: str, today: date) -> Answers:
    if _pressed(value) is not None:
        raise Rejected("again")
    return merged(answers, value, today)


def _leap(answers: Answers, value: str, today: date) -> Answers:
    if chosen := _picked(value, "leap", ("no", "yes")):
        return replace(answers, leap=chosen == "yes")
    return merged(answers, value, today)


def _time(answers: Answers, value: str, today: date) -> Answers:
    pressed = _pressed(value)
    if pressed == "unknown" or lexicon.says(value, "unknown"):
        return replace(answers, time_unknown=True, clock=None, branch=None, night=None, fold=None)
    if pressed in _BRANCH_KEYS:
        branch = BRANCHES[_BRANCH_KEYS.index(pressed)].hanja
        night = "open" if branch == "子" else None
        return replace(answers, branch=branch, clock=None, time_unknown=False, night=night, fold=None)
    if pressed is not None:
        raise Rejected("again")
    return merged(answers, _bare_clock(value), today)


def _bare_clock(words: str) -> str:
    """`1430`, `9` and `930` are times where a time was asked for, though nowhere else."""
    if re.fullmatch(r"\d{1,2}", words):
        return f"{words}시"
    if re.fullmatch(r"\d{3,4}", words):
        return f"{words[:-2]}:{words[-2:]}"
    return words


def _night(answers: Answers, value: str, today: date) -> Answers:
    if chosen := _picked(value, "night", ("before", "after")):
        return replace(answers, night=chosen)
    return merged(answers, value, today)


def _place_choices(answers: Answers) -> tuple[str, ...]:
    if answers.candidates:
        return tuple(f"c{number}" for number in range(len(answers.candidates)))
    return (*CITIES, "unknown")


def _place(answers: Answers, value: str, today: date) -> Answers:
    pressed = _pressed(value)
    if pressed == "unknown" or lexicon.says(value, "unknown"):
        return replace(answers, place=SOMEWHERE_IN_KOREA, candidates=(), fold=None)
    if pressed in CITIES:
        return replace(answers, place=_CITY_NAMES[CITIES.index(pressed)], candidates=(), fold=None)
    if pressed is not None and pressed in _place_choices(answers):
        return replace(answers, place=answers.candidates[int(pressed[1:])], candidates=(), fold=None)
    if pressed is not None:
        raise Rejected("again")
    if chosen := narrowed(value, answers.candidates):
        return replace(answers, place=chosen, candidates=(), fold=None)
    try:
        return replace(answers, place=find_place(value).name, candidates=(), fold=None)
    except Rejected as rejected:
        if rejected.code == "ambiguous_place":
            names = candidates_of(rejected)
            raise PartlyAccepted(replace(answers, place=None, candidates=names), rejected, "place") from rejected
    return _somewhere_in(answers, value, today)


def _somewhere_in(answers: Answers, words: str, today: date) -> Answers:
    """A place inside a longer answer ("부산에서 태어났어요"), or the reason why there is none."""
    found = merged(answers, words, today)
    if found == answers:
        raise Rejected("unknown_place")
    return found


def _fold_is_open(answers: Answers) -> bool:
    return answers.fold is None and readings_of_repeated_time(answers) is not None


def _fold(answers: Answers, value: str, today: date) -> Answers:
    match _picked(value, "fold", ("first", "second")):
        case "first":
            return replace(answers, fold=0)
        case "second":
            return replace(answers, fold=1)
        case _:
            return merged(answers, value, today)


def _sex(answers: Answers, value: str, today: date) -> Answers:
    if chosen := _picked(value, "sex", ("male", "female", SEX_DECLINED)):
        return replace(answers, sex=chosen)
    if lexicon.says(value, "decline") or lexicon.says(value, "unknown"):
        return replace(answers, sex=SEX_DECLINED)
    return merged(answers, value, today)


def _confirm(answers: Answers, value: str, today: date) -> Answers:
    if _pressed(value) == "yes" or lexicon.says(value, "yes"):
        return replace(answers, confirmed=True)
    if _pressed(value) is not None:
        raise Rejected("again")
    return merged(answers, value, today)


def _fix(answers: Answers, value: str, today: date) -> Answers:
    raise Rejected("again")
