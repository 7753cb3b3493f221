"""What a turn reads and writes of the births that a person had remembered."""

from __future__ import annotations

from dataclasses import replace

from core import lexicon
from core.ports import UnitOfWork
from core.saved_birth import birth_of, identity_of, label_of
from core.state import Phase
from core.turn import Outcome, Turn

PRESSES = ("people:", "forget:", "remember:")


async def with_saved(work: UnitOfWork, turn: Turn) -> Turn:
    """The turn with what this person had remembered, where it may speak of that: most do not, and read nothing."""
    if not _may_speak_of_it(turn):
        return turn
    return replace(turn, saved=tuple(await work.saved_births.of(turn.user.user_id)))


async def keep(work: UnitOfWork, turn: Turn, outcome: Outcome) -> None:
    """What the turn decided to remember or to forget. `Overtaken` when it was decided on an older list."""
    user_id = turn.user.user_id
    if outcome.forgets is not None:
        await work.saved_births.forget(user_id, outcome.forgets)
    if (answers := outcome.remembers) is not None:
        await work.saved_births.save(user_id, label_of(answers), birth_of(answers), identity_of(answers), turn.now)


def _may_speak_of_it(turn: Turn) -> bool:
    """Nothing is saved of who never agreed. And /delete must work whatever state the rest is in."""
    kind, words, state = turn.inbound.kind, turn.words, turn.state
    if turn.user.consent_version is None or not words:
        return False
    if kind == "command" or words.startswith("/"):
        return not words.lower().startswith("/delete")
    if kind == "choice" and words.startswith(PRESSES):
        return True
    if state.asks_to_delete:
        return False
    said = kind == "text" and any(lexicon.says(words, word) for word in ("people", "remember"))
    return said or state.asks_to_remember or state.phase is Phase.NEW
