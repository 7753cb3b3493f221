"""Births remembered on purpose: asked about, listed, opened, forgotten. Buttons send the name of a row, no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from core import lexicon
from core.commands import ask_consent, has_consented, show_chart
from core.confirm_card import who
from core.consultation import open_chart, topic_buttons
from core.messages import Choice, Reply
from core.ports import SavedBirth
from core.saved_birth import Unreadable, answers_of, identity_of, only_for_the_session, whose
from core.state import ConversationState, Phase
from core.turn import Outcome, Turn

MOST: Final = 10
_TAG_DIGITS: Final = 12


def page(turn: Turn, lead: str = "") -> Outcome:
    """/people: what is remembered, a button each, and what may be done with it."""
    offered = _why_not(turn) is None
    if turn.saved:
        words = turn.say("people.page", count=len(turn.saved), most=MOST)
    else:
        words = turn.say("people.none_yet" if offered else "people.none")
    choices = [Choice(f"people:open:{tag}", name) for tag, name, _ in _listed(turn)]
    choices += [turn.button("people:remember", "choice.people.remember_this")] if offered else []
    choices += [turn.button("people:forget")] if turn.saved else []
    if turn.state.phase is Phase.NEW:
        choices.append(turn.button("begin"))
    reply = Reply("\n\n".join(filter(None, (lead, words))), tuple(choices) or topic_buttons(turn))
    return Outcome(turn.state, (reply,), "people", "people.page")


def pressed(turn: Turn) -> Outcome:
    """A button of these pages, wherever and whenever it is pressed."""
    kind, _, tag = turn.words.rpartition(":")
    if kind in ("people:open", "forget"):
        found = next((saved for known, _, saved in _listed(turn) if known == tag), None)
        if found is None:
            return page(turn, turn.say("people.gone"))
        return open_saved(turn, found) if kind == "people:open" else _forget(turn, found)
    return _PAGES.get(tag, page)(turn)


def in_words(turn: Turn) -> Outcome | None:
    """What a person says who comes back: to go on, or with whom."""
    if lexicon.says(turn.words, "people"):
        return page(turn)
    if not turn.saved:
        return None
    if any(lexicon.says(turn.words, word) for word in ("yes", "resume", "me")):
        return go_on(turn)
    label = lexicon.which_label(turn.words)
    called = [
        s
        for _, name, s in _listed(turn)
        if turn.words.lower() == name.lower() or (label and whose(s).label == label)
    ]
    return open_saved(turn, called[0]) if len(called) == 1 else None


def go_on(turn: Turn) -> Outcome:
    """The chart that is there; else the one that is remembered, or which of several."""
    if turn.state.phase is Phase.CONSULTING:
        return show_chart(turn)
    return open_saved(turn, turn.saved[0]) if len(turn.saved) == 1 else page(turn)


def open_saved(turn: Turn, saved: SavedBirth) -> Outcome:
    """Its chart, in the session as any other; what another form or chart held is erased."""
    if not has_consented(turn.user):
        return ask_consent(turn)
    try:
        answers = answers_of(saved, turn.today)
    except Unreadable:
        reply = Reply(turn.say("people.unreadable"), (turn.button("people:forget"), turn.button("begin")))
        return Outcome(turn.state, (reply,), "people:open", "people.unreadable")
    had_something = turn.state.phase in (Phase.FORM, Phase.CONSULTING)
    state = ConversationState(phase=Phase.CONSULTING, answers=answers, remembered=True)
    return replace(open_chart(replace(turn, state=state), said="people:open"), ends_session=had_something)


def ask_to_remember(turn: Turn) -> Outcome:
    """Asked once more with what it means, so that nothing is kept by a slip of the finger."""
    if refused := _why_not(turn):
        return _refused(turn, refused)
    answers = turn.state.answers
    asked = [turn.say("people.ask", who=who(answers, turn.language)), turn.say("people.means")]
    asked += [turn.say("people.ask_them")] if answers.subject != "self" else []
    state = replace(turn.state, asks_to_remember=True)
    reply = Reply("\n".join(asked), (turn.button("remember:yes"), turn.button("remember:no")))
    return Outcome(state, (reply,), "people:remember", "people.ask")


def about_remembering(turn: Turn) -> Outcome | None:
    """The yes or no to that; anything else lets the question lapse."""
    words = turn.words
    is_text = turn.inbound.kind == "text"
    if words == "remember:yes" or (is_text and (lexicon.says(words, "yes") or lexicon.says(words, "remember"))):
        return _remember(turn)
    if words == "remember:no" or (is_text and (lexicon.says(words, "no") or lexicon.says(words, "cancel"))):
        return not_remembered(turn)
    return None


def not_remembered(turn: Turn) -> Outcome:
    state = replace(turn.state, asks_to_remember=False)
    return Outcome(
        state, (Reply(turn.say("people.not_kept"), topic_buttons(turn)),), "remember:no", "people.not_kept"
    )


def _remember(turn: Turn) -> Outcome:
    turn = replace(turn, state=replace(turn.state, asks_to_remember=False))
    if refused := _why_not(turn):
        return _refused(turn, refused)
    answers = turn.state.answers
    reply = Reply(turn.say("people.kept", who=who(answers, turn.language)), topic_buttons(turn))
    state = replace(turn.state, remembered=True)
    return Outcome(state, (reply,), "remember:yes", "people.kept", remembers=answers)


def _why_not(turn: Turn) -> str | None:
    """Why the birth of the chart is not to be remembered now; None when it may be."""
    state = turn.state
    if state.phase is not Phase.CONSULTING:
        return "no_chart"
    if only_for_the_session(state.answers, turn.today):
        return "child"
    if state.remembered:
        return "already"
    is_new = identity_of(state.answers) not in _identities(turn)
    return "full" if is_new and len(turn.saved) >= MOST else None


def _refused(turn: Turn, why: str) -> Outcome:
    words = turn.say(f"people.{why}", most=MOST)
    if why == "full":
        return page(turn, words)
    return Outcome(turn.state, (Reply(words, topic_buttons(turn)),), "people:remember", f"people.{why}")


def _which_to_forget(turn: Turn) -> Outcome:
    if not turn.saved:
        return page(turn)
    choices = [
        Choice(f"forget:{tag}", turn.say("choice.people.forget_one", who=name)) for tag, name, _ in _listed(turn)
    ]
    reply = Reply(turn.say("people.which_to_forget"), (*choices, turn.button("people:page", "choice.people.leave")))
    return Outcome(turn.state, (reply,), "people:forget", "people.which_to_forget")


def _forget(turn: Turn, saved: SavedBirth) -> Outcome:
    name = next(name for _, name, each in _listed(turn) if each == saved)
    lead = turn.say("people.forgotten", who=name)
    left = tuple(each for each in turn.saved if each != saved)
    state = turn.state
    if state.remembered and _is_of(turn, saved):
        state, lead = replace(state, remembered=False), f"{lead} {turn.say('people.still_open')}"
    after = page(replace(turn, saved=left, state=state), lead)
    return replace(after, said="forget", answered="people.forgotten", forgets=saved.profile_id)


def _is_of(turn: Turn, saved: SavedBirth) -> bool:
    return _identities(replace(turn, saved=(saved,))) == {identity_of(turn.state.answers)}


def _identities(turn: Turn) -> set[bytes]:
    found = set()
    for saved in turn.saved:
        try:
            found.add(identity_of(answers_of(saved, turn.today)))
        except Unreadable:
            continue  # it can be none that this version made a chart of
    return found


def _listed(turn: Turn) -> list[tuple[str, str, SavedBirth]]:
    """What buttons send for it, what it is called (two of one name are numbered), and the birth."""
    met: Counter[str] = Counter()
    listed = []
    for saved in turn.saved:
        name = _capital(who(whose(saved), turn.language))
        met[name] += 1
        called = name if met[name] == 1 else turn.say("people.numbered", who=name, number=met[name])
        listed.append((saved.profile_id.hex[-_TAG_DIGITS:], called, saved))
    return listed


def _capital(name: str) -> str:
    """A name that begins no sentence (you, your child) begins a button."""
    return name[:1].upper() + name[1:]


_PAGES: Mapping[str, Callable[[Turn], Outcome]] = {
    "page": page,
    "go_on": go_on,
    "remember": ask_to_remember,
    "forget": _which_to_forget,
}
