"""From a chart and a question to an answer with its sources. Nothing here remembers or stores."""

from __future__ import annotations

from dataclasses import replace

from core import lexicon
from core.answers import no_love_talk, to_birth
from core.chart_answers import of_the_chart
from core.confirm_card import who
from core.errors import Unavailable
from core.messages import Choice, Reply
from core.pieces import in_pieces
from core.ports import Library
from core.reader import MATTERS, TOPICS, read
from core.reader.reading import Audience
from core.render import chart_text
from core.saju.analysis import Analysis, analyse
from core.saju.casting import cast_chart
from core.saju.daewoon import Daewoon, running
from core.saved_birth import only_for_the_session
from core.scrub import scrub
from core.shelf_answers import (
    Answer,
    from_conditions,
    from_library,
    of_the_day,
    read_aloud,
    together,
    year_of_question,
)
from core.state import Phase
from core.turn import Outcome, Turn

BUTTON_TOPICS = ("character", "wealth", "career", "love", "health", "year", "luck", "advice")
# What people ask for under a name of their own, and the section of the reading that holds it.
_SECTION_OF = {"marriage": "love"}
# The question when it will be, and the section that answers it.
_TIME_OF = {"love": "marriage_time", "marriage": "marriage_time", "wealth": "money_time"}
# What a child, who has neither, is told instead.
_INSTEAD = {"change": "career", "money_time": "wealth"}
# What the reading says of the year is followed there by a passage of the knowledge base that fits the chart.
_WITH_PASSAGE = ("character", "study", "move")


def analysis_of(turn: Turn) -> Analysis:
    """The chart of the birth that was confirmed, by the person's school."""
    return analyse(cast_chart(to_birth(turn.state.answers), turn.school))


def open_chart(turn: Turn, lead: str = "", said: str = "form:confirm") -> Outcome:
    """The chart as a table, the reading at a glance and what may be asked next."""
    analysis = analysis_of(turn)
    title = turn.say("chart_reply.title", who=who(turn.state.answers, turn.language))
    parts = [lead, title, chart_text(analysis, turn.language)]
    rememberable = not turn.state.remembered and not only_for_the_session(turn.state.answers, turn.today)
    if turn.state.answers.subject != "self" and not turn.state.remembered:
        parts.append(turn.say(f"chart_reply.{'unless_remembered' if rememberable else 'session_only'}"))
    answer = _section(turn, analysis, "overview")
    assert answer is not None
    answer = replace(answer, text=f"{answer.text}\n\n{turn.say('chart_reply.ask_on')}")
    outcome = _told(turn, answer, said)
    if rememberable:
        outcome = replace(outcome, replies=tuple(_with_offer(turn, reply) for reply in outcome.replies))
    chart_reply = Reply("\n\n".join(filter(None, parts)))
    state = replace(outcome.state, phase=Phase.CONSULTING, step=None, trail=())
    return replace(
        outcome,
        state=state,
        replies=(chart_reply, *outcome.replies),
        answered="chart",
        analysis=analysis,
        chart_reply=chart_reply,
    )


def _with_offer(turn: Turn, reply: Reply) -> Reply:
    return replace(reply, choices=(*reply.choices, turn.button("people:remember")))


async def consult(turn: Turn, library: Library) -> Outcome:
    """The answer to a question about a chart that is there."""
    if lexicon.says(turn.words, "why"):
        return why(turn)
    if refused := lexicon.mentions(turn.words, "refuse"):
        return _plain(turn, f"refuse.{refused}")
    for courtesy in ("greeting", "thanks"):
        if lexicon.says(turn.words, courtesy):
            return _plain(turn, f"answer.{courtesy}")
    if because := _because(turn):
        return _told(turn, because, scrub(turn.words))
    if plain := of_the_chart(turn, analysis_of(turn)):
        return _told(turn, together(plain, await _explained(turn, library)) or plain, scrub(turn.words))
    topic = _topic_of(turn)
    if topic is None and lexicon.mentions(turn.words, "about"):
        return _plain(turn, "answer.about")
    if topic is None and (mood := lexicon.mentions(turn.words, "mood")):
        return _plain(turn, f"answer.{mood}")
    is_definition = lexicon.mentions(turn.words, "definition") is not None
    if topic is None and not is_definition and lexicon.mentions(turn.words, "short"):
        return _by_the_year(turn, scrub(turn.words))
    if topic is None or is_definition:
        found = await from_library(turn, library, analysis_of(turn))
        if found is not None:
            return _told(turn, found, scrub(turn.words))
    if topic is None and lexicon.mentions(turn.words, "follow_up"):
        return why(turn)
    if topic is None:
        key = "not_found" if lexicon.is_question(turn.words) else "small_talk"
        return _plain(turn, f"answer.{key}")
    return await on_topic(turn, library, topic, scrub(turn.words))


