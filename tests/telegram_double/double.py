"""The whole double: a Bot API on loopback, the people on its other side, and the judgement at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from tests.telegram_double.chats import Chat, ChatKind, User
from tests.telegram_double.clock import VirtualClock
from tests.telegram_double.faults import Fault
from tests.telegram_double.group import SUPERGROUP_BASE, Group
from tests.telegram_double.limiter import Limiter, Limits
from tests.telegram_double.person import PATIENCE_S, Person
from tests.telegram_double.screen import Line, read_screen
from tests.telegram_double.server import BotApi, Entry
from tests.telegram_double.service import Service

T = TypeVar("T")
TOKEN = "7000000001:AAtesttesttesttesttesttesttesttestt"
BOT = User(7_000_000_001, "Saju", "saju_test_bot", is_bot=True)
JUDGED = (400, 401, 404, 409)  # a 403 is the person's doing, a 429 the limiter's to judge


@dataclass(slots=True)
class _Foreseen:
    words: str
    method: str
    needed: bool

    def covers(self, entry: Entry) -> bool:
        return self.words in entry.words and self.method.lower() in ("", entry.method)


class TelegramDouble:
    """Made by `running_double`. Point a client at `base_url` and `base_file_url` with `token`."""

    def __init__(self, *, time_scale: float = 1.0, limits: Limits | None = None) -> None:
        self.clock = VirtualClock(time_scale)
        self.service = Service(BOT, self.clock, limits)
        self.api = BotApi(self.service, TOKEN)
        self.token = TOKEN
        self._foreseen: list[_Foreseen] = []
        self._people, self._groups = count(1001), count(2001)

    @property
    def base_url(self) -> str:
        return f"{self.api.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.api.url}/file/bot"

    @property
    def limiter(self) -> Limiter:
        return self.service.limiter

    def person(
        self, name: str = "Mina", *, language_code: str | None = "ko", username: str | None = None
    ) -> Person:
        user = User(next(self._people), name, username, language_code)
        chat = self.service.add_chat(Chat(user.id, "private", person=user))
        return Person(self.service, user, chat)

    def group(self, title: str, members: list[Person], *, kind: ChatKind = "group") -> Group:
        number = -next(self._groups) + (SUPERGROUP_BASE if kind == "supergroup" else 0)
        return Group(self.service, self.service.add_chat(Chat(number, kind, title)), members)

    def fault(
        self,
        method: str = "*",
        *,
        code: int = 0,
        words: str = "",
        retry_after: float | None = None,
        times: int = 1,
        skip: int = 0,
        chat_id: int | None = None,
        drop: bool = False,
        hang_s: float | None = None,
        raw_body: str | None = None,
        after_effect: bool = False,
    ) -> Fault:
        """Orders trouble (see `Fault`); the returned fault counts in `met` how often it struck."""
        trouble = Fault(
            method, code, words, retry_after, times, skip, chat_id, drop, hang_s, raw_body, after_effect
        )
        return self.api.faults.add(trouble)

    def repeat(self, update_id: int | None) -> None:
        """Delivers once more what was delivered before."""
        assert update_id is not None, "the bot was never told of it"
        self.service.updates.repeat(update_id)

    def outbox(self, method: str = "", *, chat: Chat | None = None, status: int | None = None) -> list[Entry]:
        """The calls the bot made, in order; of one method, in one chat, or with one outcome."""
        return [
            entry
            for entry in self.api.journal
            if (not method or entry.method == method.lower())
            and (chat is None or entry.chat_id == chat.id)
            and (status is None or entry.status == status)
        ]

    def transcript(self, chat: Chat) -> list[Line]:
        return read_screen(chat, self.clock.now())

    async def wait_for(self, happened: Callable[[], T], *, timeout_s: float = PATIENCE_S) -> T:
        """The first true answer of `happened`, asked whenever something changed."""
        try:
            return await self.service.changes.until(happened, timeout_s)
        except TimeoutError:
            raise AssertionError(f"it did not happen within {timeout_s:g} s:\n{self._all_screens()}") from None

    async def wait_for_call(self, method: str, count: int = 1, *, timeout_s: float = PATIENCE_S) -> Entry:
        """The `count`th call of a method, whatever became of it."""
        calls = await self.wait_for(
            lambda: made if len(made := self.outbox(method)) >= count else [], timeout_s=timeout_s
        )
        return calls[count - 1]

    def expect_refusal(self, words: str, method: str = "") -> None:
        """The bot will be refused with these words; the test fails when it is not."""
        self._foreseen.append(_Foreseen(words, method, needed=True))

    def allow_refusal(self, words: str, method: str = "") -> None:
        """The bot may be refused with these words."""
        self._foreseen.append(_Foreseen(words, method, needed=False))

    @property
    def unexpected_refusals(self) -> list[Entry]:
        """What the real service would have refused through the bot's own doing."""
        return [
            entry
            for entry in self.api.journal
            if entry.status in JUDGED
            and not entry.spoilt
            and not any(foreseen.covers(entry) for foreseen in self._foreseen)
        ]

    def judge(self) -> None:
        """Fails on a refusal nobody expected, an expected one that did not come, a wait cut short, an own gap."""
        if self.api.broken:
            raise self.api.broken[0]
        refused = [f"{entry.method} {entry.status} {entry.words}" for entry in self.unexpected_refusals]
        assert not refused, "the service refused:\n" + "\n".join(refused)
        for foreseen in self._foreseen:
            came = any(foreseen.covers(entry) for entry in self.api.journal if not entry.spoilt)
            assert came or not foreseen.needed, f"never refused with {foreseen.words!r}"
        assert not self.limiter.violations, f"waits not kept: {self.limiter.violations}"

    def _all_screens(self) -> str:
        chats = self.service.chats.values()
        return "\n".join(str(line) for chat in chats for line in self.transcript(chat))


@asynccontextmanager
async def running_double(*, time_scale: float = 1.0, limits: Limits | None = None) -> AsyncIterator[TelegramDouble]:
    """The double while it listens; at the end of a passed test it judges what the bot did."""
    double = TelegramDouble(time_scale=time_scale, limits=limits)
    await double.api.start()
    try:
        yield double
    finally:
        await double.api.stop()
    double.judge()
