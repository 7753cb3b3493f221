"""The form as a conversation: showing a question, moving on, going back, and what cannot be taken."""

from __future__ import annotations

from dataclasses import replace

from core import lexicon
from core.answers import CONSENT_AGE, Answers, age, leap_is_open, neighbours, readings_of_repeated_time
from core.birth_form import FIELDS, STAGES, Form, birth_form
from core.confirm_card import confirm_card
from core.form import Progress, back, first_needed, reopen, step_of, walk
from core.messages import Choice, Reply
from core.places import display_name
from core.reasons import reason_text
from core.state import ConversationState, Phase
from core.turn import Outcome, Turn


def begin(turn: Turn, lead: str = "", answers: Answers | None = None) -> Outcome:
    """A new form (with `answers` already given), its first question asked."""
    answers = answers or Answers()
    step = first_needed(birth_form(turn.today), answers)
    state = replace(ConversationState(phase=Phase.FORM), answers=answers, step=step)
    return ask(replace_state(turn, state), lead, said="begin")


def amend(turn: Turn) -> Outcome:
    """The form of a chart that is there, opened again to correct a field."""
    answers = replace(turn.state.answers, confirmed=False)
    state = ConversationState(phase=Phase.FORM, answers=answers, step="fix", trail=("confirm",))
    return ask(replace_state(turn, state), said="amend")


def ask(turn: Turn, lead: str = "", said: str | None = None) -> Outcome:
    """The question at which the form stands, again or for the first time."""
    state = turn.state
    return Outcome(state, (question(turn, state.progress, lead),), said or said_in_form(turn), f"ask:{state.step}")


def replace_state(turn: Turn, state: ConversationState) -> Turn:
    return replace(turn, state=state)


def said_in_form(turn: Turn) -> str:
    """What the log keeps of an answer: the step it answered, never the answer."""
    return f"form:{turn.state.step}"


def form_turn(turn: Turn) -> Outcome:
    """One answer, correction or step back. The outcome's step is None once the birth is confirmed."""
    form = birth_form(turn.today)
    turn = _label_as_press(turn, form)
    if moved := _navigation(turn):
        return moved
    if turn.inbound.kind == "choice" and not _is_on_screen(turn, form):
        return ask(turn, turn.say("form.stale"))
    if turn.state.step == "fix":
        return _fix(turn)
    return _walked(turn, form)


def _walked(turn: Turn, form: Form) -> Outcome:
    progress = walk(form, turn.state.progress, replace(turn.inbound, value=turn.words))
    if progress.rejection is not None and progress.rejection.code == "not_guardian":
        return _sent_away(turn, "minor.not_guardian")
    if progress.draft.subject == "self" and (age(progress.draft, turn.today) or CONSENT_AGE) < CONSENT_AGE:
        return _sent_away(turn, "minor.self")
    state = turn.state.at(progress)
    if progress.step is None:
        return Outcome(state, (), said_in_form(turn), "form:done")
    reply = question(turn, progress, _lead(turn, progress))
    code = progress.rejection.code if progress.rejection else None
    answered = f"ask:{progress.step} ({code})" if code else f"ask:{progress.step}"
    was_lost = code == "again" and progress.draft == turn.state.answers
    return Outcome(state, (reply,), said_in_form(turn), answered, was_lost=was_lost)


def _sent_away(turn: Turn, key: str) -> Outcome:
    """Who may not go on: told kindly, and what was given is erased."""
    reply = Reply(turn.say(key), (turn.button("begin"),))
    return Outcome(ConversationState(), (reply,), said_in_form(turn), key, ends_session=True)


def _navigation(turn: Turn) -> Outcome | None:
    """Back, start over and correct, by button or in words; None for everything else."""
    state, words = turn.state, turn.words
    pressed = words if turn.inbound.kind == "choice" else None
    if pressed == "restart" or (pressed is None and lexicon.says(words, "restart")):
        return replace(begin(turn, turn.say("form.restarted")), ends_session=True)
    if pressed == "back" or (pressed is None and lexicon.says(words, "back")):
        progress = _back_to_what_can_be_asked(state.progress, birth_form(turn.today))
        lead = "" if state.trail else turn.say("form.back_at_start")
        return ask(replace_state(turn, state.at(progress)), lead)
    if state.step == "confirm" and (pressed == "confirm:fix" or (pressed is None and _wants_to_fix(words))):
        return ask(replace_state(turn, state.at(reopen(state.progress, "fix"))))
    return None


def _back_to_what_can_be_asked(at: Progress[Answers], form: Form) -> Progress[Answers]:
    """The question before this one that still makes sense: what it was about may have been dropped since."""
    progress = back(at)
    while not _can_be_asked(progress, form):
        if not progress.trail:
            return replace(progress, step=first_needed(form, progress.draft))
        progress = back(progress)
    return progress