def _topic_of(turn: Turn) -> str | None:
    """What the words ask about; a year alone ("내년은?", "10년 뒤는?") asks for that year."""
    topic = lexicon.mentions(turn.words, "topic")
    if topic in _TIME_OF and lexicon.mentions(turn.words, "when"):
        return _TIME_OF[topic]
    if topic in (None, "luck") and year_of_question(turn) is not None:
        return "year"
    return topic


def _by_the_year(turn: Turn, said: str) -> Outcome:
    """The year stands in for a day, a week or a month, and says so."""
    answer = _section(turn, analysis_of(turn), "year")
    assert answer is not None
    return _told(turn, replace(answer, text=f"{turn.say('answer.by_the_year')}\n\n{answer.text}"), said)


def _because(turn: Turn) -> Answer | None:
    """Why a judgement was made ("왜 용신이 목이야?") or what it is ("내 용신은?"): the grounds that name it."""
    of_this_chart = lexicon.mentions(turn.words, "reason") or lexicon.mentions(turn.words, "mine")
    term = lexicon.mentions(turn.words, "judgement") if of_this_chart else None
    if term is None:
        return None
    whole = read(analysis_of(turn), today=turn.today, language=turn.language, audience=_audience(turn))
    named = lexicon.words_of("judgement", term)
    grounds: dict[str, None] = {}
    sources: dict[str, None] = {}
    for section in whole.sections:
        found = [ground for ground in section.grounds if any(word in ground.lower() for word in named)]
        sources |= dict.fromkeys(section.sources if found and not grounds else ())
        grounds |= dict.fromkeys(found)
    if not grounds:
        return None
    lead = turn.say("answer.because" if lexicon.mentions(turn.words, "reason") else "answer.of_yours")
    text = "\n".join([lead, *(f"• {ground}" for ground in grounds)])
    return Answer(text, term, tuple(grounds), tuple(sources))


async def on_topic(turn: Turn, library: Library, topic: str, said: str) -> Outcome:
    """The section of the reading for a topic; where it has none, what the knowledge base holds for the chart."""
    if lexicon.is_about_love(topic) and no_love_talk(turn.state.answers, turn.today):
        return _plain(turn, "minor.no_love", said)
    analysis = analysis_of(turn)
    if topic == "luck":
        periods = ten_year_luck(turn, analysis)
        return _told(turn, periods, said) if periods else _plain(turn, _why_no_luck(analysis), said)
    answer = _section(turn, analysis, topic, year_of_question(turn))
    answer = together(answer, await _beside(turn, library, analysis, topic, answer))
    answer = answer or await from_library(turn, library, analysis)
    return _told(turn, answer, said) if answer else _plain(turn, "answer.not_found", said)


async def _explained(turn: Turn, library: Library) -> Answer | None:
    """What the thing is that was asked for; an answer of the chart stands without it."""
    try:
        return await from_library(turn, library, None)
    except Unavailable:
        return None


async def _beside(
    turn: Turn, library: Library, analysis: Analysis, topic: str, told: Answer | None
) -> Answer | None:
    """What the knowledge base adds to an answer, or says where the reading has none; a child hears the reading.

    A library that is down takes nothing from an answer that stands without it. Raises Unavailable otherwise.
    """
    if told is not None and (topic not in _WITH_PASSAGE or _audience(turn) == "child"):
        return None
    try:
        if topic == "character":
            return await of_the_day(turn, library, analysis)
        return await from_conditions(turn, library, analysis, topic)
    except Unavailable:
        if told is None:
            raise
        return None


def ten_year_luck(turn: Turn, analysis: Analysis) -> Answer | None:
    """The ten-year periods by their pillars, the running one marked; None where the chart leaves them open."""
    table = analysis.daewoon
    if table is None:
        return None
    now = running(table, turn.today)
    lines = [turn.say(f"luck.title.{table.direction}"), ""]
    lines += [_period(turn, period, is_now=period == now) for period in table.list]
    grounds = (turn.say("luck.ground", term=table.basis.term.hanja),)
    return Answer("\n".join([*lines, "", turn.say("answer.more")]), "luck", grounds, (turn.say("luck.source"),))


