"""Walking a form: one question at a time, any order of answers, back and correction without loss.

A form is a tuple of steps. The step to ask is decided from the draft alone: the first that the draft still
needs. So an answer that holds more than was asked skips what it filled, and a restart loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from core.errors import Rejected
from core.messages import Inbound

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Step(Generic[D]):
    """One question. `key` names it in texts, in button values and in the log.

    `accept` returns a new draft or raises Rejected; `choices` gives the values of the buttons for a draft;
    `stage` counts it for the progress shown (several steps may share a stage).
    """

    key: str
    needed: Callable[[D], bool]
    accept: Callable[[D, Inbound], D]
    choices: Callable[[D], tuple[str, ...]]
    stage: int


@dataclass(frozen=True, slots=True)
class Progress(Generic[D]):
    """Where a form stands. `step` None: nothing is left to ask. `trail`: the steps answered, oldest first."""

    draft: D
    step: str | None
    trail: tuple[str, ...] = ()
    rejection: Rejected | None = None


class PartlyAccepted(Rejected, Generic[D]):
    """A rejection that still took something: `draft` holds what was good of the answer.

    `step` is where the rest is mended; None leaves it to what the draft needs.
    """

    def __init__(self, draft: D, reason: Rejected, step: str | None = None) -> None:
        super().__init__(reason.code, **reason.params)
        self.draft = draft
        self.step = step


def first_needed(form: Sequence[Step[D]], draft: D) -> str | None:
    """The key of the first step that the draft still needs; None when it is complete."""
    return next((step.key for step in form if step.needed(draft)), None)


def step_of(form: Sequence[Step[D]], key: str) -> Step[D]:
    """The step named `key`. Raises KeyError for a name that the form does not have."""
    for step in form:
        if step.key == key:
            return step
    raise KeyError(key)


def walk(form: Sequence[Step[D]], at: Progress[D], answer: Inbound) -> Progress[D]:
    """One answer further: the next step, or the step to mend with the reason for it and nothing lost."""
    assert at.step is not None
    try:
        draft = step_of(form, at.step).accept(at.draft, answer)
    except PartlyAccepted as partly:
        mend = partly.step or first_needed(form, partly.draft) or at.step
        return replace(at, draft=partly.draft, step=mend, rejection=partly)
    except Rejected as rejection:
        return replace(at, rejection=rejection)
    trail = at.trail if at.trail[-1:] == (at.step,) else (*at.trail, at.step)
    return Progress(draft, first_needed(form, draft), trail)


def back(at: Progress[D]) -> Progress[D]:
    """The question before this one, asked again; the answers stay until they are answered anew."""
    if not at.trail:
        return replace(at, rejection=None)
    return replace(at, step=at.trail[-1], trail=at.trail[:-1], rejection=None)


def reopen(at: Progress[D], step: str) -> Progress[D]:
    """A question of the person's choice, asked again; afterwards the form goes on with what it needs."""
    trail = (*at.trail, at.step) if at.step is not None else at.trail
    return replace(at, step=step, trail=trail, rejection=None)
