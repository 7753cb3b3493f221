"""What a turn adds to the statistics: counts and durations under a closed set of names, nothing of the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from core import lexicon
from core.messages import Address
from core.ports import Metric
from core.state import ConversationState, Phase
from core.turn import Outcome

# What a topic may be called: whatever else an answer was about counts as "other".
_OTHER_TOPICS: Final = ("overview", "luck", "search")
_AMENDING: Final = "fix"  # where a form opens again to correct the chart that is there
_REFUSED: Final = re.compile(r"ask:\w+ \((\w+)\)")


def measures(before: ConversationState, outcome: Outcome, address: Address, took_ms: int) -> tuple[Metric, ...]:
    """The measurements of a turn that began at `before`."""
    return (Metric("turn_ms", took_ms, address.platform), *_form(before, outcome), *_answer(outcome))


def incident(kind: str) -> tuple[Metric, ...]:
    """`kind` is "bug" or the code of what did not answer."""
    return (Metric("error", 1, kind),)


def _form(before: ConversationState, outcome: Outcome) -> Iterator[Metric]:
    """A step counts when the form goes on to it; asked again for an answer that was refused, it does not."""
    after = outcome.state
    in_form, was_in_form = after.phase is Phase.FORM, before.phase is Phase.FORM
    if in_form and not was_in_form and after.step != _AMENDING:
        yield Metric("form_begun", 1)
    known = (*before.trail, before.step, *after.trail) if was_in_form else after.trail
    if in_form and after.step is not None and after.step not in known:
        yield Metric("form_step", 1, after.step)
    if refused := _REFUSED.fullmatch(outcome.answered):
        yield Metric("form_refusal", 1, refused[1])
    if outcome.analysis is not None:
        yield Metric("chart", 1, after.answers.subject or "other")


def _answer(outcome: Outcome) -> Iterator[Metric]:
    kind, _, topic = outcome.answered.partition(":")
    if kind == "answer":
        known = topic in lexicon.topics() or topic in _OTHER_TOPICS
        yield Metric("answer", 1, topic if known else "other")
    elif outcome.answered == "answer.not_found":
        yield Metric("answer_missing", 1)
