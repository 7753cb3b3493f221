"""The service's flood control, which counts for itself and remembers what it announced.

One message a second to a person (with a small burst), twenty a minute to a group, thirty a second in all:
core.telegram.org/bots/faq. Edits count as sends. Drafts have no published limit; they get a measure of their own as
strict as that of messages, and count in the sum.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal, NoReturn

from tests.telegram_double.chats import Chat
from tests.telegram_double.clock import VirtualClock
from tests.telegram_double.refusals import too_many

Kind = Literal["message", "draft"]
ON_TIME_S = 0.001  # real: timers may wake this much early
IN_FLIGHT_S = 0.15  # real: a request sent before the refusal could be read is nobody's fault
IN_FLIGHT_OF_ALL_S = 0.5  # the same where no chat is named: many may be under way at once
EVERYWHERE = 0


def kind_of(method: str) -> Kind | None:
    """How a method counts; None for one that does not."""
    if method == "sendmessagedraft":
        return "draft"
    counts = method.startswith(("send", "edit")) and method != "sendchataction"
    return "message" if counts else None


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a span; a person's chat takes `burst` at once before the pace of one a second holds.

    `tap_s`: how long a press waits for its answer; a client shows its waiting ring about so long.
    """

    person_per_s: float = 1.0
    person_burst: float = 3.0
    draft_per_s: float = 1.0
    draft_burst: float = 3.0
    group_per_min: int = 20
    all_per_s: int = 30
    tap_s: float = 15.0


UNLIMITED = Limits(1e9, 1e9, 1e9, 1e9, 10**9, 10**9)


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that came `early_s` (virtual) before the announced end of the wait."""

    chat_id: int
    method: str
    early_s: float


@dataclass(slots=True)
class _Bucket:
    held: float
    at: float

    def wait_s(self, now: float, rate: float, burst: float) -> float:
        self.held, self.at = min(burst, self.held + (now - self.at) * rate), now
        return 0.0 if self.held >= 1 else (1 - self.held) / rate


@dataclass(frozen=True, slots=True)
class _Announced:
    at: float
    until: float


class Limiter:
    def __init__(self, clock: VirtualClock, limits: Limits | None = None) -> None:
        self._clock, self.limits = clock, limits or Limits()
        self.violations: list[Violation] = []
        self.refused: list[int] = []  # the chats told to wait, one entry a refusal
        self._buckets: dict[tuple[int, Kind], _Bucket] = {}
        self._windows: defaultdict[int, deque[float]] = defaultdict(deque)
        self._announced: dict[tuple[int, str], _Announced] = {}

    def admit(self, chat: Chat, kind: Kind = "message") -> None:
        """Counts one message, edit or draft; refuses with 429 what goes over a limit."""
        now = self._clock.now()
        told = self._announced.get((chat.id, kind))
        if told and told.until - ON_TIME_S * self._clock.scale > now:
            self._refuse(chat.id, math.ceil(told.until - now))
        wait = self._chat_wait(chat, kind, now)
        if wait := max(wait, self._window_wait(EVERYWHERE, self.limits.all_per_s, 1.0, now)):
            self._refuse(chat.id, self.announce(chat.id, kind, wait))
        self._count(chat, kind, now)

    def announce(self, chat_id: int, what: str, wait_s: float) -> int:
        """Remembers that a wait was told, of whole seconds as the service tells them."""
        whole, now = max(1, math.ceil(wait_s - 1e-9)), self._clock.now()
        self._announced[chat_id, what] = _Announced(now, now + whole)
        return whole

    def watch(self, chat_id: int, what: str, method: str) -> None:
        """Notes a request that came although its wait was not over; one already under way is excused."""
        told, now = self._announced.get((chat_id, what)), self._clock.now()
        scale = self._clock.scale
        under_way_s = IN_FLIGHT_OF_ALL_S if chat_id == EVERYWHERE else IN_FLIGHT_S
        if told and told.at + under_way_s * scale < now < told.until - ON_TIME_S * scale:
            self.violations.append(Violation(chat_id, method, told.until - now))

    def _refuse(self, chat_id: int, wait_s: int) -> NoReturn:
        self.refused.append(chat_id)
        raise too_many(wait_s)

    def _chat_wait(self, chat: Chat, kind: Kind, now: float) -> float:
        if chat.kind != "private":
            return self._window_wait(chat.id, self.limits.group_per_min, 60.0, now)
        rate, burst = self._pace(kind)
        return self._bucket(chat.id, kind, now).wait_s(now, rate, burst)

    def _window_wait(self, key: int, most: int, span_s: float, now: float) -> float:
        window = self._windows[key]
        while window and window[0] <= now - span_s:
            window.popleft()
        return 0.0 if len(window) < most else window[0] + span_s - now

    def _count(self, chat: Chat, kind: Kind, now: float) -> None:
        self._windows[EVERYWHERE].append(now)
        if chat.kind == "private":
            self._bucket(chat.id, kind, now).held -= 1
        else:
            self._windows[chat.id].append(now)

    def _pace(self, kind: Kind) -> tuple[float, float]:
        if kind == "draft":
            return self.limits.draft_per_s, self.limits.draft_burst
        return self.limits.person_per_s, self.limits.person_burst

    def _bucket(self, chat_id: int, kind: Kind, now: float) -> _Bucket:
        return self._buckets.setdefault((chat_id, kind), _Bucket(self._pace(kind)[1], now))
