"""A person's whole way through the bot in Telegram, step by step, so that something may happen between any two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.texts import text
from tests.telegram_double.person import Person


@dataclass(frozen=True, slots=True)
class Step:
    """What the person does, and what they see when it was understood."""

    name: str
    does: Callable[[Person], object]
    sees: str


def words(key: str) -> str:
    return text(key, "ko").partition("\n")[0]


def _says(what: str, sees: str) -> Step:
    return Step(what, lambda person: person.say(what), words(sees))


def _taps(key: str, sees: str) -> Step:
    return Step(f"tap {key}", lambda person: person.tap(words(f"choice.{key}")), words(sees))


TALK: Final = (
    _says("/start", "choice.begin"),
    _taps("begin", "choice.consent.yes"),
    _taps("consent.yes", "choice.subject.self"),
    _taps("subject.self", "choice.calendar.solar"),
    _taps("calendar.solar", "form.date.ask"),
    _says("1990-05-15", "choice.time.mi"),
    _taps("time.mi", "choice.place.busan"),
    _taps("place.busan", "choice.sex.female"),
    _taps("sex.female", "choice.confirm.yes"),
    _taps("confirm.yes", "topic.wealth"),
    Step("tap topic.wealth", lambda person: person.tap(words("topic.wealth")), ""),
    _says("/why", "answer.why_title"),
)
FORGETTING: Final = (
    _says("/delete", "choice.delete.yes"),
    _taps("delete.yes", "command.deleted"),
)


def shown(person: Person) -> list[tuple[str, str, str]]:
    """Sender, kind and words of what stays on the screen."""
    return [(line.sender, line.kind, line.text) for line in person.transcript() if line.kind != "draft"]


def sees_now(person: Person, what: str) -> bool:
    latest = person.answers[-1] if person.answers else None
    return latest is not None and (what in latest.text or what in latest.labels)
