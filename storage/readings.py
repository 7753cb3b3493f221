"""Charts and what was concluded from them. The same inputs of the same owner are one row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select

from core.ports import Session
from storage.crypto import Cell, DataKey, canonical_json
from storage.ids import new_id
from storage.models import SajuAnalysis, SajuCalculation
from storage.vault import Vault, live_key

# The five words that the database document allows, for the seven of the engine (STORAGE).
_STORED_STRENGTH: Final = {
    "극약": "very_weak",
    "태약": "very_weak",
    "신약": "weak",
    "중화": "neutral",
    "신강": "strong",
    "태강": "very_strong",
    "극왕": "very_strong",
}
_ELEMENTS: Final = ("wood", "fire", "earth", "metal", "water")  # in the order of generation


class SqlReadings:
    """Fulfils `core.ports.Readings`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._db = vault.db

    async def save(self, session: Session, chart: Mapping[str, Any], now: datetime) -> UUID:
        key = await live_key(self._vault, session.session_id)
        inputs, version = key.blind_index("inputs", inputs_of(chart)), chart["calculation_version"]
        known = await self._find(key.owner_id, inputs, version)
        if known is not None:
            return known
        calculation_id = new_id(now)
        sealed = key.seal_json(dict(chart), Cell("saju_calculations", calculation_id, "result_encrypted"))
        await self._db.execute(
            insert(SajuCalculation).values(
                calculation_id=calculation_id,
                user_id=session.user_id,
                owner_id=key.owner_id,
                input_bidx=inputs,
                calculation_version=version,
                day_ganji=chart["pillars"]["day"],
                result_encrypted=sealed,
                created_at=now,
            )
        )
        await self._db.execute(insert(SajuAnalysis).values(_analysis(key, calculation_id, chart, now)))
        return calculation_id

    async def _find(self, owner_id: UUID, inputs: bytes, version: str) -> UUID | None:
        return (
            await self._db.execute(
                select(SajuCalculation.calculation_id).where(
                    SajuCalculation.owner_id == owner_id,
                    SajuCalculation.input_bidx == inputs,
                    SajuCalculation.calculation_version == version,
                )
            )
        ).scalar_one_or_none()


def inputs_of(chart: Mapping[str, Any]) -> bytes:
    """All that was put in: the birth, the school, and what coordinates and summer time made of the clock."""
    made_of_the_clock = [chart[key] for key in ("moment_utc", "solar_time", "correction_minutes")]
    return canonical_json([chart["birth"], chart["school"], made_of_the_clock])


def _analysis(key: DataKey, calculation_id: UUID, chart: Mapping[str, Any], now: datetime) -> dict[Any, Any]:
    analysis_id = new_id(now)
    counts = _counts(chart["ohang"])
    # Characters are counted first; among equals the hidden stems decide, then the order of generation.
    weight = {element: (counts[element], chart["ohang_shares"][element]) for element in _ELEMENTS}

    def sealed(column: str, value: Any) -> bytes:
        return key.seal_json(value, Cell("saju_analyses", analysis_id, column))

    return {
        SajuAnalysis.analysis_id: analysis_id,
        SajuAnalysis.calculation_id: calculation_id,
        SajuAnalysis.owner_id: key.owner_id,
        SajuAnalysis.analysis_version: chart["calculation_version"],
        SajuAnalysis.day_gan: chart["day_master"],
        SajuAnalysis.day_zhi: sealed("day_zhi", chart["pillars"]["day"][1]),
        SajuAnalysis.ohang_wood_count: sealed("ohang_wood_count", counts["wood"]),
        SajuAnalysis.ohang_fire_count: sealed("ohang_fire_count", counts["fire"]),
        SajuAnalysis.ohang_earth_count: sealed("ohang_earth_count", counts["earth"]),
        SajuAnalysis.ohang_metal_count: sealed("ohang_metal_count", counts["metal"]),
        SajuAnalysis.ohang_water_count: sealed("ohang_water_count", counts["water"]),
        SajuAnalysis.ohang_dominant: max(_ELEMENTS, key=weight.__getitem__),
        SajuAnalysis.ohang_weakest: min(_ELEMENTS, key=weight.__getitem__),
        SajuAnalysis.sipseong: sealed("shipsung_data", chart["sipseong"]),
        SajuAnalysis.yongsin: sealed("yongshin", chart["yongsin"]["primary"]),
        SajuAnalysis.gisin: sealed("gishin", chart["yongsin"].get("gisin")),
        SajuAnalysis.sinsal: sealed("sinsal_list", chart["sinsal"]),
        SajuAnalysis.day_gan_strength: _STORED_STRENGTH[chart["strength"]["label"]],
        SajuAnalysis.overall_balance: sealed("overall_balance", chart["overall_balance"]),
        SajuAnalysis.created_at: now,
    }


def _counts(ohang: Mapping[str, int]) -> dict[str, int]:
    """Checked before they are encrypted, as no CHECK can afterwards: 8 characters, or 6 without the hour."""
    counts = {element: ohang[element] for element in _ELEMENTS}
    if min(counts.values()) < 0 or sum(counts.values()) not in (6, 8):
        raise ValueError("the five elements of a chart add up to 8, or to 6 without the hour")
    return counts
