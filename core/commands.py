"""The commands of a person, each a function from a turn to its outcome."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.consultation import begin_buttons, open_chart, topic_buttons, why
from core.form_talk import ask, begin
from core.messages import Choice, Reply
from core.ports import Session, User
from core.saved_birth import saved_json
from core.state import ConversationState, Phase
from core.turn import Outcome, Turn, draws

CONSENT_VERSION = "1"
"""Raised when what is asked for or how long it is kept changes; everybody is then asked again. What is kept longer
on purpose is agreed to for each birth, at its own question (core/people.py).
"""

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "language": ("ko", "en"),
    "day_boundary": ("rat_hour", "midnight"),
    "solar_time": ("mean", "civil", "true"),
    "picture": ("on", "off"),
}
_OF_THE_CHART = ("day_boundary", "solar_time")
# `language` is the language of the sentence itself.
_SHOWN_AS = {"language": "spoken"}


def has_consented(user: User) -> bool:
    return user.consent_version == CONSENT_VERSION


def welcome(turn: Turn) -> Outcome:
    """/start: what this is, what is stored, one button. What was begun stays where it is."""
    key = "start_again" if has_consented(turn.user) else "start"
    if turn.state.phase is Phase.CONSULTING:
        key = "start_with_chart"
    elif turn.saved and turn.state.phase is Phase.NEW:
        key = "start_with_saved"
    return _sentence(
        turn, turn.say(f"welcome.{key}", minutes=turn.house.session_minutes), begin_buttons(turn), "start"
    )


def ask_consent(turn: Turn, lead: str = "", *, birth_was_told: bool = False) -> Outcome:
    """The consent, asked before the first birth is stored."""
    state = ConversationState(phase=Phase.CONSENT, birth_was_told=birth_was_told)
    asked = turn.say("consent.ask", minutes=turn.house.session_minutes)
    choices = (turn.button("consent:yes"), turn.button("consent:no"))
    reply = Reply("\n\n".join(filter(None, (lead, asked))), choices)
    return Outcome(state, (reply,), "birth before consent" if birth_was_told else "begin", "consent.ask")


def begin_or_ask_consent(turn: Turn) -> Outcome:
    """/saju and its buttons: a new form; what another form or chart held is erased."""
    if not has_consented(turn.user):
        return ask_consent(turn)
    had_something = turn.state.phase in (Phase.FORM, Phase.CONSULTING)
    return replace(begin(turn), ends_session=had_something)


def show_chart(turn: Turn) -> Outcome:
    """/me: the chart again."""
    if turn.state.phase is Phase.CONSULTING:
        return open_chart(turn, said="me")
    if turn.state.phase is Phase.FORM:
        return ask(turn, turn.say("answer.no_chart"), said="me")
    key = "no_chart_but_saved" if turn.saved else "no_chart"
    return _sentence(turn, turn.say(f"answer.{key}"), begin_buttons(turn), "me")


def show_why(turn: Turn) -> Outcome:
    return why(turn)


def privacy(turn: Turn) -> Outcome:
    operator = turn.house.operator or turn.say("command.operator_unknown")
    words = turn.say("command.privacy", minutes=turn.house.session_minutes, operator=operator)
    return _sentence(turn, words, topic_buttons(turn), "privacy")


def show_help(turn: Turn) -> Outcome:
    return _sentence(turn, turn.say("command.help"), topic_buttons(turn), "help")


def unknown(turn: Turn) -> Outcome:
    return _sentence(turn, turn.say("command.unknown"), topic_buttons(turn), "unknown command")


def my_data(turn: Turn, session: Session | None) -> Outcome:
    """/mydata: all that is stored, as JSON; what is shown is not logged."""
    user = turn.user
    stored: dict[str, Any] = {
        "language": user.language,
        "preferences": dict(user.preferences),
        "consent": None
        if user.consent_version is None
        else {"version": user.consent_version, "at": user.consented_at and user.consented_at.isoformat()},
        "remembered": [saved_json(saved, turn.language) for saved in turn.saved],
        "session": None if session is None else _session_json(turn, session),
    }
    shown = json.dumps(stored, ensure_ascii=False, indent=1)
    return _sentence(turn, f"{turn.say('command.mydata')}\n\n{shown}", topic_buttons(turn), "mydata")


def _session_json(turn: Turn, session: Session) -> dict[str, Any]:
    given = {k: v for k, v in turn.state.answers.as_json().items() if v not in (None, [], False)}
    return {
        "started": session.created_at.isoformat(),
        "erased_at": session.expires_at.isoformat(),
        "answers": given,
        "birth": None if session.birth is None else dict(session.birth),
    }


def ask_to_delete(turn: Turn) -> Outcome:
    """/delete: asks once."""
    state = replace(turn.state, asks_to_delete=True)
    choices = (turn.button("delete:yes"), turn.button("delete:no"))
    return Outcome(state, (Reply(turn.say("command.delete_ask"), choices),), "delete", "command.delete_ask")


def delete(turn: Turn) -> Outcome:
    """Everything of this person goes."""
    reply = Reply(turn.say("command.deleted"), (turn.button("begin"),))
    return Outcome(ConversationState(), (reply,), "delete", "command.deleted", erases_user=True)


def keep(turn: Turn) -> Outcome:
    """The no to /delete; the form goes on where it stood."""
    kept = replace(turn, state=replace(turn.state, asks_to_delete=False))
    if kept.state.phase is Phase.FORM:
        return ask(kept, kept.say("command.cancelled_delete"), said="keep")
    return _sentence(kept, kept.say("command.cancelled_delete"), topic_buttons(kept), "keep")


def cancel(turn: Turn) -> Outcome:
    """/cancel in every state; says what was cancelled, and erases it."""
    if turn.state.asks_to_delete:
        return keep(turn)
    cancelled = {
        Phase.NEW: "nothing_to_cancel",
        Phase.CONSENT: "cancelled_form",
        Phase.FORM: "cancelled_form",
        Phase.CONSULTING: "closed_chart" if turn.state.remembered else "cancelled_chart",
    }[turn.state.phase]
    afterwards = replace(turn, state=ConversationState())
    reply = Reply(turn.say(f"command.{cancelled}"), begin_buttons(afterwards))
    ends = turn.state.phase in (Phase.FORM, Phase.CONSULTING)
    return Outcome(ConversationState(), (reply,), "cancel", cancelled, ends_session=ends)


def settings(turn: Turn, lead: str = "") -> Outcome:
    """/settings: what is in force, and a button for everything else."""
    chosen = _settings_in_force(turn)
    named = {_SHOWN_AS.get(name, name): turn.say(f"settings.{name}.{v}") for name, v in chosen.items()}
    buttons = tuple(
        turn.button(f"set:{name}:{value}", f"settings.{name}.{value}")
        for name, values in SETTINGS.items()
        for value in values
        if name in chosen and value != chosen[name]
    )
    listed = [turn.say("settings.show", **named)]
    listed += [turn.say("settings.show_picture", **named)] if "picture" in chosen else []
    shown = "\n\n".join(filter(None, (lead, "\n".join(listed))))
    return _sentence(turn, shown, (*buttons, turn.button("people:page")), "settings")


def _settings_in_force(turn: Turn) -> dict[str, str]:
    """Pictures only where charts are drawn at all."""
    school = turn.school.as_json()
    chosen = {"language": turn.language, **{name: school[name] for name in ("day_boundary", "solar_time")}}
    if turn.house.pictures:
        chosen["picture"] = "on" if draws(turn.house, turn.user) else "off"
    return chosen


def change_setting(turn: Turn, name: str, value: str) -> Outcome:
    """One setting changed and saved; an open chart is set up again when its convention changed."""
    if value not in SETTINGS.get(name, ()):
        return settings(turn)
    changed = replace(turn, user=_with_setting(turn.user, name, value))
    if name == "language":
        changed = replace(changed, language=value)
    outcome = settings(changed, changed.say("settings.saved"))
    if name in _OF_THE_CHART and turn.state.phase is Phase.CONSULTING:
        again = open_chart(changed, changed.say("chart_reply.changed"), said="settings")
        outcome = replace(again, replies=(*outcome.replies, *again.replies))
    elif turn.state.phase is Phase.FORM:
        asked = ask(changed, said="settings")
        outcome = replace(asked, replies=(*outcome.replies, *asked.replies))
    return replace(outcome, user=changed.user)


def _with_setting(user: User, name: str, value: str) -> User:
    if name == "language":
        return replace(user, language=value)
    if name not in _OF_THE_CHART:
        return replace(user, preferences={**user.preferences, name: value})
    school = {**user.preferences.get("school", {}), name: value}
    return replace(user, preferences={**user.preferences, "school": school})


def _sentence(turn: Turn, words: str, choices: tuple[Choice, ...], log: str) -> Outcome:
    return Outcome(turn.state, (Reply(words, choices),), log, log)


TOPIC_COMMANDS: Mapping[str, str] = {"/year": "year", "/daewoon": "luck"}

COMMANDS: Mapping[str, Callable[[Turn], Outcome]] = {
    "/start": welcome,
    "/saju": begin_or_ask_consent,
    "/new": begin_or_ask_consent,
    "/me": show_chart,
    "/why": show_why,
    "/privacy": privacy,
    "/delete": ask_to_delete,
    "/cancel": cancel,
    "/help": show_help,
    "/settings": settings,
}
"""Without /mydata, which needs the session as it is stored."""
