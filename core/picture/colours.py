"""The colours of the two themes, by role.

오행 keep their old colours (靑赤黃白黑): wood green, fire red, earth ochre, metal white to grey, water deep blue.
`X` is the ground of a tile and `on_X` what is written on it. Every pair that the layout uses stands at a contrast
of 4.5:1 or more (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Theme = Literal["light", "dark"]

_TILES = {
    "fire": "#B3322A",
    "on_fire": "#FFFFFF",
    "earth": "#DBAC4C",
    "on_earth": "#33240A",
}

_LIGHT = _TILES | {
    "paper": "#F8F3E8",
    "tint": "#F0E7D3",  # beneath the pillar of the self and the luck of today
    "ink": "#2A2520",
    "muted": "#675D51",
    "line": "#D8CCB6",
    "accent": "#A8281F",  # vermilion of a seal
    "on_accent": "#FFF9F0",
    "wood": "#2E6B4A",
    "on_wood": "#FFFFFF",
    "metal": "#E9E8E5",
    "on_metal": "#3B4046",
    "water": "#1E3155",
    "on_water": "#FFFFFF",
    "edge": "#B9B4AA",  # around the tiles of metal, which are nearly as light as paper
}

_DARK = _TILES | {
    "paper": "#16181D",
    "tint": "#22252C",
    "ink": "#F0EADF",
    "muted": "#ADA698",
    "line": "#3A3E48",
    "accent": "#EC8576",
    "on_accent": "#2A0C08",
    "wood": "#2C7550",
    "on_wood": "#FFFFFF",
    "metal": "#D9DBDD",
    "on_metal": "#2B3036",
    "water": "#27467B",
    "on_water": "#FFFFFF",
    "edge": "#8A8F98",
}

THEMES: Mapping[Theme, Mapping[str, str]] = {"light": _LIGHT, "dark": _DARK}


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminance of two `#RRGGBB`, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
