"""What is looked at before anything else: size, control characters, words of distress, and what may be logged.

Nothing here decides about a chart. Patterns and telephone numbers are data (`crisis.toml`, `helplines.toml`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib import resources

MAX_CHARACTERS = 1000
"""A birth or a question needs a tenth of this; more is a paste by mistake, or mischief."""

MAX_CHOICE_BYTES = 64

# Marks that change how the rest reads without being seen: zero width, direction, and the rest of category Cf
# but the joiner that emoji are made with.
_KEPT_FORMAT = "\u200d"


class Alarm(Enum):
    """Why a reading stops. UNSURE asks softly; the others give help at once."""

    SUICIDE = "suicide"
    ABUSE = "abuse"
    VIOLENCE = "violence"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Helpline:
    """A telephone number with the names of who answers, by language."""

    number: str
    names: dict[str, str]
    alarms: frozenset[Alarm]
    checked_on: date


def clean(value: str) -> str:
    """`value` in NFC, without control, format, surrogate and unassigned characters; runs of space are one."""
    kept = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", value) if _may_stay(c))
    return " ".join(kept.split())


def _may_stay(character: str) -> bool:
    category = unicodedata.category(character)
    return character.isspace() or not category.startswith("C") or character in _KEPT_FORMAT


@cache
def helplines() -> tuple[Helpline, ...]:
    """Every number with the alarms it is shown for, in the order to show them."""
    table = tomllib.loads((resources.files("core") / "helplines.toml").read_text("utf-8"))
    return tuple(
        Helpline(entry["number"], entry["name"], frozenset(map(Alarm, entry["for"])), entry["checked_on"])
        for entry in table["line"]
    )


def helplines_for(alarm: Alarm) -> tuple[Helpline, ...]:
    return tuple(line for line in helplines() if alarm in line.alarms)


@dataclass(frozen=True, slots=True)
class _Patterns:
    joined: re.Pattern[str] | None
    written: re.Pattern[str] | None


@cache
def _crisis() -> tuple[re.Pattern[str], dict[Alarm, _Patterns]]:
    table = tomllib.loads((resources.files("core") / "crisis.toml").read_text("utf-8"))
    by_alarm = {a: _Patterns(_any_of(table[a.value]["joined"]), _any_of(table[a.value]["written"])) for a in Alarm}
    return re.compile("|".join(table["idioms"])), by_alarm


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None


def alarm_in(text: str) -> Alarm | None:
    """The gravest sign of distress in a cleaned text, or None.

    Two stages: idioms ("배고파 죽겠다") are taken out first, then the patterns are looked for, the certain ones
    before the doubtful.
    """
    idioms, by_alarm = _crisis()
    written = text.lower()
    joined = idioms.sub(" ", re.sub(r"[\W_]+", "", written))
    for alarm, patterns in by_alarm.items():
        if patterns.joined and patterns.joined.search(joined):
            return alarm
        if patterns.written and patterns.written.search(idioms.sub(" ", written)):
            return alarm
    return None
