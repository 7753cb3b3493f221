"""kill -9 of the daemon at every step of a person's way through it: `make campaign-kill-daemon`.

    python -m tests.campaigns.kill_daemon

The daemon is the real one, a process over SQLite and the Bot API double; after each kill it is started again, and
the person goes on where they were. Four moments of death are tried at each step:

    idle    between two steps; the person acts while nobody is there
    taken   the update was stored a moment ago
    unsent  the reply is on its way out, and Telegram has not taken it
    sent    Telegram has taken the reply, and the daemon does not know it yet

At the end the screen must show all that a journey without kills shows, in its order, and the rows of the database
must be the same: nothing lost, nothing stored twice. A reply may be seen twice only where death came at `sent`,
once for each death, and the daemon counts it as possible. What may be left standing is a question that
was answered by a button and would have been replaced by the next: who starts anew puts the next below it. Exit code
1 otherwise.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from knowledge.ingest import sync
from tests.campaigns.daemon_process import PATIENCE_S, DaemonProcess, until
from tests.campaigns.telegram_journey import FORGETTING, TALK, Step, sees_now, shown
from tests.telegram_double.double import running_double
from tests.telegram_double.person import Person

Shown = tuple[str, str, str]
Moment = Literal["idle", "taken", "unsent", "sent"]
MOMENTS: Final[tuple[Moment, ...]] = ("idle", "taken", "unsent", "sent")
STEPS: Final = len(TALK) + len(FORGETTING)
_SENDS: Final = ("sendMessage", "sendPhoto", "editMessageText", "editMessageCaption", "editMessageMedia")
_HANG_S: Final = 600.0
# What a turn leaves behind. Jobs and leases go by the clock, and are no turn's.
_COUNTED: Final = (
    "users user_sessions saju_calculations saju_analyses conversation_logs processed_updates inbox outbox"
    " message_refs"
).split()
_MEASURED: Final = "SELECT metric_name, count(*) FROM system_metrics GROUP BY metric_name"


@dataclass(slots=True)
class Journey:
    """What became of one. `seen`: all that ever stood on the screen when a step was answered; `screen`: what stood
    there at the end; `doubled`: for each step how many messages it added that are like another. `rows`: before and
    after the forgetting.
    """

    kills: dict[int, Moment]
    seen: set[Shown] = field(default_factory=set)
    screen: list[Shown] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    rows: list[dict[str, int]] = field(default_factory=list)
    repeats_possible: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`repeats`: for each kill how many replies were seen twice because of it. `standing`: questions left standing;
    `strange`: what a journey without kills never shows.
    """

    lost: list[Shown]
    in_order: bool
    repeats: dict[int, int]
    standing: list[Shown]
    strange: list[Shown]
    rows_differ: list[str]

    def is_sound(self, journey: Journey) -> bool:
        allowed = all(count <= (journey.kills[number] == "sent") for number, count in self.repeats.items())
        counted = sum(self.repeats.values()) <= journey.repeats_possible
        return self.in_order and allowed and counted and not (self.lost or self.strange or self.rows_differ)


async def travel(folder: Path, chroma: Path, kills: Mapping[int, Moment]) -> Journey:
    """One person's journey; `kills` by the number of the step (from 0) at which the daemon dies."""
    journey = Journey(dict(kills))
    async with running_double() as double:
        # an edit that arrived and is made again changes nothing, which is what the service then says
        double.allow_refusal("message is not modified")
        # a press that nobody answered before the kill is too old when the next daemon comes to it
        double.allow_refusal("query is too old")
        daemon, mina = DaemonProcess(double, folder, chroma), double.person()
        await daemon.start()
        for number, step in enumerate((*TALK, *FORGETTING)):
            if number == len(TALK):
                journey.rows.append(_rows(daemon))
            moment, alike = kills.get(number), _alike(mina)
            if moment is None:
                step.does(mina)
            else:
                await _die(daemon, mina, step, moment)
                await daemon.start()
            await _arrives(daemon, mina, step)
            journey.seen.update(shown(mina))
            journey.doubled.append(_alike(mina) - alike)
            if moment is not None:
                journey.repeats_possible += int(await daemon.figure("saju_replies_repeat_possible_total"))
        journey.rows.append(_rows(daemon))
        journey.screen = shown(mina)
        code, _ = await daemon.stop()
        assert code == 0, daemon.log
    return journey


