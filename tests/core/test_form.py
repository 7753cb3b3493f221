"""Walking a small form: the same rules as any form's, without a birth in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.errors import Rejected
from core.form import PartlyAccepted, Progress, Step, back, first_needed, reopen, walk
from core.messages import Address, Inbound
from tests.fakes import NOON


@dataclass(frozen=True, slots=True)
class Tea:
    leaf: str | None = None
    minutes: int | None = None


def leaf(tea: Tea, inbound: Inbound) -> Tea:
    name, _, minutes = inbound.value.partition(" ")
    if name == "stone":
        raise Rejected("not_a_leaf")
    if minutes == "99":
        raise PartlyAccepted(replace(tea, leaf=name), Rejected("too_long"), "minutes")
    return replace(tea, leaf=name, minutes=int(minutes) if minutes else tea.minutes)


def minutes(tea: Tea, inbound: Inbound) -> Tea:
    return replace(tea, minutes=int(inbound.value))


FORM = (
    Step("leaf", lambda t: t.leaf is None, leaf, lambda _: ("green", "black"), 1),
    Step("minutes", lambda t: t.minutes is None, minutes, lambda _: (), 2),
)


def says(words: str) -> Inbound:
    return Inbound("e", Address("terminal", "c", "u"), NOON, "text", words)


def start() -> Progress[Tea]:
    return Progress(Tea(), first_needed(FORM, Tea()))


def test_an_answer_leads_to_the_next_question() -> None:
    at = walk(FORM, start(), says("green"))
    assert (at.step, at.draft.leaf, at.trail) == ("minutes", "green", ("leaf",))


def test_an_answer_that_holds_more_skips_what_it_filled() -> None:
    assert walk(FORM, start(), says("green 3")).step is None


def test_a_rejection_asks_the_same_again_with_the_reason() -> None:
    at = walk(FORM, start(), says("stone"))
    assert at.step == "leaf"
    assert at.rejection is not None
    assert at.rejection.code == "not_a_leaf"


def test_what_was_good_of_a_rejected_answer_is_kept() -> None:
    at = walk(FORM, start(), says("green 99"))
    assert (at.draft.leaf, at.step) == ("green", "minutes")


def test_a_good_answer_clears_the_rejection() -> None:
    at = walk(FORM, walk(FORM, start(), says("stone")), says("green"))
    assert at.rejection is None


def test_back_asks_the_question_before_and_keeps_its_answer() -> None:
    at = back(walk(FORM, start(), says("green")))
    assert (at.step, at.draft.leaf, at.trail) == ("leaf", "green", ())


def test_back_at_the_first_question_stays_there() -> None:
    assert back(start()) == start()


def test_a_reopened_question_leads_on_to_what_is_still_needed() -> None:
    at = reopen(walk(FORM, start(), says("green")), "leaf")
    assert walk(FORM, at, says("black")).step == "minutes"
