"""What the pillars are one by one as JSON: 지장간, 십성, 십이운성, 납음, by the day pillar and the pillar itself.

A table by pair of ganji: the mappings of a chart are put together from one row a pillar. Read only, because the
lists are shared between results.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from core.saju.ganji import PILLARS
from core.saju.hidden_stems import INWON, WOLLYUL, HiddenStem
from core.saju.nayin import nayin
from core.saju.school import EarthStages, HiddenStemTable, YinStages
from core.saju.sipseong import BRANCH_TABLE, STEM_TABLE
from core.saju.stages import stages_by

# A pillar beside a day pillar: its hidden stems; 십성 of its stem and of its branch; 십이운성 as `core.saju.stages`
# has them, 봉 거 좌 인종; its 납음.
Column = tuple[list[dict[str, Any]], str, str, str, str, list[str], list[str], str]
_UNKNOWN: Final = (None,) * 8


def _hidden_to_json(stems: tuple[HiddenStem, ...]) -> list[dict[str, Any]]:
    return [{"stem": h.stem.hanja, "days": h.days, "share": round(h.share, 4)} for h in stems]


# [branch]
_WOLLYUL = tuple(map(_hidden_to_json, WOLLYUL))
_INWON = tuple(map(_hidden_to_json, INWON))


@cache
def columns(day: int, earth: EarthStages, yin: YinStages, hidden: HiddenStemTable) -> tuple[Column, ...]:
    """[pillar] → its column beside the day pillar of this cycle index."""
    own, table = PILLARS[day], stages_by(earth, yin)
    inwon = hidden is HiddenStemTable.INWON
    rows, said = (INWON, _INWON) if inwon else (WOLLYUL, _WOLLYUL)
    return tuple(
        (
            said[pillar.branch],
            STEM_TABLE[own.stem][pillar.stem].hanja,
            BRANCH_TABLE[own.stem][pillar.branch].hanja,
            table[own.stem][pillar.branch].hanja,
            table[pillar.stem][pillar.branch].hanja,
            _shared(tuple(table[h.stem][pillar.branch].hanja for h in rows[pillar.branch])),
            _shared(tuple(table[h.stem][own.branch].hanja for h in rows[pillar.branch])),
            nayin(pillar).hanja,
        )
        for pillar in PILLARS
    )


@cache
def _shared(row: tuple[str, ...]) -> list[str]:
    return list(row)


def columns_to_json(year: Column, month: Column, day: Column, hour: Column | None) -> dict[str, Any]:
    """The keys from `hidden_stems` to `nayin`; null for an unknown hour."""
    y_hidden, y_stem, y_branch, y_bong, y_geo, y_jwa, y_drawn, y_nayin = year
    m_hidden, m_stem, m_branch, m_bong, m_geo, m_jwa, m_drawn, m_nayin = month
    d_hidden, _, d_branch, d_bong, d_geo, d_jwa, d_drawn, d_nayin = day
    hidden, stem, branch, bong, geo, jwa, drawn, sound = _UNKNOWN if hour is None else hour
    return {
        "hidden_stems": {"year": y_hidden, "month": m_hidden, "day": d_hidden, "time": hidden},
        "sipseong": {
            "year_stem": y_stem,
            "year_branch": y_branch,
            "month_stem": m_stem,
            "month_branch": m_branch,
            "day_branch": d_branch,
            "time_stem": stem,
            "time_branch": branch,
        },
        "stages": {"year": y_bong, "month": m_bong, "day": d_bong, "time": bong},
        "stages_geo": {"year": y_geo, "month": m_geo, "day": d_geo, "time": geo},
        "stages_jwa": {"year": y_jwa, "month": m_jwa, "day": d_jwa, "time": jwa},
        "stages_in": {"year": y_drawn, "month": m_drawn, "day": d_drawn, "time": drawn},
        "nayin": {"year": y_nayin, "month": m_nayin, "day": d_nayin, "time": sound},
    }
