"""Answers from the knowledge base, and what stands beside those of the reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core import lexicon
from core.answers import no_love_talk
from core.asked_time import year_asked
from core.chart_facts import chart_facts
from core.facts import Facts
from core.ports import Library, Passage
from core.reader.luck import luck_of
from core.saju.analysis import Analysis
from core.saju.saju_year import saju_year_of
from core.texts import catalogue
from core.turn import Turn

_PASSAGES = 2
# Fused scores of `knowledge.retrieval`: what names a term scores 0.27 and more. Below, only a question for a
# meaning is worth the nearest passage, and small talk ("오늘 점심 뭐 먹지", 0.26) is not.
_NEAR, _NEAR_FOR_A_MEANING = 0.27, 0.24


@dataclass(frozen=True, slots=True)
class Answer:
    """Words with what they rest on. `topic`: the subject, for the log and for /why."""

    text: str
    topic: str
    grounds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


async def from_library(turn: Turn, library: Library, analysis: Analysis | None) -> Answer | None:
    """The best passages for the words of the turn, none that contradicts the chart; None when nothing fits."""
    facts = None if analysis is None else chart_facts(analysis)
    passages = await library.search(turn.words, facts=facts, limit=_PASSAGES, language=turn.language)
    least = _NEAR_FOR_A_MEANING if lexicon.mentions(turn.words, "definition") else _NEAR
    return _quoted(turn, [p for p in passages if p.score >= least and not _unfit(turn, p)], "search")


def _facts(turn: Turn, analysis: Analysis) -> Facts:
    """What holds for the chart, and what the year that is asked about brings it."""
    luck = luck_of(analysis, turn.today, year_of_question(turn))
    brought = {"luck_ten_god": frozenset((luck.stem_sipseong.hanja,)), "luck_fit": frozenset((luck.fit,))}
    return {**chart_facts(analysis), **brought}


async def from_conditions(turn: Turn, library: Library, analysis: Analysis, topic: str) -> Answer | None:
    facts = _facts(turn, analysis)
    passages = await library.matching(facts, topic=topic, limit=_PASSAGES, language=turn.language)
    return _quoted(turn, [p for p in passages if not _unfit(turn, p)], topic, "answer.from_chart")


async def of_the_day(turn: Turn, library: Library, analysis: Analysis) -> Answer | None:
    """What the knowledge base says of the day pillar, which people ask for by its name (경진일주)."""
    name = f"{analysis.chart.day.hangul}일주"
    passages = await library.search(name, facts=chart_facts(analysis), limit=1, language=turn.language)
    own = [p for p in passages if name in p.text or turn.language != "ko"]
    return _quoted(turn, own if own and own[0].score >= _NEAR else [], "character", "answer.from_chart")


def _unfit(turn: Turn, passage: Passage) -> bool:
    return lexicon.is_about_love(passage.topic) and no_love_talk(turn.state.answers, turn.today)


def _quoted(turn: Turn, passages: list[Passage], topic: str, lead: str = "answer.from_knowledge") -> Answer | None:
    if not passages:
        return None
    sources = tuple(dict.fromkeys(p.source for p in passages))
    text = "\n\n".join([turn.say(lead), *(p.text for p in passages)])
    return Answer(text, topic, (), sources)


def together(told: Answer | None, fitting: Answer | None) -> Answer | None:
    """What the reading says, and after it what the knowledge base adds for this chart."""
    if told is None or fitting is None:
        return told or fitting
    sources = tuple(dict.fromkeys((*told.sources, *fitting.sources)))
    return replace(told, text=f"{told.text}\n\n{fitting.text}", sources=sources)


def read_aloud(source: str, turn: Turn) -> str:
    """A source with the name of its book as people say it: 滴天髓, 衰旺 is 적천수(滴天髓), 衰旺."""
    book, comma, chapter = source.partition(",")
    return f"{catalogue(turn.language).get(f'book.{book}', book)}{comma}{chapter}"


def year_of_question(turn: Turn) -> int | None:
    """The year that the words name, or None."""
    return year_asked(turn.words, saju_year_of(turn.today))
