"""What the conversations about remembered births have in common."""

from __future__ import annotations

from tests.fakes import Seeker

MOTHER = ("다른 사람", "엄마", "양력", "1962년 3월 8일", "오전 7시", "대구", "여자")


async def remembers(seeker: Seeker) -> None:
    seeker.clock.advance(seconds=1)  # the list is in the order of time
    await seeker.presses("people:remember")
    await seeker.presses("remember:yes")


async def sets_up(seeker: Seeker, *answers: str) -> None:
    """A chart by the form, from its first question to the card."""
    await seeker.commands("/saju")
    for words in answers:
        await seeker.says(words)
    await seeker.presses("confirm:yes")


async def opened(seeker: Seeker, number: int = 0) -> None:
    await seeker.presses([value for value in seeker.buttons if value.startswith("people:open:")][number])


def labels(seeker: Seeker, kind: str = "people:open:") -> list[str]:
    return [c.label for reply in seeker.replies for c in reply.choices if c.value.startswith(kind)]
