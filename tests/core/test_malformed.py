"""Whatever arrives, an answer goes out."""

from __future__ import annotations

import random

import pytest

from core.conversation import Conversation
from core.guard import MAX_CHARACTERS
from tests.fakes import FakeClock, Seeker, ShelfLibrary
from tests.memory_store import MemoryStore

WORDS = (
    "년 월 일 시 분 음력 윤달 오전 오후 밤 12시 자시 서울 광주 여자 모름 네 아니 뒤로 처음부터 취소 고치기 왜 born "
    "? / : - . { } %s \\ 🙂 ㅋㅋ ﷽ ١٢ １２ 子 /saju <script> {year} 99999999999 -1 0년0월0일"
).split()
PIECES = (
    *"0123456789",
    *WORDS,
    "\x00",
    "\u202e",
    "\u200b",
    "\ud800",
    "'; DROP TABLE users; --",
    "a" * 70,
    "가" * 30,
)
BUTTONS = (
    "begin again why back restart resume consent:yes consent:no subject:self calendar:lunar time:ja night:after "
    "fold:first place:c9 place:c-1 place:unknown sex:male confirm:yes confirm:fix fix:date fix: topic: topic:love "
    "topic:nope set: set:x:y delete:yes set:language:xx : :::: subject:"
).split()
PRESSES = (*BUTTONS, "", "가" * 40, "\ud800")


def malformed(seed: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    events = []
    for _ in range(60):
        kind = chance.choice(("text", "text", "text", "choice", "command"))
        if kind == "choice":
            value = chance.choice(PRESSES)
        else:
            value = chance.choice((" ", "")).join(chance.choices(PIECES, k=chance.randint(0, 9)))
            value = f"/{value}" if kind == "command" else value
        events.append((kind, value))
    return events


@pytest.mark.parametrize("seed", range(6))
async def test_three_hundred_and_sixty_odd_messages_each_get_an_answer(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    store, clock = MemoryStore(), FakeClock()
    seeker = Seeker(Conversation(store.open, ShelfLibrary(), clock), clock)
    await seeker.commands("/start")
    await seeker.presses("begin")
    await seeker.presses("consent:yes")
    for kind, value in malformed(seed):
        await seeker._does(kind, value)  # type: ignore[arg-type]
        assert seeker.text.strip(), (kind, value)
        assert "incident" not in caplog.text, (kind, value)


@pytest.mark.parametrize("words", ["가" * (MAX_CHARACTERS + 1), "1" * 100_000, "", " \n\t", "\x00\x01"])
async def test_too_long_and_empty_messages_are_told_so(words: str) -> None:
    store, clock = MemoryStore(), FakeClock()
    seeker = Seeker(Conversation(store.open, ShelfLibrary(), clock), clock)
    await seeker.says(words)
    assert seeker.text
    assert len(store.everything) < 5_000, "nothing of a flood is kept"
