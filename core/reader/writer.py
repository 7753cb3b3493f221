"""The front door of the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.reader.claims import claims_of
from core.reader.filling import fill_in
from core.reader.phrases import names
from core.reader.plan import within, without_contradictions
from core.reader.portrait import Portrait, portrait_of
from core.reader.reading import Audience, Claim, Reading, Section
from core.reader.sentences import Teller
from core.reader.slots import slots_of
from core.saju.analysis import Analysis
from core.saju.saju_year import saju_year_of

_LONGEST = {
    "overview": 480,
    "character": 400,
    "wealth": 370,
    "career": 370,
    "love": 370,
    "talent": 370,
    "health": 310,
    "year": 480,
    "advice": 200,
}  # characters of a section in a whole reading; a whole reading is 1,800-2,900
# What a person of that age is told; children and young people hear of talents where others hear of love.
_TOLD = {
    "child": tuple(key for key in _LONGEST if key != "love"),
    "youth": tuple(key for key in _LONGEST if key != "love"),
    "adult": tuple(key for key in _LONGEST if key != "talent"),
    "elder": tuple(key for key in _LONGEST if key != "talent"),
}
TOPICS = ("character", "wealth", "career", "love", "health", "year", "advice")
MATTERS = (
    "change",
    "study",
    "move",
    "marriage_time",
    "money_time",
    "children",
    "family",
    "people",
    "match",
    "lucky",
)
"""Questions that have a section of their own when they are asked, and none in a whole reading."""
_LONGEST_TOPIC = 690
# What belongs to a single topic beside its own claims, in the order of telling. Nothing stands here to fill up.
_BACKGROUND = {
    "character": "career_role advice_power advice_gisin young_power elder_power",
    "career": "advice_power",
    "health": "temper advice_gisin",
    "year": "advice_power young_power elder_power",
    "advice": "health_support wealth_habit year_fit young_fit",
    "change": "geok career_flow",
    "study": "learn_manner learn_seat learn_resource learn_output learn_support",
    "marriage_time": "partner_seat seat_relation luck_love",
    "money_time": "wealth_star wealth_flow wealth_habit elder_money",
    "match": "partner_seat seat_relation love_manner love_balance",
}
# What a topic says of the year and the decade; a whole reading has a section for these.
_ONLY_WHEN_ASKED = frozenset("wealth_fit wealth_decade career_fit career_decade love_decade".split())
# A note that ends a section stays its last sentence, whatever else is told.
_CLOSING = "health_note change_note exam_note move_note marriage_note money_note children_note lucky_note".split()
_EXPLAINED = re.compile(r"\(([㐀-鿿]+), [^()]+\)")
_SUMMARY = ("overview_pillar", "overview_strength", "overview_yongsin", "unknown_hour")


def read(
    analysis: Analysis,
    *,
    today: date,
    language: str = "ko",
    topic: str | None = None,
    audience: Audience = "self",
    year: int | None = None,
) -> Reading:
    """The whole reading, or with `topic` (one of TOPICS or MATTERS) a summary and one longer section.

    A child's reading has `talent` where others have `love`, and none of what a child has no use for; the age on
    `today` decides. `today` decides the year and the running 대운 too, unless another `year` is asked for.
    Raises ValueError for an unknown topic and Rejected("out_of_range") for a day without solar terms.
    """
    if topic is not None and topic not in TOPICS + MATTERS:
        raise ValueError(f"no topic {topic!r}; one of {', '.join(TOPICS + MATTERS)}")
    portrait = portrait_of(analysis, today, audience, year)
    claims = without_contradictions(claims_of(portrait, language, with_matters=topic in MATTERS))
    slots = slots_of(portrait, language)
    teller = Teller(language, slots, _chart_id(portrait), str(portrait.luck.year))
    if topic is None:
        parts = _whole(claims, _TOLD[portrait.life])
    else:
        parts = _single(claims, "talent" if topic == "love" and portrait.life == "child" else topic)
    titles = _titles(portrait, slots, language)
    told = [_section(part, teller, slots, titles, language) for part in parts]
    return Reading(tuple(section for section in told if section.text))


@dataclass(frozen=True, slots=True)
class _Part:
    """A section to be: its own claims, what may fill it up to `longest`, and what ends it in any case."""

    key: str
    own: Sequence[Claim]
    longest: int
    background: Sequence[Claim] = ()
    closing: Sequence[Claim] = ()


def _whole(claims: Sequence[Claim], keys: Sequence[str]) -> list[_Part]:
    told = [c for c in claims if c.family not in _ONLY_WHEN_ASKED]
    return [_Part(key, [c for c in told if c.topic == key], _LONGEST[key]) for key in keys]


def _single(claims: Sequence[Claim], topic: str) -> list[_Part]:
    summary = [c for c in claims if c.family in _SUMMARY]
    own = [c for c in claims if c.topic == topic and c.family not in _CLOSING]
    closing = [c for c in claims if c.topic == topic and c.family in _CLOSING]
    wanted = _BACKGROUND.get(topic, "").split()
    background = [c for name in wanted for c in claims if c.family == name]
    return [
        _Part("overview", summary, _LONGEST["overview"]),
        _Part(topic, own, _LONGEST_TOPIC, background, closing),
    ]


def _titles(portrait: Portrait, slots: dict[str, str], language: str) -> dict[str, str]:
    """What the sections are called for this age and this year."""
    words = names(language)
    of_age = {"child": "topic_young", "youth": "topic_young", "elder": "topic_elder"}.get(portrait.life)
    titles = {**words["topic"], **(words[of_age] if of_age else {})}
    if portrait.luck.year != saju_year_of(portrait.luck.today):
        titles["year"] = fill_in(titles["other_year"], slots, language)
    return titles


def _section(part: _Part, teller: Teller, slots: dict[str, str], titles: dict[str, str], language: str) -> Section:
    told: list[Claim] = []
    sentences: list[str] = []
    for claim in _chosen(part, teller, int(names(language)["form"]["scale"])):
        sentence = teller.tell(claim)
        if sentence is not None:
            told.append(claim)
            sentences.append(sentence)
    separator = "\n" if part.key == "overview" else " "
    return Section(
        part.key,
        titles[part.key],
        separator.join(sentences),
        _grounds(told, slots, language),
        tuple(dict.fromkeys(names(language)["source"][c.source] for c in told)),
    )


def _chosen(part: _Part, teller: Teller, scale: int) -> tuple[Claim, ...]:
    """`scale` is how much longer the language is than Korean."""
    left = scale * part.longest - sum(map(teller.length, part.closing))
    own = within(part.own, teller.length, left)
    left -= sum(map(teller.length, own))
    return (*own, *within(part.background, teller.length, left), *part.closing)


def _grounds(claims: Sequence[Claim], slots: dict[str, str], language: str) -> tuple[str, ...]:
    """The facts under the claims, each once and with Hanja alone; a 대운 that is not running is no ground."""
    templates = names(language)["ground"]
    found = [
        _EXPLAINED.sub(r"(\1)", fill_in(templates[fact], {**slots, **dict(claim.slots)}, language))
        for claim in claims
        for fact in claim.evidence
        if _is_known(fact, claim, slots)
    ]
    return tuple(dict.fromkeys(found))


def _is_known(fact: str, claim: Claim, slots: dict[str, str]) -> bool:
    if fact == "daewoon":
        return "dae" in slots
    return fact not in ("meeting", "star") or bool(claim.slots)


def _chart_id(portrait: Portrait) -> str:
    """What fixes the words: the pillars and the sex, nothing of the birth itself."""
    sex = portrait.chart.birth.sex
    pillars = "".join("--" if p is None else p.ganji for p in portrait.chart.pillars)
    return f"{pillars}{'' if sex is None else sex.value}"
