"""What a turn means: help first, then commands, then the consent, the form or the chart."""

from __future__ import annotations

from dataclasses import replace

from core import commands, lexicon, people
from core.answers import NOTHING, Answers
from core.consultation import consult, on_topic, open_chart, topic_buttons, why
from core.distress import look_after
from core.errors import Rejected
from core.form import PartlyAccepted
from core.form_talk import amend, ask, begin, form_turn
from core.merging import merged
from core.messages import Reply
from core.pieces import in_pieces
from core.ports import Library, Session
from core.scrub import scrub
from core.shelf_answers import from_library
from core.state import Phase
from core.told_birth import told
from core.turn import Outcome, Turn


async def decide(turn: Turn, session: Session | None, library: Library) -> Outcome:
    """The outcome of one turn; nothing is stored here."""
    if helped := look_after(turn):
        return helped
    if turn.inbound.kind == "command" or (turn.inbound.kind == "text" and turn.words.startswith("/")):
        return await _command(turn, session, library)
    if turn.state.asks_to_delete and (decided := _about_deleting(turn)):
        return decided
    if turn.state.asks_to_remember and (decided := people.about_remembering(turn)):
        return decided
    turn = replace(turn, state=replace(turn.state, asks_to_delete=False, asks_to_remember=False))
    if turn.inbound.kind == "choice" and (pressed := _everywhere(turn)):
        return pressed
    if turn.inbound.kind == "text" and lexicon.says(turn.words, "cancel"):
        return commands.cancel(turn)
    match turn.state.phase:
        case Phase.NEW:
            return await _new(turn, library)
        case Phase.CONSENT:
            return _consent(turn)
        case Phase.FORM:
            return await _form(turn, library)
        case Phase.CONSULTING:
            return await _consulting(turn, library)


async def _command(turn: Turn, session: Session | None, library: Library) -> Outcome:
    name, _, rest = turn.words.partition(" ")
    name = name.partition("@")[0].lower()  # in a group a messenger appends the bot's name
    if name == "/cancel" and turn.state.asks_to_remember:
        return people.not_remembered(turn)
    turn = replace(turn, state=replace(turn.state, asks_to_remember=False))
    if name != "/delete":
        turn = replace(
            turn, state=replace(turn.state, asks_to_delete=turn.state.asks_to_delete and name == "/cancel")
        )
    if name == "/people":
        return people.page(turn)
    if name == "/mydata":
        return commands.my_data(turn, session)
    if name in ("/saju", "/new") and rest:
        return await _new(replace(turn, words=rest), library)
    if topic := commands.TOPIC_COMMANDS.get(name):
        has_chart = turn.state.phase is Phase.CONSULTING
        return await on_topic(turn, library, topic, name) if has_chart else commands.show_chart(turn)
    command = commands.COMMANDS.get(name)
    return commands.unknown(turn) if command is None else command(turn)


def _about_deleting(turn: Turn) -> Outcome | None:
    """The yes or no to /delete; anything else lets the question lapse."""
    pressed = turn.words if turn.inbound.kind == "choice" else None
    if pressed == "delete:yes" or (pressed is None and lexicon.says(turn.words, "yes")):
        return commands.delete(turn)
    if pressed == "delete:no" or (pressed is None and lexicon.says(turn.words, "no")):
        return commands.keep(turn)
    return None


def _everywhere(turn: Turn) -> Outcome | None:
    """Buttons that mean the same wherever they are pressed."""
    if turn.words == "begin":
        return ask(turn) if turn.state.phase is Phase.FORM else commands.begin_or_ask_consent(turn)
    if turn.words == "again":
        return commands.begin_or_ask_consent(turn)
    if turn.words == "why":
        return why(turn)
    if turn.words.startswith(("people:", "forget:")):
        return people.pressed(turn)
    if turn.words.startswith("set:"):
        _, name, value, *_ = *turn.words.split(":"), "", ""
        return commands.change_setting(turn, name, value)
    return None


async def _new(turn: Turn, library: Library) -> Outcome:
    """The first words of a person: a birth, a wish to begin, a greeting or a question."""
    if turn.inbound.kind == "choice":
        return _stale(turn)
    if meant := people.in_words(turn):
        return meant
    if _tells_a_birth(turn):
        return _from_birth(turn)
    if lexicon.says(turn.words, "begin") or lexicon.says(turn.words, "yes"):  # 네 answers the greeting
        return commands.begin_or_ask_consent(turn)
    if lexicon.is_question(turn.words) and (found := await from_library(turn, library, None)):
        reply = Reply(found.text, topic_buttons(turn), sources=found.sources, pieces=in_pieces(found.text))
        state = replace(turn.state, topic=found.topic, grounds=found.grounds, sources=found.sources)
        return Outcome(state, (reply,), scrub(turn.words), scrub(found.text))
    return replace(commands.welcome(turn), said=scrub(turn.words))