def _can_be_asked(progress: Progress[Answers], form: Form) -> bool:
    answers = progress.draft
    match progress.step:
        case "night":
            return answers.has_date
        case "leap":
            return leap_is_open(replace(answers, leap=None))
        case "fold":
            return readings_of_repeated_time(answers) is not None
        case "confirm" | "fix":
            return first_needed(form, replace(answers, confirmed=False)) == "confirm"
        case _:
            return True


def _wants_to_fix(words: str) -> bool:
    return lexicon.says(words, "fix") or lexicon.says(words, "no")


def _fix(turn: Turn) -> Outcome:
    """Which field to correct; or the correction itself, in words, as if said at the card."""
    pressed = turn.inbound.kind == "choice"
    field = turn.words.removeprefix("fix:") if pressed else lexicon.which(turn.words, "field")
    at_card = back(turn.state.progress)
    if field in FIELDS:
        return ask(replace_state(turn, turn.state.at(reopen(at_card, field))))
    return _walked(replace_state(turn, turn.state.at(replace(at_card, step="confirm"))), birth_form(turn.today))


def _label_as_press(turn: Turn, form: Form) -> Turn:
    """A typed label of a button on the screen is a press of it."""
    state = turn.state
    if turn.inbound.kind != "text" or state.step is None:
        return turn
    values = step_of(form, state.step).choices(state.answers)
    shown = [_choice(turn, state.step, value, state.answers) for value in values]
    pressed = next((c.value for c in shown if c.label.lower() == turn.words.lower()), None)
    if pressed is None:
        return turn
    return replace(turn, words=pressed, inbound=replace(turn.inbound, kind="choice", value=pressed))


def _is_on_screen(turn: Turn, form: Form) -> bool:
    step = turn.state.step
    assert step is not None
    values = {f"{step}:{value}" for value in step_of(form, step).choices(turn.state.answers)}
    return turn.words in values


def question(turn: Turn, progress: Progress[Answers], lead: str = "") -> Reply:
    """The message that asks for `progress.step`, the lead (a reason, a greeting) above it."""
    assert progress.step is not None
    step = step_of(birth_form(turn.today), progress.step)
    again = progress.rejection is not None and progress.rejection.code == "again"
    asked = "" if again and step.key != "confirm" else _asked(turn, progress)
    shown = turn.say("form.progress", stage=step.stage, stages=STAGES)
    body = f"{shown} {asked}" if asked and step.key not in ("confirm", "fix") else asked
    choices = tuple(_choice(turn, step.key, v, progress.draft) for v in step.choices(progress.draft))
    text = "\n\n".join(part for part in (lead, body) if part)
    return Reply(text, choices + _navigation_buttons(turn, progress), replaces=turn.inbound.kind == "choice")


def _navigation_buttons(turn: Turn, progress: Progress[Answers]) -> tuple[Choice, ...]:
    back_button = (turn.button("back"),) if progress.trail else ()
    return (*back_button, turn.button("restart"))


def _asked(turn: Turn, progress: Progress[Answers]) -> str:
    answers, key = progress.draft, progress.step
    match key:
        case "date" if answers.month is not None and answers.year is None:
            return turn.say("form.date.missing_year")
        case "date" if answers.year is not None and not answers.has_date:
            return turn.say("form.date.missing_day", year=answers.year)
        case "date" if answers.calendar == "lunar":
            return turn.say("form.date.ask_lunar")
        case "leap":
            return turn.say("form.leap.ask", year=answers.year, month=answers.month)
        case "fold":
            before, after = readings_of_repeated_time(answers) or ("", "")
            return turn.say("form.fold.ask", clock=answers.clock, before=_offset(before), after=_offset(after))
        case "place" if answers.candidates:
            return turn.say("error.places")
        case "confirm":
            return f"{confirm_card(answers, turn.school, turn.language)}\n\n{turn.say('form.confirm.ask')}"
        case _:
            return turn.say(f"form.{key}.ask")


def _offset(iso: str) -> str:
    """`UTC+10:00` of an ISO time with its offset."""
    return f"UTC{iso[-6:]}"


def _choice(turn: Turn, step: str, value: str, answers: Answers) -> Choice:
    key = f"choice.{step}.{value}"
    if step == "place" and answers.candidates:
        named = display_name(answers.candidates[int(value[1:])], korean=turn.language == "ko")
        return Choice(f"{step}:{value}", named)
    if step == "night":
        before, this, after = neighbours(answers)
        days = (before, this) if value == "before" else (this, after)
        return Choice(f"{step}:{value}", turn.say(key, before=days[0], after=days[1]))
    if step == "fold":
        return Choice(f"{step}:{value}", turn.say(key, clock=answers.clock))
    return Choice(f"{step}:{value}", turn.say(key))


def _lead(turn: Turn, progress: Progress[Answers]) -> str:
    """Why the answer could not be taken, or what was taken for granted; empty when there is nothing to say."""
    rejected = progress.rejection
    if rejected is None:
        return ""
    if rejected.code == "again":
        return turn.say(f"form.{progress.step}.again")
    if rejected.code == "ambiguous_place":
        return ""
    return reason_text(rejected, turn.language)
