"""Trouble on order: what a test wants to go wrong, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_double.call import Call
from tests.telegram_double.refusals import WORDS, Refused

ANY = "*"


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of `method` (any by default), after the first `skip` of them.

    Give one of: `code` with an answer in the service's words (or `words`, or a `raw_body` that is no JSON);
    `drop`: the connection is aborted; `hang_s`: no answer for so many virtual seconds, then the connection drops.
    `after_effect`: the service does what was asked first, and only the answer is lost or spoilt. `chat_id` narrows
    it to one chat. `retry_after` is in virtual seconds; on a send or edit the whole chat has to wait it out, and
    who does not is refused and noted as by the limiter itself.
    """

    method: str = ANY
    code: int = 0
    words: str = ""
    retry_after: float | None = None
    times: int = 1
    skip: int = 0
    chat_id: int | None = None
    drop: bool = False
    hang_s: float | None = None
    raw_body: str | None = None
    after_effect: bool = False
    met: int = 0  # how many calls it spoilt

    def __post_init__(self) -> None:
        if not (self.code or self.drop or self.hang_s is not None):
            raise ValueError("a fault needs a code, drop or hang_s")

    def wants(self, call: Call) -> bool:
        return self.method.lower() in (ANY, call.method) and self.chat_id in (None, call.chat_id)

    def refusal(self) -> Refused:
        return Refused(self.code, self.words or WORDS.get(self.code, ""), retry_after=self.retry_after)


class Faults:
    def __init__(self) -> None:
        self._due: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._due.append(fault)
        return fault

    def clear(self) -> None:
        self._due.clear()

    def take(self, call: Call) -> Fault | None:
        for fault in self._due:
            if not fault.wants(call):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.met += 1
            if fault.met == fault.times:
                self._due.remove(fault)
            return fault
        return None
