"""What an element that comes (by luck, by a day, by another person) is to a chart."""

from __future__ import annotations

from typing import Literal

from core.saju.terms import Element
from core.saju.yongsin import Yongsin

Fit = Literal["yongsin", "huisin", "hansin", "gusin", "gisin"]

# How much it helps, for sums; ours.
FIT_POINTS: dict[Fit, int] = {"yongsin": 2, "huisin": 1, "hansin": 0, "gusin": -1, "gisin": -2}


def fit(element: Element, yongsin: Yongsin) -> Fit:
    """The role of the element beside this 용신; each element has exactly one."""
    roles: dict[Element, Fit] = {
        yongsin.hansin: "hansin",
        yongsin.gusin: "gusin",
        yongsin.gisin: "gisin",
        yongsin.huisin: "huisin",
        yongsin.primary: "yongsin",
    }
    return roles[element]
