"""The front door of the reader."""

from __future__ import annotations

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

_LONGEST = {
    "overview": 420,
    "character": 360,
    "wealth": 330,
    "career": 330,
    "love": 330,
    "talent": 330,
    "health": 290,
    "year": 430,
    "advice": 180,
}  # characters of a section in a whole reading; a whole reading is 1,800-2,800
TOPICS = ("character", "wealth", "career", "love", "health", "year", "advice")
_LONGEST_TOPIC = 690
# What fills a single topic up when its own claims are few, in the order of telling.
_BACKGROUND = (
    "year_stem year_fit year_daewoon advice_yongsin advice_power advice_gisin day_stem day_branch temper "
    "born_in career_role field health_support wealth_habit wealth_manner"
).split()
# Health is no place for trades and money.
_BESIDE_THE_POINT = {"health": ("career_role", "field", "wealth_habit", "wealth_manner")}
# The note that ends 건강 stays its last sentence, whatever fills the section up.
_CLOSING = ("health_note",)
_SUMMARY = ("overview_pillar", "overview_strength", "unknown_hour")


def read(
    analysis: Analysis,
    *,
    today: date,
    language: str = "ko",
    topic: str | None = None,
    audience: Audience = "self",
) -> Reading:
    """The whole reading, or with `topic` (one of TOPICS) a summary and one longer section.

    A child's reading has `talent` where others have `love`. `today` decides the year and the running 대운.
    Raises ValueError for an unknown topic and Rejected("out_of_range") for a day without solar terms.
    """
    if topic is not None and topic not in TOPICS:
        raise ValueError(f"no topic {topic!r}; one of {', '.join(TOPICS)}")
    portrait = portrait_of(analysis, today)
    claims = without_contradictions(claims_of(portrait, language, audience))
    slots = slots_of(portrait, language)
    teller = Teller(language, slots, _chart_id(portrait), str(portrait.luck.year))
    parts = _whole(claims) if topic is None else _single(claims, _for_audience(topic, audience))
    told = [_section(part, teller, slots, language) for part in parts]
    return Reading(tuple(section for section in told if section.text))


@dataclass(frozen=True, slots=True)
class _Part:
    """A section to be: its own claims, what may fill it up to `longest`, and what ends it in any case."""

    key: str
    own: Sequence[Claim]
    longest: int
    background: Sequence[Claim] = ()
    closing: Sequence[Claim] = ()


def _whole(claims: Sequence[Claim]) -> list[_Part]:
    return [_Part(key, [c for c in claims if c.topic == key], longest) for key, longest in _LONGEST.items()]


def _single(claims: Sequence[Claim], topic: str) -> list[_Part]:
    summary = [c for c in claims if c.family in _SUMMARY]
    own = [c for c in claims if c.topic == topic and c.family not in _CLOSING]
    closing = [c for c in claims if c.topic == topic and c.family in _CLOSING]
    wanted = [name for name in _BACKGROUND if name not in _BESIDE_THE_POINT.get(topic, ())]
    background = [c for name in wanted for c in claims if c.family == name and c.topic != topic]
    return [
        _Part("overview", summary, _LONGEST["overview"]),
        _Part(topic, own, _LONGEST_TOPIC, background, closing),
    ]


def _for_audience(topic: str, audience: Audience) -> str:
    return "talent" if topic == "love" and audience == "child" else topic


def _section(part: _Part, teller: Teller, slots: dict[str, str], language: str) -> Section:
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
        names(language)["topic"][part.key],
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
    """The facts under the claims, each once; a 대운 that is not running is no ground."""
    templates = names(language)["ground"]
    found = [
        fill_in(templates[fact], {**slots, **dict(claim.slots)}, language)
        for claim in claims
        for fact in claim.evidence
        if _is_known(fact, claim, slots)
    ]
    return tuple(dict.fromkeys(found))


def _is_known(fact: str, claim: Claim, slots: dict[str, str]) -> bool:
    if fact == "daewoon":
        return "dae" in slots
    return fact != "meeting" or bool(claim.slots)


def _chart_id(portrait: Portrait) -> str:
    """What fixes the words: the pillars and the sex, nothing of the birth itself."""
    sex = portrait.chart.birth.sex
    pillars = "".join("--" if p is None else p.ganji for p in portrait.chart.pillars)
    return f"{pillars}{'' if sex is None else sex.value}"
