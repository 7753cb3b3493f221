"""A made-up person, and charts as the engine prints them, cut down to what storage reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.messages import Address
from core.ports import Session, User
from storage.store import Store

HANA = Address("telegram", "chat-1", "hana")

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
        "solar_time": "1987-03-08T14:10:42",
        "correction_minutes": -26.3,
        "pillars": {"year": "丁卯", "month": "癸卯", "day": "丙辰", "time": "乙未"},
        "day_master": "丙",
        "ohang": {"wood": 3, "fire": 2, "earth": 2, "metal": 0, "water": 1},
        "ohang_shares": {"wood": 0.38, "fire": 0.25, "earth": 0.23, "metal": 0.0, "water": 0.14},
        "sipseong": {"year_stem": "劫財", "year_branch": "正印"},
        "sinsal": [{"name": "도화살", "positions": ["day"], "source": "三命通會"}],
        "strength": {"score": 0.61, "label": "신강", "grounds": []},
        "yongsin": {"primary": "water", "gisin": "wood", "method": "eokbu", "grounds": []},
        "overall_balance": "neutral",
    }


async def begin(store: Store, now: datetime, address: Address = HANA) -> tuple[User, Session]:
    async with store.unit_of_work() as work:
        user = await work.users.get_or_add(address, now)
        session = await work.sessions.open(user.user_id, now)
        await work.commit()
    return user, session
