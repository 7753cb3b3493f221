"""조후 (調候): which stems a day master needs for warmth and moisture in its month.

Source: 窮通寶鑑, 120 cells; how the table was made stands at the head of `data/johu.csv`. In 11 cells the
circulated summary and the readings of the text disagree: both are kept, and the school chooses.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

from core.saju.school import JohuTable
from core.saju.terms import STEMS, Branch, Stem

SOURCE = "窮通寶鑑"
# The book divides these months at the 중기 and changes its mind there; the cell holds the whole month.
_HALF_MONTH = frozenset(("甲未", "乙午", "乙酉", "癸辰", "癸未", "壬丑"))
_CIRCULATED = JohuTable.CIRCULATED


@dataclass(frozen=True, slots=True)
class Johu:
    """One cell. Every tuple is in the order of need.

    `circulated` is the order of the summary that Korean almanacs print, `readings` those of two readers of the
    text; `disputed` when the three do not agree on the first stem. `phrase` is the book's own, in Hanja.
    """

    primary: Stem
    secondary: tuple[Stem, ...]
    optional: tuple[Stem, ...]
    disputed: bool
    circulated: tuple[Stem, ...]
    readings: tuple[tuple[Stem, ...], tuple[Stem, ...]]
    half_month: bool
    phrase: str

    def order(self, table: JohuTable) -> tuple[Stem, ...]:
        """The needed stems as this school ranks them, without the optional ones of the majority reading."""
        return self.circulated if table is _CIRCULATED else (self.primary, *self.secondary)


def _stems(letters: str) -> tuple[Stem, ...]:
    return tuple(STEMS["甲乙丙丁戊己庚辛壬癸".index(letter)] for letter in letters)


def _cell(row: dict[str, str]) -> Johu:
    return Johu(
        primary=_stems(row["primary"])[0],
        secondary=_stems(row["secondary"]),
        optional=_stems(row["optional"]),
        disputed=row["agreement"] == "majority",
        circulated=_stems(row["circulated_order"]),
        readings=(_stems(row["text_reading_1"]), _stems(row["text_reading_2"])),
        half_month=row["day_gan"] + row["month_zhi"] in _HALF_MONTH,
        phrase=row["text_phrase"],
    )


def _load() -> tuple[tuple[Johu, ...], ...]:
    text = (resources.files("core.saju.data") / "johu.csv").read_text("utf-8")
    cells: dict[str, Johu] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        cells[row["day_gan"] + row["month_zhi"]] = _cell(row)
    return tuple(tuple(cells[s + b] for b in "子丑寅卯辰巳午未申酉戌亥") for s in "甲乙丙丁戊己庚辛壬癸")


TABLE: tuple[tuple[Johu, ...], ...] = _load()  # [day master][month branch]


def johu(day_master: Stem, month_branch: Branch) -> Johu:
    """The cell of this day master born in this month."""
    return TABLE[day_master][month_branch]
