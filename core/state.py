"""Where a conversation stands: all that the next turn must know, as JSON with a version number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from core.answers import NOTHING, Answers, answers_from_json
from core.form import Progress

VERSION = 1


class UnknownState(Exception):
    """The stored state was written by another version of the program, or is none at all."""


class Phase(Enum):
    """NEW: nothing was asked yet. CONSENT: the consent is being asked. FORM: a birth is being gathered.
    CONSULTING: there is a chart to talk about."""

    NEW = "new"
    CONSENT = "consent"
    FORM = "form"
    CONSULTING = "consulting"


@dataclass(frozen=True, slots=True)
class ConversationState:
    """`step` and `trail` belong to the form. `held`: a word of distress stopped the reading until the person goes
    on. `birth_was_told`: a birth came before the consent and was not kept. `asks_to_delete`: the next yes erases
    everything. `asks_to_remember`: the next yes has the birth of the chart remembered; `remembered`: it is.
    `grounds` and `sources` are those of the last answer, for /why.
    """

    phase: Phase = Phase.NEW
    answers: Answers = NOTHING
    step: str | None = None
    trail: tuple[str, ...] = ()
    held: bool = False
    birth_was_told: bool = False
    asks_to_delete: bool = False
    asks_to_remember: bool = False
    remembered: bool = False
    topic: str | None = None
    grounds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    last_event_id: str | None = None

    @property
    def has_chart(self) -> bool:
        return self.phase is Phase.CONSULTING

    @property
    def progress(self) -> Progress[Answers]:
        return Progress(self.answers, self.step, self.trail)

    def at(self, progress: Progress[Answers]) -> ConversationState:
        """The same conversation with the form where `progress` stands."""
        return replace(self, answers=progress.draft, step=progress.step, trail=progress.trail)


def state_to_json(state: ConversationState) -> dict[str, Any]:
    return {
        "version": VERSION,
        "phase": state.phase.value,
        "answers": state.answers.as_json(),
        "step": state.step,
        "trail": list(state.trail),
        "held": state.held,
        "birth_was_told": state.birth_was_told,
        "asks_to_delete": state.asks_to_delete,
        "asks_to_remember": state.asks_to_remember,
        "remembered": state.remembered,
        "topic": state.topic,
        "grounds": list(state.grounds),
        "sources": list(state.sources),
        "last_event_id": state.last_event_id,
    }


def state_from_json(raw: Mapping[str, Any]) -> ConversationState:
    """The inverse of `state_to_json`; an empty mapping is a new conversation. Raises UnknownState."""
    if not raw:
        return ConversationState()
    if raw.get("version") != VERSION:
        raise UnknownState(f"version {raw.get('version')!r}")
    try:
        return ConversationState(
            phase=Phase(raw["phase"]),
            answers=answers_from_json(raw["answers"]),
            step=raw["step"],
            trail=tuple(raw["trail"]),
            held=raw["held"],
            birth_was_told=raw["birth_was_told"],
            asks_to_delete=raw["asks_to_delete"],
            asks_to_remember=raw.get("asks_to_remember", False),
            remembered=raw.get("remembered", False),
            topic=raw["topic"],
            grounds=tuple(raw["grounds"]),
            sources=tuple(raw["sources"]),
            last_event_id=raw["last_event_id"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownState(type(error).__name__) from error
