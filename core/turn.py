"""One turn: what it saw and what it decided. Values only; the shell loads and stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.answers import Answers
from core.messages import Choice, Inbound, Reply
from core.ports import SavedBirth, User
from core.saju.analysis import Analysis
from core.saju.school import DayBoundary, School, SolarTime
from core.state import ConversationState
from core.texts import text


@dataclass(frozen=True, slots=True)
class House:
    """What the operator decided and the conversation tells."""

    session_minutes: int = 30
    language: str = "ko"
    operator: str | None = None  # who runs the bot and how to reach them, in one line
    pictures: bool = False  # charts are drawn, and each person may turn that off


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn starts from. `words` is the cleaned text, the pressed value or the command.

    `saved`: what the person had remembered, where the turn may speak of it (core/remembering.py); else empty.
    """

    user: User
    state: ConversationState
    inbound: Inbound
    words: str
    now: datetime
    today: date  # in Seoul
    language: str
    house: House
    saved: tuple[SavedBirth, ...] = ()

    def say(self, key: str, **params: object) -> str:
        return text(key, self.language, **params)

    def button(self, value: str, key: str | None = None, **params: object) -> Choice:
        """The button that sends `value`; its label stands under `choice.<value>` unless `key` names it."""
        return Choice(value, self.say(key or f"choice.{value.replace(':', '.')}", **params))

    @property
    def school(self) -> School:
        return school_of(self.user.preferences)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn decided.

    `said` and `answered` are what the log keeps, free of births (STORAGE). `user`: changed, to be saved.
    `analysis`: a chart that was set up now; `chart_reply`: the one of `replies` that tells it. `ends_session`: all
    that was given is erased before `state` is stored. `erases_user`: everything of this person goes, `state`
    included. `was_lost`: the words told the form nothing. `remembers`: a birth to keep on purpose; `forgets`: one
    to keep no longer.
    """

    state: ConversationState
    replies: tuple[Reply, ...]
    said: str
    answered: str
    user: User | None = None
    analysis: Analysis | None = None
    chart_reply: Reply | None = None
    ends_session: bool = False
    erases_user: bool = False
    was_lost: bool = False
    remembers: Answers | None = None
    forgets: UUID | None = None


def school_of(preferences: Mapping[str, Any]) -> School:
    """The school that a person chose in the settings, the rest as by default."""
    chosen = preferences.get("school", {})
    return School(
        solar_time=SolarTime(chosen.get("solar_time", SolarTime.MEAN.value)),
        day_boundary=DayBoundary(chosen.get("day_boundary", DayBoundary.RAT_HOUR.value)),
    )


def draws(house: House, user: User) -> bool:
    """Whether this person is shown charts as pictures too."""
    return house.pictures and user.preferences.get("picture", "on") == "on"