def _stale(turn: Turn) -> Outcome:
    """A button of a conversation that is over."""
    if turn.saved:
        return commands.show_chart(turn)
    if commands.has_consented(turn.user):
        return begin(turn, turn.say("form.stale"))
    return commands.welcome(turn)


def _tells_a_birth(turn: Turn) -> bool:
    """Whether the words hold a date, and are no question about some day."""
    fields, error = told(turn.words, turn.today)
    if error is not None and error.code == "future_date" and lexicon.is_question(turn.words):
        return False
    if not fields.keys() & {"year", "month"} and (error is None or error.code != "ambiguous_year"):
        return False
    return lexicon.speaks_of_birth(turn.words) or not lexicon.is_question(turn.words)


def _from_birth(turn: Turn) -> Outcome:
    """A form that begins with what the words tell; before the consent nothing of it is kept."""
    if not commands.has_consented(turn.user):
        return commands.ask_consent(turn, turn.say("consent.before_birth"), birth_was_told=True)
    had_something = turn.state.phase is Phase.CONSULTING
    fresh = replace(turn, state=replace(begin(turn).state, step="subject"))
    return replace(form_turn(fresh), said="birth", ends_session=had_something)


def _consent(turn: Turn) -> Outcome:
    pressed = turn.words if turn.inbound.kind == "choice" else None
    if pressed == "consent:yes" or (pressed is None and lexicon.says(turn.words, "yes")):
        return _agreed(turn)
    if pressed == "consent:no" or (pressed is None and lexicon.says(turn.words, "no")):
        reply = Reply(turn.say("consent.declined"), (turn.button("begin"),))
        return Outcome(
            replace(turn.state, phase=Phase.NEW, birth_was_told=False), (reply,), "consent:no", "declined"
        )
    tells_birth = pressed is None and _tells_a_birth(turn)
    lead = turn.say("consent.before_birth") if tells_birth else ""
    return commands.ask_consent(turn, lead, birth_was_told=tells_birth or turn.state.birth_was_told)


def _agreed(turn: Turn) -> Outcome:
    user = replace(turn.user, consent_version=commands.CONSENT_VERSION, consented_at=turn.now)
    lead = turn.say("consent.send_again" if turn.state.birth_was_told else "consent.thanks")
    return replace(begin(turn, lead), said="consent:yes", user=user)


async def _form(turn: Turn, library: Library) -> Outcome:
    """A step of the form; a question asked in the middle is answered, and the form goes on."""
    outcome = form_turn(turn)
    if outcome.state.phase is Phase.FORM and outcome.state.step is None:
        return open_chart(replace(turn, state=outcome.state))
    if outcome.was_lost and turn.inbound.kind == "text" and lexicon.is_question(turn.words):
        found = await from_library(turn, library, None)
        if found is not None:
            asked = ask(turn)
            reply = Reply(found.text, sources=found.sources)
            return replace(asked, replies=(reply, *asked.replies), said=scrub(turn.words), answered=found.topic)
    return outcome


async def _consulting(turn: Turn, library: Library) -> Outcome:
    if turn.inbound.kind == "choice":
        if turn.words == "amend":
            return amend(turn)
        if turn.words.startswith("topic:") and turn.words[6:] in lexicon.topics():
            return await on_topic(turn, library, turn.words[6:], turn.words)
        reply = Reply(turn.say("chart_reply.stale"), topic_buttons(turn))
        return Outcome(turn.state, (reply,), "stale", "stale")
    if lexicon.says(turn.words, "restart") or lexicon.says(turn.words, "begin"):
        return commands.begin_or_ask_consent(turn)
    if lexicon.says(turn.words, "fix"):
        return amend(turn)
    if lexicon.mentions(turn.words, "correct") and told(turn.words, turn.today)[0]:
        return form_turn(replace(turn, state=amend(turn).state))
    if lexicon.says(turn.words, "me"):
        return commands.show_chart(turn)
    if lexicon.says(turn.words, "people"):
        return people.page(turn)
    if lexicon.says(turn.words, "remember"):
        return people.ask_to_remember(turn)
    if _names_another_birth(turn):
        return _from_birth(turn)
    return await consult(turn, library)


def _names_another_birth(turn: Turn) -> bool:
    """A whole date in the past, not that of the chart, and no question about some day: somebody else's birth."""
    if not _tells_a_birth(turn):
        return False
    try:
        found = merged(NOTHING, turn.words, turn.today)
    except PartlyAccepted as partly:
        found = partly.draft
    except Rejected:
        return False
    return found.has_date and _date(found) != _date(turn.state.answers)


def _date(answers: Answers) -> tuple[int | None, int | None, int | None]:
    return answers.year, answers.month, answers.day
