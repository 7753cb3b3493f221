"""What is said, and how long the reading waits, when a message speaks of distress."""

from __future__ import annotations

import logging
from dataclasses import replace

from core import lexicon
from core.consultation import topic_buttons
from core.form_talk import ask
from core.guard import Alarm, alarm_in, helplines_for
from core.messages import Reply
from core.state import Phase
from core.turn import Outcome, Turn

_log = logging.getLogger(__name__)
# What a person may always ask, because no word of it is about a chart.
_ALWAYS = ("/help", "/privacy", "/mydata", "/delete", "delete:yes", "delete:no")


def look_after(turn: Turn) -> Outcome | None:
    """Help before anything else; None when the conversation may go on.

    Once help was given the reading rests until the person says to go on. The words are neither logged nor kept.
    """
    is_text = turn.inbound.kind == "text"
    if turn.inbound.kind != "choice" and (alarm := alarm_in(turn.words)):
        return _help(turn, alarm)
    if not turn.state.held or turn.words.split()[0].lower() in _ALWAYS or _answers_deleting(turn):
        return None
    if turn.words == "resume" or (is_text and _goes_on(turn.words)):
        return _resume(replace(turn, state=replace(turn.state, held=False)))
    reply = Reply(turn.say("crisis.on_hold"), (turn.button("resume"),))
    return Outcome(turn.state, (reply,), "held", "crisis.on_hold")


def _goes_on(words: str) -> bool:
    """A wish to go on, with a yes or no before it ("아니 괜찮아 계속해"); any other word ("안 괜찮아") is none."""
    wishes = [word for word in words.split() if not (lexicon.says(word, "yes") or lexicon.says(word, "no"))]
    if not wishes:
        return False
    return lexicon.says(" ".join(wishes), "resume") or all(lexicon.says(word, "resume") for word in wishes)


def _answers_deleting(turn: Turn) -> bool:
    words = turn.words
    return turn.state.asks_to_delete and (lexicon.says(words, "yes") or lexicon.says(words, "no"))


def _help(turn: Turn, alarm: Alarm) -> Outcome:
    _log.info("help given: %s", alarm.value)  # a counter; never whose words, never the words
    lines = [turn.say(f"crisis.{alarm.value}"), ""]
    lines += [
        turn.say("crisis.line", number=line.number, name=line.names[turn.language]) for line in helplines_for(alarm)
    ]
    lines += ["", turn.say("crisis.abroad"), turn.say("crisis.resume_offer")]
    reply = Reply("\n".join(lines), (turn.button("resume"),))
    return Outcome(replace(turn.state, held=True), (reply,), "held", "crisis.help")


def _resume(turn: Turn) -> Outcome:
    lead = turn.say("crisis.resumed")
    if turn.state.phase is Phase.FORM:
        return ask(turn, lead, said="resume")
    return Outcome(turn.state, (Reply(lead, topic_buttons(turn)),), "resume", "crisis.resumed")
