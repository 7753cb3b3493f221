"""Pretend people and pretend stores that obey the core's ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

from core.conversation import Conversation
from core.facts import Facts, holds
from core.messages import Address, Inbound, Reply
from core.ports import Passage
from tests.memory_store import MemoryStore

WHOLE_BIRTH = "1990년 5월 15일 오후 2시 반 부산 여자"
PYEONJAE = Passage("t.pyeonjae", "saju_knowledge", "편재는 넓은 곳의 재물이에요.", "淵海子平, 論偏財", "편재")
LOVE = Passage(
    "t.love", "saju_knowledge", "사랑은 천천히 자라요.", "practice", "love", {"hour_known": ["yes", "no"]}
)

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class ShelfLibrary:
    """A few passages on a shelf: those whose words stand in the question, none that contradicts the chart."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self._passages = tuple(passages)

    async def search(
        self, query: str, *, facts: Facts | None = None, limit: int = 5, language: str = "ko"
    ) -> Sequence[Passage]:
        found = [replace(p, score=1.0) for p in self._passages if p.topic in query and _allowed(p, facts)]
        return found[:limit]

    async def matching(
        self, facts: Facts, *, topic: str | None = None, limit: int = 8, language: str = "ko"
    ) -> Sequence[Passage]:
        found = [p for p in self._passages if p.conditions and holds(p.conditions, facts)]
        return [p for p in found if topic is None or p.topic == topic][:limit]


def _allowed(passage: Passage, facts: Facts | None) -> bool:
    return not passage.conditions or (facts is not None and holds(passage.conditions, facts))


class Seeker:
    """A pretend user: says, presses and commands, and remembers what came back."""

    def __init__(
        self, conversation: Conversation, clock: FakeClock, name: str = "u1", language: str | None = None
    ) -> None:
        self.conversation, self.clock, self.language = conversation, clock, language
        self.address = Address("terminal", name, name)
        self.replies: tuple[Reply, ...] = ()
        self._events = count(1)

    async def says(self, words: str) -> tuple[Reply, ...]:
        return await self._does("text", words)

    async def presses(self, value: str) -> tuple[Reply, ...]:
        """Presses a button that is on the screen; a value that is not there fails the test."""
        assert value in self.buttons, f"{value} is none of {self.buttons}"
        return await self._does("choice", value)

    async def presses_an_old_button(self, value: str) -> tuple[Reply, ...]:
        return await self._does("choice", value)

    async def commands(self, command: str) -> tuple[Reply, ...]:
        return await self._does("command", command)

    async def repeats(
        self, event_id: str, kind: Literal["text", "choice", "command"], value: str
    ) -> tuple[Reply, ...]:
        """Sends an event with an id of the test's choice, as a messenger does that delivers twice."""
        return await self._sends(event_id, kind, value)

    @property
    def text(self) -> str:
        """All that was answered to the last message."""
        return "\n".join(reply.text for reply in self.replies)

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(choice.value for reply in self.replies for choice in reply.choices)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(source for reply in self.replies for source in reply.sources)

    async def _does(self, kind: Literal["text", "choice", "command"], value: str) -> tuple[Reply, ...]:
        return await self._sends(f"{self.address.user_id}-{next(self._events)}", kind, value)

    async def _sends(
        self, event_id: str, kind: Literal["text", "choice", "command"], value: str
    ) -> tuple[Reply, ...]:
        inbound = Inbound(event_id, self.address, self.clock(), kind, value, self.language)
        self.replies = await self.conversation.handle(inbound)
        return self.replies


class World:
    """A store, a clock, a shelf of passages and one person who talks."""

    def __init__(self, language: str | None = None, library: ShelfLibrary | None = None) -> None:
        self.store, self.clock = MemoryStore(), FakeClock()
        self.library = library or ShelfLibrary((PYEONJAE, LOVE))
        self.seeker = Seeker(self.conversation(), self.clock, language=language)

    def conversation(self) -> Conversation:
        return Conversation(self.store.open, self.library, self.clock, operator="홍길동, help@example.org")

    def restart(self) -> None:
        """Everything in memory is dropped."""
        self.seeker.conversation = self.conversation()

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.store.rows("sessions")[-1]["state"]
        return state

    @property
    def step(self) -> str | None:
        step: str | None = self.state["step"]
        return step


async def agreed(world: World) -> Seeker:
    """A person who has agreed and is asked the first question."""
    await world.seeker.commands("/start")
    await world.seeker.presses("begin")
    await world.seeker.presses("consent:yes")
    return world.seeker


async def with_chart(world: World, birth: str = WHOLE_BIRTH) -> Seeker:
    seeker = await agreed(world)
    await seeker.says(birth)
    await seeker.presses("confirm:yes")
    assert world.state["phase"] == "consulting"
    return seeker