async def _die(daemon: DaemonProcess, mina: Person, step: Step, moment: Moment) -> None:
    double = daemon.double
    if moment == "idle":
        await daemon.kill()
        step.does(mina)
        return
    if moment == "taken":
        before = daemon.asked("SELECT count(*) FROM inbox")
        step.does(mina)
        await until(lambda: daemon.asked("SELECT count(*) FROM inbox") > before, pause_s=0.001)
        await daemon.kill()
        return
    faults = [
        double.fault(method, hang_s=_HANG_S, after_effect=moment == "sent", chat_id=mina.chat.id)
        for method in _SENDS
    ]
    step.does(mina)
    await double.wait_for(lambda: any(fault.met for fault in faults), timeout_s=PATIENCE_S)
    await daemon.kill()
    double.api.faults.clear()


async def _arrives(daemon: DaemonProcess, mina: Person, step: Step) -> None:
    await daemon.is_settled()
    assert sees_now(mina, step.sees), f"{step.name} was not answered:\n{mina.screen()}\n{daemon.log}"


def _rows(daemon: DaemonProcess) -> dict[str, int]:
    counts = {table: daemon.asked(f"SELECT count(*) FROM {table}") for table in _COUNTED}
    return counts | {f"metric {name}": count for name, count in daemon.rows(_MEASURED)}


def verdict(journey: Journey, undisturbed: Journey) -> Verdict:
    seen, expected = Counter(journey.screen), Counter(undisturbed.screen)
    more = set(seen - expected)
    differ = [
        f"{when}: {what} {rows.get(what, 0)} instead of {due.get(what, 0)}"
        for when, rows, due in zip(("before", "after"), journey.rows, undisturbed.rows, strict=True)
        for what in sorted(rows.keys() | due.keys())
        if rows.get(what, 0) != due.get(what, 0)
    ]
    return Verdict(
        lost=list((expected - seen).elements()),
        in_order=_stands_in(undisturbed.screen, journey.screen),
        repeats={n: max(0, journey.doubled[n] - undisturbed.doubled[n]) for n in journey.kills},
        standing=[line for line in more if line in undisturbed.seen and line not in expected],
        strange=[line for line in more if line not in undisturbed.seen],
        rows_differ=differ,
    )


def _alike(mina: Person) -> int:
    """How many messages of the bot look like an earlier one."""
    return sum(count - 1 for line, count in Counter(shown(mina)).items() if line[0] == "bot")


def _stands_in(expected: Sequence[object], screen: Sequence[object]) -> bool:
    """Whether `screen` shows all of `expected` in its order, whatever else it shows."""
    rest = iter(screen)
    return all(line in rest for line in expected)


async def campaign(kills: Sequence[Mapping[int, Moment]]) -> list[tuple[Journey, Verdict]]:
    """A journey for each plan, all held against one without kills."""
    with tempfile.TemporaryDirectory(prefix="saju-campaign-") as name:
        folder = Path(name)
        await asyncio.to_thread(sync, folder / "chroma")
        undisturbed, found = None, []
        for number, plan in enumerate([{}, *kills]):
            own = folder / str(number)
            own.mkdir()
            journey = await travel(own, folder / "chroma", plan)
            if undisturbed is None:
                undisturbed = journey
            else:
                found.append((journey, verdict(journey, undisturbed)))
    return found


def main() -> int:
    plans = [dict.fromkeys(range(STEPS), moment) for moment in MOMENTS]
    found = asyncio.run(campaign(plans))
    for moment, (journey, judged) in zip(MOMENTS, found, strict=True):
        print(
            f"{moment}: {len(journey.kills)} x kill -9, one at each step; {len(judged.lost)} lost,"
            f" {len(judged.rows_differ)} counts of rows that differ, {sum(judged.repeats.values())} replies seen"
            f" twice ({journey.repeats_possible} counted as possible), "
            f" {len(judged.standing)} questions left standing"
        )
        for what in (*judged.lost, *judged.strange, *judged.rows_differ, *([] if judged.in_order else ["order"])):
            print("   ", what)
    return 0 if all(judged.is_sound(journey) for journey, judged in found) else 1


if __name__ == "__main__":
    sys.exit(main())
