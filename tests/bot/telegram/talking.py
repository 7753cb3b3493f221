"""The short ways of a pretend person through the bot."""

from __future__ import annotations

from core.texts import text
from tests.bot.telegram.conftest import House
from tests.telegram_double.person import Person
from tests.telegram_double.screen import Line

BIRTH = {"ko": "1990년 5월 15일 오후 2시 반 부산 여자", "en": "1990-05-15 14:30 Busan female"}


def label(key: str, language: str = "ko") -> str:
    return text(key, language)


async def agrees(house: House, person: Person, timeout_s: float = 10.0) -> None:
    """Until the form asks its first question."""
    person.say("/saju")
    await house.is_idle(timeout_s)
    person.tap(label("choice.consent.yes"))
    await house.is_idle(timeout_s)


async def gets_a_chart(house: House, person: Person, timeout_s: float = 10.0) -> None:
    await agrees(house, person, timeout_s)
    person.say(BIRTH["ko"])
    await house.is_idle(timeout_s)
    person.tap(label("choice.confirm.yes"))
    await house.is_idle(timeout_s)


async def asks(house: House, person: Person, topic: str = "wealth", timeout_s: float = 10.0) -> None:
    person.tap(label(f"topic.{topic}"))
    await house.is_idle(timeout_s)


def told(person: Person) -> list[Line]:
    """All that the bot has written to them, as it stands now."""
    return [line for line in person.transcript() if line.sender == "bot"]
