"""Many people who get long answers at the same time, and what became of each."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.store import open_store
from tests.bot.telegram.conftest import NOW, House, house_with, running
from tests.bot.telegram.talking import BIRTH, asks, gets_a_chart, label
from tests.telegram_double.person import Person


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts over the whole crowd. `took_s` is in the service's time."""

    people: int
    lost: int
    repeated: int
    out_of_order: int
    refused: int
    waits_broken: int
    drafts: int
    late_taps: int  # presses whose sign of receipt came after the client had stopped waiting for it
    took_s: float

    @property
    def is_flawless(self) -> bool:
        return not (self.lost or self.repeated or self.out_of_order or self.refused or self.waits_broken)


async def flood(house: House, people: int, patience_s: float) -> Outcome:
    """Everybody has a chart, and asks for two topics within the same moment."""
    house.read_timeout_s = 30.0  # the machine may be busy: nothing here is about lost answers
    crowd = [house.double.person(f"P{number}") for number in range(people)]
    async with running(house.adapter(introduces=False)):
        expected = await _answers_to_one(house, patience_s)
        await _all_get_charts(house, crowd, patience_s)
        began, seen = house.double.clock.now(), {person: len(person.answers) for person in crowd}
        for topic in ("wealth", "love"):
            for person in crowd:
                person.tap(label(f"topic.{topic}"), person.answers[-1])
        await house.is_idle(patience_s)
        took_s = house.double.clock.now() - began
    told = [[message.text for message in person.answers[seen[person] :]] for person in crowd]
    return Outcome(
        people=people,
        lost=sum(not set(expected) <= set(texts) for texts in told),
        repeated=sum(len(texts) > len(expected) for texts in told),
        out_of_order=sum(texts != expected and sorted(texts) == sorted(expected) for texts in told),
        refused=len(house.double.limiter.refused),
        waits_broken=len(house.double.limiter.violations),
        drafts=len(house.double.outbox("sendMessageDraft", status=200)),
        late_taps=len(house.double.outbox("answerCallbackQuery", status=400)),
        took_s=took_s,
    )


async def _answers_to_one(house: House, patience_s: float) -> list[str]:
    """What a person is told who has the bot for themselves."""
    ada = house.double.person("Ada")
    await gets_a_chart(house, ada, patience_s)
    before = len(ada.answers)
    for topic in ("wealth", "love"):
        await asks(house, ada, topic, patience_s)
    return [message.text for message in ada.answers[before:]]


async def _all_get_charts(house: House, crowd: list[Person], patience_s: float) -> None:
    acts: tuple[Callable[[Person], object], ...] = (
        lambda person: person.say("/saju"),
        lambda person: person.tap(label("choice.consent.yes")),
        lambda person: person.say(BIRTH["ko"]),
        lambda person: person.tap(label("choice.confirm.yes")),
    )
    for act in acts:
        for person in crowd:
            act(person)
        await house.is_idle(patience_s)


async def _campaign(people: int, scale: float) -> Outcome:
    """On a database, as a daemon's is; the figures are told also where the service refused something."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder), NOW)
        try:
            async with house_with(scale) as house:
                house.database = store.unit_of_work
                house.double.allow_refusal("query is too old")  # counted as late_taps
                outcome = await flood(house, people, patience_s=600)
                print(outcome, flush=True)
        finally:
            await store.close()
    return outcome


if __name__ == "__main__":
    outcome = asyncio.run(_campaign(int(sys.argv[1]), scale=1.0))
    sys.exit(0 if outcome.is_flawless else 1)
