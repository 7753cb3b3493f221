"""Charts as the engine prints them, cut down to what storage reads. The person is made up."""

from __future__ import annotations

from typing import Any

BIRTH: dict[str, Any] = {
    "calendar": "solar",
    "leap_month": False,
    "date": "1987-03-08",
    "time": "14:37",
    "sex": "female",
    "place": "통영",
    "zone": "Asia/Seoul",
    "time_unknown": False,
}

# The same birth as people, programs and books spell it; none of them may stand readable anywhere.
SPELLINGS = ("1987-03-08", "19870308", "1987년 3월 8일", "870308", "14:37", "통영", "丁卯")


def chart(**changed: Any) -> dict[str, Any]:
    """The chart of BIRTH; a keyword replaces a part of the birth."""
    return {
        "calculation_version": "1",
        "birth": {**BIRTH, **changed},
        "school": {"solar_time": "mean", "day_boundary": "rat_hour"},
        "moment_utc": "1987-03-08T05:37:00Z",
        "correction_minutes": -26.3,
        "pillars": {"year": "丁卯", "month": "癸卯", "day": "丙辰", "time": "乙未"},
        "day_master": "丙",
        "ohang": {"wood": 3, "fire": 2, "earth": 2, "metal": 0, "water": 1},
        "sipseong": {"year_stem": "劫財", "year_branch": "正印"},
        "sinsal": [{"name": "도화살", "positions": ["day"], "source": "三命通會"}],
        "strength": {"score": 0.61, "label": "신강", "grounds": []},
        "yongsin": {"primary": "water", "gisin": "wood", "method": "eokbu", "grounds": []},
        "overall_balance": "neutral",
    }
