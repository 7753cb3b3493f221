"""How fast we may write: windows that the service cannot see broken, however long a request travels."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Pace:
    """Spans in seconds. Limits: core.telegram.org/bots/faq ("My bot is hitting limits").

    A person's chat takes one message a second and a short burst: three in three seconds are both. Edits and drafts
    count like messages.
    """

    chat_most: int = 3
    chat_span_s: float = 3.0
    group_most: int = 20
    group_span_s: float = 60.0
    all_most: int = 30
    all_span_s: float = 1.0
    typing_after_s: float = 0.5
    typing_every_s: float = 4.5  # it is shown for 5 s
    draft_every_s: float = 1.0
    piece_s: float = 0.15  # at the least between two sentences, so that an answer that is there is seen coming
    retry_first_s: float = 0.5
    retry_most_s: float = 30.0
    margin_s: float = 0.1  # added to every wait that the service announces
    look_s: float = 0.5  # how often something unimportant looks for a gap
    settle_s: float = 3.0  # how long a webhook's updates may take to come
    read_timeout_s: float = 8.0
    poll_s: float = 10.0

    def faster(self, times: float) -> Self:
        """All spans shortened, for tests whose service lives faster."""
        spans = {name: getattr(self, name) / times for name in self.__slots__ if name.endswith("_s")}
        # a span that a request must fit into
        kept = {"read_timeout_s": self.read_timeout_s, "poll_s": self.poll_s}
        return replace(self, **(spans | kept))

    def slower_reading(self, times: float) -> Self:
        """The same with more time between two sentences."""
        return replace(self, piece_s=self.piece_s * times)


class Window:
    """At most `most` within any `span_s`, as the receiver counts.

    A place is taken when a request leaves and given back `span_s` after its answer came: wherever in between the
    service counted it, the next one is late enough.
    """

    __slots__ = ("_ended", "_most", "_running", "_span_s")

    def __init__(self, most: int, span_s: float) -> None:
        self._most, self._span_s = most, span_s
        self._running = 0
        self._ended: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        """Until a place is free: 0 for at once, infinity while all places are under way."""
        self._forget(now)
        if self._running + len(self._ended) < self._most:
            return 0.0
        return self._ended[0] + self._span_s - now if self._ended else math.inf

    def free(self, now: float) -> float:
        """The share of places that are free, 0-1."""
        self._forget(now)
        return 1 - (self._running + len(self._ended)) / self._most

    def begin(self) -> None:
        self._running += 1

    def end(self, now: float) -> None:
        self._running -= 1
        self._ended.append(now)

    def is_idle(self, now: float) -> bool:
        self._forget(now)
        return not self._running and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self._span_s <= now:
            self._ended.popleft()