def _period(turn: Turn, period: Daewoon, *, is_now: bool) -> str:
    sipseongs = (period.stem_sipseong, period.branch_sipseong)
    named = "·".join(turn.say(f"sipseong_short.{s.hanja}") for s in sipseongs)
    params = {"ganji": period.pillar.ganji, "hangul": period.pillar.hangul, "sipseong": named}
    if period.age is None or period.start is None:
        line = turn.say("luck.period_open", **params)
    else:
        line = turn.say("luck.period", age=period.age, year=period.start.year, **params)
    return f"{line}{turn.say('luck.now')}" if is_now else line


def _why_no_luck(analysis: Analysis) -> str:
    return "answer.needs_sex" if analysis.chart.birth.sex is None else "answer.needs_time"


def why(turn: Turn) -> Outcome:
    """Grounds and sources of the last answer."""
    state = turn.state
    if not (state.grounds or state.sources):
        return _plain(turn, "answer.why_none", "why")
    lines = [turn.say("answer.why_title"), *(f"• {ground}" for ground in state.grounds)] if state.grounds else []
    if state.sources:
        lines += [""] if lines else []
        lines += [turn.say("answer.why_sources"), *(f"• {read_aloud(source, turn)}" for source in state.sources)]
    reply = Reply("\n".join(lines), topic_buttons(turn), sources=state.sources)
    return Outcome(state, (reply,), "why", "why")


def topic_buttons(turn: Turn) -> tuple[Choice, ...]:
    """What may be asked of the chart that is there; without one, the buttons that lead to one."""
    if turn.state.phase is not Phase.CONSULTING:
        return begin_buttons(turn)
    silent = no_love_talk(turn.state.answers, turn.today)
    shown = [t for t in BUTTON_TOPICS if not (silent and lexicon.is_about_love(t))]
    topics = tuple(turn.button(f"topic:{topic}", f"topic.{topic}") for topic in shown)
    return (*topics, turn.button("why"), turn.button("amend"), turn.button("again"))


def begin_buttons(turn: Turn) -> tuple[Choice, ...]:
    """A new form, and before it the chart that is there, or what was remembered where nothing else is going on."""
    phase = turn.state.phase
    goes_on = phase is Phase.CONSULTING or (phase is Phase.NEW and bool(turn.saved))
    return (*((turn.button("people:go_on"),) if goes_on else ()), turn.button("begin"))


def _section(turn: Turn, analysis: Analysis, topic: str, year: int | None = None) -> Answer | None:
    """The section of the built-in reading for a topic, or None where the reading has none for this person."""
    key = _SECTION_OF.get(topic, topic)
    if key != "overview" and key not in TOPICS + MATTERS:
        return None
    sections = read(
        analysis,
        today=turn.today,
        language=turn.language,
        topic=None if key == "overview" else key,
        audience=_audience(turn),
        year=year,
    ).sections
    section = next((s for s in sections if s.key == key), None)
    if section is None:
        instead = _INSTEAD.get(key)
        return None if instead is None else _section(turn, analysis, instead, year)
    return Answer(f"{section.title}\n\n{section.text}", topic, section.grounds, section.sources)


def _audience(turn: Turn) -> Audience:
    if no_love_talk(turn.state.answers, turn.today):
        return "child"
    return "self" if turn.state.answers.subject == "self" else "other"


def _told(turn: Turn, answer: Answer, said: str) -> Outcome:
    state = replace(turn.state, topic=answer.topic, grounds=answer.grounds, sources=answer.sources)
    buttons = topic_buttons(replace(turn, state=replace(state, phase=Phase.CONSULTING)))
    reply = Reply(answer.text, buttons, sources=answer.sources, pieces=in_pieces(answer.text))
    return Outcome(state, (reply,), said, f"answer:{answer.topic}")


def _plain(turn: Turn, key: str, said: str | None = None) -> Outcome:
    """A sentence of the bot's own, with the topics under it."""
    reply = Reply(turn.say(key), topic_buttons(turn))
    return Outcome(turn.state, (reply,), said or scrub(turn.words), key)
