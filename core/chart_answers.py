"""Plain questions about what stands in the chart: is this star in it, which animal, is it a year of 삼재?"""

from __future__ import annotations

from core import lexicon
from core.reader.slots import star_slots
from core.saju.ages import zodiac
from core.saju.analysis import Analysis
from core.saju.ganji import PILLARS, year_index
from core.saju.saju_year import saju_year_of
from core.saju.samjae import next_samjae, samjae
from core.saju.sinsal_lookup import STARS
from core.shelf_answers import Answer, year_of_question
from core.turn import Turn

_CUSTOM = "한국민속대백과사전, 삼재"
_YEAR = "三命通會, 論年月日時"
# What people leave off: 도화살 is 도화 to them, 천을귀인 is 천을.
_ENDINGS = ("귀인", "살")


def of_the_chart(turn: Turn, analysis: Analysis) -> Answer | None:
    """The answer of the chart itself; None for any other question."""
    fact = lexicon.mentions(turn.words, "fact")
    if fact == "zodiac":
        return _zodiac(turn, analysis)
    if lexicon.mentions(turn.words, "definition") or not lexicon.is_question(turn.words):
        return None
    if fact == "samjae":
        return _samjae(turn, analysis)
    return _star(turn, analysis) if lexicon.mentions(turn.words, "possess") else None


def _samjae(turn: Turn, analysis: Analysis) -> Answer:
    born = analysis.chart.year.branch
    year = year_of_question(turn) or saju_year_of(turn.today)
    phase = samjae(born, PILLARS[year_index(year)].branch)
    if phase is not None:
        text = turn.say("answer.samjae_yes", year=year, phase=turn.say(f"samjae.{phase.name.lower()}"))
    else:
        first, _, last = next_samjae(born, year)
        text = turn.say("answer.samjae_no", year=year, first=first, last=last)
    return Answer(text, "samjae", (text,), (_CUSTOM,))


def _zodiac(turn: Turn, analysis: Analysis) -> Answer:
    animal = zodiac(analysis.chart.year.branch)
    name = animal.english if turn.language == "en" else animal.hangul
    text = turn.say("answer.zodiac", animal=name, branch=animal.branch.hanja)
    return Answer(text, "zodiac", (text,), (_YEAR,))


def _star(turn: Turn, analysis: Analysis) -> Answer | None:
    """Whether the star that the words name stands in the chart, and where."""
    named = _named(turn.words)
    if named is None:
        return None
    found = [star for star in analysis.sinsal if star.name == named]
    if found:
        slots = dict(star_slots(found[0], turn.language))
        text = turn.say("answer.star_yes", star=slots["star"], place=slots["place"])
        return Answer(text, "star", (text,), (found[0].source,))
    hour = "star_no" if analysis.chart.hour is not None else "star_no_hour"
    source = next(star.source for star in STARS if star.name == named)
    text = turn.say(f"answer.{hour}", star=named)
    return Answer(text, "star", (text,), (source,))


def _named(words: str) -> str | None:
    """The star whose name, or its name without 살, stands in the words; the longest one."""
    joined = words.replace(" ", "")
    spelled = {form: star.name for star in STARS for form in _forms(star.name) if form in joined}
    return spelled[max(spelled, key=len)] if spelled else None


def _forms(name: str) -> tuple[str, ...]:
    shorter = (name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending))
    return (name, *(form for form in shorter if len(form) > 1))
